"""Datums of China's maps, and the way to WGS84, in which everything is stored (README, D12).

WGS84 is what a tablet's receiver gives.  CGCS2000 is what the state's surveyors use: its ellipsoid
differs by a flattening of 1/298.257222101 against 1/298.257223563 (EPSG ellipsoids 1024 and 7030),
0.1 mm on the ground, and its frame is fixed at the year 2000, since when the ground has moved by
less than a metre.  At the accuracy of a tablet the two are one.  GCJ-02 is the shifted datum of
public web maps, 200-370 m east of WGS84 in this city (domain.md 2.1); the state never published
its formula, the one below is the common reconstruction.  BD-09 shifts GCJ-02 once more and is
refused: no office hands out boundaries in it.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

import numpy as np
import shapely
from shapely import Geometry

from server.core.errors import DatumNotSupported
from server.core.geodesy import distance_m
from server.core.types import GeoPoint

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Numbers: TypeAlias = NDArray[Any]

Shape = TypeVar("Shape", bound=Geometry)

AXIS_M = 6_378_245.0
"""Semi-major axis of the Krasovsky ellipsoid, on which the shift is measured."""
ECCENTRICITY_SQUARED = 0.006_693_421_622_965_943_23
ROUNDS = 4
"""Each round of the way back gains two digits or more; four leave less than a millimetre."""
LARGEST_SHIFT_M = 900.0
"""No place in China is shifted further; here it is 380 m at most."""
CHINA_WEST_SOUTH_EAST_NORTH = (72.004, 0.8293, 137.8347, 55.8271)
"""Outside this box web maps do not shift."""


class Datum(StrEnum):
    """Datums a boundary file may state on loading."""

    WGS84 = "wgs84"
    CGCS2000 = "cgcs2000"
    GCJ02 = "gcj02"


def datum(name: str) -> Datum:
    """Read a datum's name, or raise DatumNotSupported (BD-09 among others).

    >>> datum("GCJ-02").value
    'gcj02'
    """
    plain = name.strip().lower().replace("-", "").replace("_", "").replace(" ", "")
    try:
        return Datum(plain)
    except ValueError:
        raise DatumNotSupported(datum=name[:40]) from None


def _waves(x: Numbers, first: float, second: float) -> Numbers:
    """The pair of long waves that both axes share."""
    return np.asarray(
        (20 * np.sin(x * np.pi) + 40 * np.sin(x * np.pi / 3)) * 2 / 3
        + (first * np.sin(x * np.pi / 12) + second * np.sin(x * np.pi / 30)) * 2 / 3
    )


def _short_waves(x: Numbers) -> Numbers:
    return np.asarray((20 * np.sin(6 * x * np.pi) + 20 * np.sin(2 * x * np.pi)) * 2 / 3)


def _shift(lon: Numbers, lat: Numbers) -> tuple[Numbers, Numbers]:
    """Degrees that GCJ-02 adds to a WGS84 position, east and north."""
    x, y = lon - 105, lat - 35
    root = np.sqrt(np.abs(x))
    east_m = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root
    east_m = east_m + _short_waves(x) + _waves(x, 150, 300)
    north_m = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root
    north_m = north_m + _short_waves(x) + _waves(y, 160, 320)
    phi = np.radians(lat)
    flat = 1 - ECCENTRICITY_SQUARED * np.sin(phi) ** 2
    per_lat = np.radians(AXIS_M * (1 - ECCENTRICITY_SQUARED) / flat**1.5)
    per_lon = np.radians(AXIS_M / np.sqrt(flat) * np.cos(phi))
    west, south, east, north = CHINA_WEST_SOUTH_EAST_NORTH
    inside = (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)
    return np.where(inside, east_m / per_lon, 0.0), np.where(inside, north_m / per_lat, 0.0)


def _to_gcj02(lon_lat: Numbers) -> Numbers:
    east, north = _shift(lon_lat[:, 0], lon_lat[:, 1])
    return np.asarray(lon_lat + np.column_stack((east, north)))


def _from_gcj02(lon_lat: Numbers) -> Numbers:
    """Guess, shift the guess, and correct it by what it misses; the shift varies slowly."""
    guess = lon_lat
    for _ in range(ROUNDS):
        guess = guess + (lon_lat - _to_gcj02(guess))
    return guess


def wgs84_to_gcj02(point: GeoPoint) -> GeoPoint:
    """Where a Chinese web map shows a WGS84 position; outside China the same place."""
    return _moved(point, _to_gcj02)


def gcj02_to_wgs84(point: GeoPoint) -> GeoPoint:
    """The WGS84 position of a GCJ-02 one, right to a centimetre of the formula above."""
    return _moved(point, _from_gcj02)


def _moved(point: GeoPoint, how: Callable[[Numbers], Numbers]) -> GeoPoint:
    lon, lat = how(np.array([point.lon_lat]))[0]
    return GeoPoint(float(lat), float(lon), point.alt_m, point.accuracy_m)


def to_wgs84(geometry: Shape, stated: Datum) -> Shape:
    """The geometry (degrees, longitude first) in WGS84; CGCS2000 is taken as it is."""
    if stated is Datum.GCJ02:
        return shapely.transform(geometry, _from_gcj02)
    return geometry


def to_gcj02(geometry: Shape) -> Shape:
    """A WGS84 geometry as Chinese web maps draw it."""
    return shapely.transform(geometry, _to_gcj02)


def looks_gcj02_shifted(
    measured: GeoPoint, expected: GeoPoint, *, tolerance_m: float = 100
) -> bool:
    """Whether `measured` misses `expected` by just what GCJ-02 would add.

    True when it lies within `tolerance_m` of where a web map shows `expected`, and further than
    that from the place itself.
    """
    shifted = wgs84_to_gcj02(expected)
    return distance_m(measured, shifted) <= tolerance_m < distance_m(measured, expected)

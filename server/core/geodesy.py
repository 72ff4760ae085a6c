"""Metres on the ground from degrees: distances, local planes, circles.

domain.md 4 allows the sphere; the error stays below 0.5 %, which is far below a tablet's accuracy.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from shapely import Geometry, Point

from server.core.types import GeoPoint

if TYPE_CHECKING:
    from numpy.typing import NDArray

EARTH_RADIUS_M = 6_371_008.8
"""Mean radius of the WGS84 ellipsoid (IUGG)."""


def distance_m(a: GeoPoint, b: GeoPoint) -> float:
    """Metres between two positions along the great circle.

    >>> from server.core.types import GeoPoint
    >>> round(distance_m(GeoPoint(36.54, 104.17), GeoPoint(36.55, 104.17)))
    1112
    """
    lat_a, lat_b = math.radians(a.lat), math.radians(b.lat)
    half_lat = math.sin((lat_b - lat_a) / 2)
    half_lon = math.sin(math.radians(b.lon - a.lon) / 2)
    chord = half_lat**2 + math.cos(lat_a) * math.cos(lat_b) * half_lon**2
    return 2 * EARTH_RADIUS_M * math.asin(min(1.0, math.sqrt(chord)))


METRES_PER_DEGREE = math.radians(EARTH_RADIUS_M)
"""Metres per degree of latitude, and of longitude on the equator."""


@dataclass(frozen=True, slots=True)
class LocalPlane:
    """Metres east and north of a point (equirectangular about its latitude).

    Distances from the origin are right to 0.5 % within 100 km: a degree of longitude is measured
    halfway between the origin's latitude and the other point's.
    """

    lat: float
    lon: float

    @classmethod
    def at(cls, origin: GeoPoint) -> LocalPlane:
        """The plane about `origin`."""
        return cls(origin.lat, origin.lon)

    def xy(self, point: GeoPoint) -> tuple[float, float]:
        """Metres east and north."""
        halfway = math.radians((point.lat + self.lat) / 2)
        east = (point.lon - self.lon) * METRES_PER_DEGREE * math.cos(halfway)
        return east, (point.lat - self.lat) * METRES_PER_DEGREE

    def point(self, xy: tuple[float, float]) -> GeoPoint:
        """The position of metres east and north."""
        lat = self.lat + xy[1] / METRES_PER_DEGREE
        halfway = math.radians((lat + self.lat) / 2)
        return GeoPoint(lat, self.lon + xy[0] / METRES_PER_DEGREE / math.cos(halfway))

    def flat(self, geometry: Geometry) -> Geometry:
        """The geometry (degrees, longitude first) in metres of this plane."""
        return shapely.transform(geometry, self._to_metres)

    def _to_metres(self, lon_lat: NDArray[Any]) -> NDArray[Any]:
        lon, lat = lon_lat[:, 0], lon_lat[:, 1]
        halfway = np.radians((lat + self.lat) / 2)
        east = (lon - self.lon) * METRES_PER_DEGREE * np.cos(halfway)
        return np.column_stack((east, (lat - self.lat) * METRES_PER_DEGREE))

    def degrees(self, geometry: Geometry) -> Geometry:
        """The way back: metres of this plane to degrees, longitude first."""
        return shapely.transform(geometry, self._to_degrees)

    def _to_degrees(self, xy: NDArray[Any]) -> NDArray[Any]:
        lat = self.lat + xy[:, 1] / METRES_PER_DEGREE
        halfway = np.radians((lat + self.lat) / 2)
        return np.column_stack((self.lon + xy[:, 0] / METRES_PER_DEGREE / np.cos(halfway), lat))


ORIGIN = Point(0, 0)


def distance_to_m(point: GeoPoint, geometry: Geometry) -> float:
    """Metres from `point` to the nearest part of a geometry; 0 inside an area."""
    return float(shapely.distance(LocalPlane.at(point).flat(geometry), ORIGIN))


def circle(centre: GeoPoint, radius_m: float) -> Geometry:
    """The circle of `radius_m` about a position in degrees, as a map draws an accuracy."""
    return LocalPlane.at(centre).degrees(ORIGIN.buffer(radius_m, quad_segs=8))

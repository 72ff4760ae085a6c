"""From degrees to the pixels of a small map: one scale, north up, no tiles."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple, Self

import shapely
from shapely import Geometry, MultiPolygon, Polygon, box

from server.core.geodesy import METRES_PER_DEGREE

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from server.core.types import GeoPoint

STEPS = (1, 2, 5)
FINEST = 0.8
"""Pixels an outline may be off."""


class Spot(NamedTuple):
    """A place on the drawing, in pixels from its top left corner."""

    x: float
    y: float


class Frame(NamedTuple):
    """A rectangle of the drawing, in pixels."""

    x: float
    y: float
    width: float
    height: float

    def __str__(self) -> str:
        """The rectangle as a view box."""
        return " ".join(f"{side:.0f}" for side in self)


@dataclass(frozen=True, slots=True)
class Canvas:
    """A drawing of `width` by `height` pixels about a middle, `scale` pixels to the metre."""

    lat: float
    lon: float
    scale: float
    width: float
    height: float

    @classmethod
    def around(
        cls,
        points: Sequence[GeoPoint],
        *,
        width: float,
        height: float,
        least_m: float,
        spread: float = 1.6,
    ) -> Self:
        """The canvas that shows all `points` and never less than `least_m` metres across.

        `spread` is how much wider the canvas is than what the points take.
        """
        lats, lons = [point.lat for point in points], [point.lon for point in points]
        lat, lon = (min(lats) + max(lats)) / 2, (min(lons) + max(lons)) / 2
        high = (max(lats) - min(lats)) * METRES_PER_DEGREE
        wide = (max(lons) - min(lons)) * METRES_PER_DEGREE * math.cos(math.radians(lat))
        metres_to_pixel = max(wide * spread / width, high * spread * 1.2 / height, least_m / width)
        return cls(lat, lon, 1 / metres_to_pixel, width, height)

    def spot(self, point: GeoPoint) -> Spot:
        """Where `point` lies."""
        return self._place(point.lon, point.lat)

    def _place(self, lon: float, lat: float) -> Spot:
        metres = METRES_PER_DEGREE * self.scale
        east = (lon - self.lon) * metres * math.cos(math.radians(self.lat))
        return Spot(self.width / 2 + east, self.height / 2 - (lat - self.lat) * metres)

    def outline(self, shape: Geometry) -> Geometry:
        """`shape` in pixels, without what would not be seen."""
        east = METRES_PER_DEGREE * self.scale * math.cos(math.radians(self.lat))
        north = METRES_PER_DEGREE * self.scale

        def moved(degrees: NDArray[Any]) -> NDArray[Any]:
            pixels = degrees.copy()
            pixels[:, 0] = (degrees[:, 0] - self.lon) * east + self.width / 2
            pixels[:, 1] = self.height / 2 - (degrees[:, 1] - self.lat) * north
            return pixels

        return shapely.simplify(shapely.transform(shape, moved), FINEST)

    def frame(self, shapes: Iterable[Geometry]) -> Frame:
        """The rectangle about `shapes` in pixels, in the canvas's proportions."""
        west, north, east, south = shapely.GeometryCollection(list(shapes)).bounds
        ratio = self.width / self.height
        height = max(south - north, (east - west) / ratio, self.height) * 1.12
        width = height * ratio
        return Frame((west + east - width) / 2, (north + south - height) / 2, width, height)

    @property
    def whole(self) -> Frame:
        """The canvas itself."""
        return Frame(0, 0, self.width, self.height)


def path(shape: Geometry) -> str:
    """The outline of a polygon in pixels as SVG path data."""
    return "".join(
        "M" + "L".join(f"{x:.0f},{y:.0f}" for x, y in ring.coords[:-1]) + "Z"
        for polygon in _polygons(shape)
        for ring in (polygon.exterior, *polygon.interiors)
    )


def within(frame: Frame, shape: Geometry, *, margin: float = 0) -> Geometry:
    """The part of `shape` inside `frame`, grown by `margin` pixels on each side."""
    window = box(
        frame.x - margin,
        frame.y - margin,
        frame.x + frame.width + margin,
        frame.y + frame.height + margin,
    )
    return shapely.intersection(shape, window)


def round_length(pixels_per_metre: float, *, about: float) -> float:
    """The longest round number of metres (1, 2 or 5 and zeros) not wider than `about` pixels.

    >>> round_length(0.65, about=80)
    100.0
    """
    wanted = about / pixels_per_metre
    power = 10.0 ** math.floor(math.log10(wanted))
    return max(step * power for step in STEPS if step * power <= wanted)


def _polygons(shape: Geometry) -> tuple[Polygon, ...]:
    if isinstance(shape, Polygon):
        return (shape,)
    if isinstance(shape, MultiPolygon):
        return tuple(shape.geoms)
    return tuple(part for part in getattr(shape, "geoms", ()) if isinstance(part, Polygon))

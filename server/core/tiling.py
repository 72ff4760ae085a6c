"""Web-Mercator tiles: the square of the world that maps cut into 2^zoom by 2^zoom pieces."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import numpy as np
import shapely

from server.core.errors import NotFound

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from shapely import Geometry

    Numbers: TypeAlias = NDArray[Any]

DEEPEST: Final = 22
EXTENT: Final = 4096
"""Steps of a vector tile's side."""

NORTHMOST: Final = 85.051_128_779_806_59


@dataclass(frozen=True, slots=True)
class Tile:
    """One piece: `x` from the west, `y` from the north."""

    zoom: int
    x: int
    y: int

    @classmethod
    def at(cls, zoom: int, x: int, y: int) -> Tile:
        """The tile of an address; raise NotFound for one outside the world.

        >>> Tile.at(1, 1, 0).box
        (0.5, 0.0, 1.0, 0.5)
        """
        if not (0 <= zoom <= DEEPEST and 0 <= x < 1 << zoom and 0 <= y < 1 << zoom):
            raise NotFound
        return cls(zoom, x, y)

    @property
    def box(self) -> tuple[float, float, float, float]:
        """West, north, east and south in parts of the square."""
        side = 1 / (1 << self.zoom)
        return self.x * side, self.y * side, (self.x + 1) * side, (self.y + 1) * side


def squared(lon_lat: Numbers) -> Numbers:
    """Positions (degrees, longitude first) in parts of the square, from its north-west corner.

    >>> squared(np.array([[0.0, 0.0]])).tolist()
    [[0.5, 0.5]]
    """
    lat = np.radians(np.clip(lon_lat[:, 1], -NORTHMOST, NORTHMOST))
    x = (lon_lat[:, 0] + 180) / 360
    y = (1 - np.arcsinh(np.tan(lat)) / np.pi) / 2
    return np.column_stack((x, y))


def flattened(shape: Geometry) -> Geometry:
    """A shape in degrees as a shape in the square."""
    return shapely.transform(shape, squared)


def steps(x: float, y: float, tile: Tile) -> tuple[int, int]:
    """A place of the square in the tile's own steps."""
    west, north, _, _ = tile.box
    scale = EXTENT * (1 << tile.zoom)
    return round((x - west) * scale), round((y - north) * scale)


def in_tile(shape: Geometry, tile: Tile) -> Geometry:
    """A shape of the square in the tile's own steps, from its north-west corner."""
    west, north, _, _ = tile.box
    scale = EXTENT * (1 << tile.zoom)

    def moved(points: Numbers) -> Numbers:
        return np.asarray((points - (west, north)) * scale)

    return shapely.transform(shape, moved)

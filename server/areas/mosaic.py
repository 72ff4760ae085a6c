"""A mosaic of small cells over a stretch of land, fine where much is to be told apart.

Areas put together from cells share their edges point by point, so there is neither gap nor overlap
between them, and their edges are as crooked as those of real villages.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from shapely import MultiPoint, Point, Polygon, STRtree

from server.core.geodesy import METRES_PER_DEGREE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from random import Random

    from shapely.geometry.base import BaseGeometry

XY = tuple[float, float]

DECIMALS = 6
"""Of a degree: a decimetre, and short numbers in a file."""
JITTER = 0.38
"""Of the step; less looks like graph paper, more makes slivers."""
EASIEST, HARDEST = 0.6, 1.7
"""How much harder ground may be than other ground; the wider apart, the more crooked the edges."""
SHORTEST_SHARE = 0.05
"""Of the step: cells that share less than this do not count as neighbours."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A place where cells are finer: metres of the plane."""

    centre: XY
    radius_m: float
    step_m: float


@dataclass(frozen=True, slots=True)
class Mosaic:
    """Cells by number: a point (metres), an outline (degrees), neighbours, how hard to cross."""

    points: list[XY]
    cells: list[BaseGeometry]
    neighbours: list[list[int]]
    rough: list[float]

    def outlines(self, cells: Sequence[int]) -> list[BaseGeometry]:
        """The outlines of some cells."""
        return [self.cells[cell] for cell in cells]

    def by_distance(self, place: XY, among: Sequence[int] | None = None) -> list[int]:
        """Cells, of all or of those given, from the nearest to the furthest."""
        cells = range(len(self.points)) if among is None else among
        return sorted(cells, key=lambda cell: math.dist(self.points[cell], place))


def mosaic(
    land: BaseGeometry,
    spots: Sequence[Spot],
    *,
    step_m: float,
    to_degrees: Callable[[BaseGeometry], Any],
    random: Random,
) -> Mosaic:
    """Cover `land` (metres) with cells about `step_m` wide, finer in the `spots`.

    A few rows of cells around the land are made and thrown away, so that those at its edge close.
    """
    points = list(_points(land.buffer(3 * step_m), spots, step_m, random))
    diagram = shapely.voronoi_polygons(MultiPoint(points), ordered=True)
    inside = np.flatnonzero(shapely.contains_xy(land, np.array(points))).tolist()
    kept = [points[number] for number in inside]
    cells = [_rounded(diagram.geoms[number], to_degrees) for number in inside]
    rough = [random.uniform(EASIEST, HARDEST) for _ in kept]
    return Mosaic(kept, cells, _neighbours(cells, kept), rough)


def _points(
    land: BaseGeometry, spots: Sequence[Spot], step_m: float, random: Random
) -> Iterator[XY]:
    """Where spots overlap, the first one fills the ground."""
    discs = [Point(spot.centre).buffer(spot.radius_m) for spot in spots]
    first_at = partial(_first, STRtree(discs))
    for x, y in _grid(land, step_m, random):
        if first_at(x, y) is None:
            yield x, y
    for number, (spot, disc) in enumerate(zip(spots, discs, strict=True)):
        for x, y in _grid(disc, spot.step_m, random):
            if first_at(x, y) == number:
                yield x, y


def _first(index: STRtree, x: float, y: float) -> int | None:
    hits: list[int] = index.query(Point(x, y), predicate="intersects").tolist()
    return min(hits, default=None)


def _grid(land: BaseGeometry, step_m: float, random: Random) -> Iterator[XY]:
    """Points of a honeycomb on the land, each pushed off its place a little."""
    shapely.prepare(land)
    west, south, east, north = land.bounds
    row_m = step_m * math.sqrt(3) / 2
    for row in range(int((north - south) / row_m) + 1):
        for column in range(int((east - west) / step_m) + 1):
            x = west + (column + row % 2 / 2 + random.uniform(-JITTER, JITTER)) * step_m
            y = south + (row + random.uniform(-JITTER, JITTER)) * row_m
            if shapely.contains_xy(land, x, y):
                yield x, y


def _rounded(cell: BaseGeometry, to_degrees: Callable[[BaseGeometry], Any]) -> BaseGeometry:
    """The cell in degrees; two cells round a shared corner alike."""
    ring = np.round(shapely.get_coordinates(to_degrees(cell)), DECIMALS)
    keep = np.append(True, np.any(ring[1:] != ring[:-1], axis=1))
    return Polygon(ring[keep])


def _neighbours(cells: Sequence[BaseGeometry], points: Sequence[XY]) -> list[list[int]]:
    """Cells that share an edge worth the name."""
    owners: dict[tuple[XY, XY], int] = {}
    found: list[list[int]] = [[] for _ in cells]
    for number, cell in enumerate(cells):
        ring = [tuple(corner) for corner in shapely.get_coordinates(cell).tolist()]
        for one, other in pairwise(ring):
            edge = (one, other) if one < other else (other, one)
            across = owners.setdefault(edge, number)
            if across != number and _is_wide(edge, points[number], points[across]):
                found[number].append(across)
                found[across].append(number)
    return found


def _is_wide(edge: tuple[XY, XY], here: XY, there: XY) -> bool:
    return math.dist(*edge) * METRES_PER_DEGREE > SHORTEST_SHARE * math.dist(here, there)

"""Outlines that cross themselves, made whole again."""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING

import numpy as np
import shapely
from shapely import GeometryCollection, MultiPolygon, Polygon, STRtree

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shapely.geometry.base import BaseGeometry

MOST_VERTICES, MANY_VERTICES = 200_000, 10_000
"""Of a large tangle the mere question whether it is valid takes seconds."""
MOST_CROSSINGS = 5_000
"""Repair takes time and memory by the crossings: 80,000 of them take seconds and 250 MB."""
SAMPLE = 400
AT_ITS_ENDS = 3
"""Every edge meets itself and the ones before and after it."""


class TooIntricate(Exception):
    """An outline that would take too long to repair."""

    def __init__(self, vertices: int) -> None:
        super().__init__(vertices)
        self.vertices = vertices


def areas_of(geometry: BaseGeometry) -> BaseGeometry | None:
    """The areas of a geometry, one or several; None if it holds lines or points only."""
    polygons = list(_polygons(geometry))
    if not polygons:
        return None
    return polygons[0] if len(polygons) == 1 else MultiPolygon(polygons)


def _polygons(geometry: BaseGeometry) -> Iterator[Polygon]:
    if isinstance(geometry, Polygon):
        yield geometry
    elif isinstance(geometry, MultiPolygon | GeometryCollection):
        for part in geometry.geoms:
            yield from _polygons(part)


def repaired(area: BaseGeometry) -> BaseGeometry:
    """The same area if it is valid, else a valid one that covers what its rings enclose.

    Raise TooIntricate for an outline with too many points or crossings.
    """
    vertices = int(shapely.get_num_coordinates(area))
    if vertices > MOST_VERTICES or (vertices > MANY_VERTICES and _is_tangled(area)):
        raise TooIntricate(vertices)
    if shapely.is_valid(area):
        return area
    if _is_tangled(area):
        raise TooIntricate(vertices)
    made = shapely.make_valid(area, method="structure", keep_collapsed=False)
    # The parts that come back may share an edge, which parts of one area must not.
    sound = shapely.union_all(list(_polygons(made)))
    if sound.is_empty:
        raise TooIntricate(vertices)
    return sound


def _is_tangled(area: BaseGeometry) -> bool:
    """Whether the edges cross more than MOST_CROSSINGS times, judged by a sample of them."""
    rings = shapely.get_rings(shapely.get_parts(area))
    points, ring = shapely.get_coordinates(rings, return_index=True)
    along = ring[1:] == ring[:-1]
    ends = np.stack((points[:-1][along], points[1:][along]), axis=1)
    edges = np.array(shapely.linestrings(ends), dtype=object)
    index = STRtree(edges)
    step = max(1, len(edges) // SAMPLE)
    # One after the other, since the first few tell a tangle and asking all would take long.
    met = accumulate(
        index.query(edge, predicate="intersects").size - AT_ITS_ENDS for edge in edges[::step]
    )
    return any(count * step / 2 > MOST_CROSSINGS for count in met)

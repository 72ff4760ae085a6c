"""Areas that grow from their seats over rough ground until they meet."""

from __future__ import annotations

import heapq
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from random import Random

    from server.areas.mosaic import XY, Mosaic

CANDIDATES = 12
"""Spots looked at for each new seat; the one furthest from the others is taken."""
ROUNDS = 3
"""How often seats move to the middle of what grew from them: areas become of a size."""


@dataclass(frozen=True, slots=True)
class Seat:
    """Where an area begins, and how slowly it grows: 2 takes twice as long as 1."""

    cell: int
    slowness: float = 1.0


def grow(ground: Mosaic, seats: Sequence[Seat], within: Collection[int]) -> list[list[int]]:
    """The cells of `within` that fall to each seat: to the one that comes there first.

    Every area hangs together, since it is reached step by step from its seat (Dijkstra from all
    seats at once).  Cells that no seat can reach are left out.
    """
    areas: list[list[int]] = [[] for _ in seats]
    free = set(within)
    waiting = [(0.0, seat.cell, owner) for owner, seat in enumerate(seats)]
    heapq.heapify(waiting)
    while waiting:
        late, cell, owner = heapq.heappop(waiting)
        if cell not in free:
            continue
        free.remove(cell)
        areas[owner].append(cell)
        for onward in ground.neighbours[cell]:
            if onward in free:
                step = _hardship(ground, cell, onward) * seats[owner].slowness
                heapq.heappush(waiting, (late + step, onward, owner))
    return areas


def _hardship(ground: Mosaic, one: int, other: int) -> float:
    (x, y), (x2, y2) = ground.points[one], ground.points[other]
    return math.hypot(x2 - x, y2 - y) * (ground.rough[one] + ground.rough[other])


def relaxed(ground: Mosaic, seats: Sequence[Seat], within: Collection[int]) -> list[Seat]:
    """The seats, moved a few times to the middle of their areas (Lloyd)."""
    moved = list(seats)
    for _ in range(ROUNDS):
        areas = grow(ground, moved, within)
        moved = [
            Seat(_middle(ground, area), seat.slowness)
            for seat, area in zip(moved, areas, strict=True)
        ]
    return moved


def _middle(ground: Mosaic, area: Sequence[int]) -> int:
    """The cell of an area nearest to its centre of gravity."""
    points = np.array([ground.points[cell] for cell in area])
    weights = shapely.area(ground.outlines(area))
    away = np.hypot(*(points - np.average(points, axis=0, weights=weights)).T)
    return area[int(np.argmin(away))]


def scattered(
    ground: Mosaic, cells: Sequence[int], count: int, random: Random, *, apart_from: Iterable[int]
) -> list[int]:
    """Up to `count` cells far from each other and from those already taken (best candidate)."""
    taken = list(apart_from)
    chosen: list[int] = []
    free = [cell for cell in cells if cell not in set(taken)]
    while free and len(chosen) < count:
        tried = random.sample(free, min(CANDIDATES, len(free)))
        best = max(tried, key=lambda cell: _apart(ground.points, cell, taken))
        taken.append(best)
        chosen.append(best)
        free.remove(best)
    return chosen


def _apart(points: Sequence[XY], cell: int, taken: Sequence[int]) -> float:
    x, y = points[cell]
    return min((math.hypot(points[t][0] - x, points[t][1] - y) for t in taken), default=0.0)

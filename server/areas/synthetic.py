"""Made-up outlines for a demonstration, where no real ones may be shipped.

Townships grow from their places, villages inside their township, and everything wider is the union
of what lies below it, so areas add up.  Nothing here is a real boundary: every unit is marked
(`outline_is_synthetic`), and every map says so.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from random import Random
from typing import TYPE_CHECKING

import numpy as np
import shapely
from shapely import Point

from server.areas.growth import Seat, grow, relaxed, scattered
from server.areas.mosaic import Spot, mosaic
from server.core.area import AreaTree, UnitKind
from server.core.errors import PlaceMissing
from server.core.geodesy import LocalPlane
from server.core.limits import Limits
from server.core.types import AdminUnit, GeoPoint, Level, UnitCode

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from shapely.geometry.base import BaseGeometry

    from server.areas.mosaic import XY, Mosaic

DEFAULTS = Limits()
STEP_M = 1_000
"""Width of a cell in the open country; a village there has some twenty of them."""
LEAST_REACH_M, REACH_M, CLOSING_M = 7_500, 14_000, 14_000
"""How far the land reaches beyond the outermost places, and how wide a bay is filled."""
MARGIN_DEG = 0.05
"""Between the land and the frame of the city."""
CELLS_PER_COMMUNITY = 14
SUBDISTRICT_SLOWNESS = COMMUNITY_SLOWNESS = 2.5
"""Towns are small beside the country."""
SMOOTH_DEG = 0.001
"""Bends smaller than about a hundred metres are smoothed."""


@dataclass(frozen=True, slots=True)
class Township:
    """A township to draw: its place on the plane and what lies below it."""

    unit: AdminUnit
    place: XY
    villages: tuple[AdminUnit, ...]

    @property
    def communities(self) -> int:
        """How many residents' committees it has: they lie close together."""
        return sum(map(_is_community, self.villages))


def draw(
    units: Iterable[AdminUnit], *, seed: int = 1, limits: Limits = DEFAULTS
) -> tuple[AdminUnit, ...]:
    """The units with made-up outlines, and with centres where they had none.

    The same units and seed give the same outlines.  Ended units stay undrawn.  Raise PlaceMissing
    for a township without a centre to grow from.
    """
    tree = AreaTree.of(units)
    standing = [unit for unit in tree.by_code.values() if unit.valid_to is None]
    plane, townships = _townships(tree, [u for u in standing if u.level is Level.TOWNSHIP])
    random = Random(seed)  # noqa: S311 — a map, no secret
    ground = mosaic(
        _land([township.place for township in townships], plane, limits, random),
        list(_spots(townships)),
        step_m=STEP_M,
        to_degrees=plane.degrees,
        random=random,
    )
    areas = dict(_village_areas(ground, townships, random))
    villages = _smoothed({code: ground.outlines(cells) for code, (_, cells) in areas.items()})
    outlines = {**villages, **_unions(standing, villages)}
    seats = {code: plane.point(ground.points[seat]) for code, (seat, _) in areas.items()}
    return tuple(_drawn(unit, outlines.get(unit.code), seats) for unit in tree.by_code.values())


def _townships(
    tree: AreaTree, units: Sequence[AdminUnit]
) -> tuple[LocalPlane, tuple[Township, ...]]:
    missing = [unit.code for unit in units if unit.centre is None]
    if missing or not units:
        raise PlaceMissing(unit=missing[0] if missing else "")
    centres = [unit.centre for unit in units if unit.centre is not None]
    plane = LocalPlane(
        sum(centre.lat for centre in centres) / len(centres),
        sum(centre.lon for centre in centres) / len(centres),
    )
    return plane, tuple(
        Township(unit, plane.xy(centre), _standing(tree.children(unit.code)))
        for unit, centre in zip(units, centres, strict=True)
    )


def _standing(units: Iterable[AdminUnit]) -> tuple[AdminUnit, ...]:
    return tuple(unit for unit in units if unit.valid_to is None)


def _is_community(unit: AdminUnit) -> bool:
    return unit.unit_kind == UnitKind.RESIDENTS_COMMITTEE


def _land(places: Sequence[XY], plane: LocalPlane, limits: Limits, random: Random) -> BaseGeometry:
    """The ground around the places, bays filled, inside the frame of the city."""
    discs = [Point(place).buffer(random.uniform(LEAST_REACH_M, REACH_M)) for place in places]
    around = shapely.union_all(discs).buffer(CLOSING_M).buffer(-CLOSING_M)
    frame = shapely.box(
        limits.west_deg + MARGIN_DEG,
        limits.south_deg + MARGIN_DEG,
        limits.east_deg - MARGIN_DEG,
        limits.north_deg - MARGIN_DEG,
    )
    land = shapely.intersection(around, plane.flat(frame.segmentize(0.1)))
    parts: list[BaseGeometry] = shapely.get_parts(land).tolist()
    return max(parts, key=lambda part: part.area)


def _spots(townships: Sequence[Township]) -> Iterator[Spot]:
    """Finer ground where communities lie, the more of them the wider."""
    for township in townships:
        count = max(1, township.communities)
        radius_m = 500 + 500 * math.sqrt(count)
        cells = CELLS_PER_COMMUNITY * count
        yield Spot(township.place, radius_m, radius_m * math.sqrt(math.pi / cells / 0.866))


def _village_areas(
    ground: Mosaic, townships: Sequence[Township], random: Random
) -> Iterator[tuple[UnitCode, tuple[int, list[int]]]]:
    """By village: the cell of its seat and all its cells."""
    taken: dict[int, None] = {}
    for township in townships:
        taken[next(c for c in ground.by_distance(township.place) if c not in taken)] = None
    seats = [
        Seat(cell, SUBDISTRICT_SLOWNESS if _is_urban(township) else 1)
        for township, cell in zip(townships, taken, strict=True)
    ]
    regions = grow(ground, seats, range(len(ground.points)))
    for township, region in zip(townships, regions, strict=True):
        settled = relaxed(ground, _settled(ground, township, region, random), region)
        areas = grow(ground, settled, region)
        # A township too narrow for all its villages leaves the last ones undrawn.
        for village, seat, cells in zip(township.villages, settled, areas, strict=False):
            yield village.code, (seat.cell, cells)


def _is_urban(township: Township) -> bool:
    return township.unit.unit_kind == UnitKind.SUBDISTRICT


def _settled(
    ground: Mosaic, township: Township, region: Sequence[int], random: Random
) -> list[Seat]:
    """A seat for each village: communities in the town, villages in the country around it."""
    near = ground.by_distance(township.place, region)
    town = near if _is_urban(township) else near[: CELLS_PER_COMMUNITY * township.communities // 2]
    inner = scattered(ground, town, township.communities, random, apart_from=())
    country = len(township.villages) - township.communities
    outer = scattered(ground, near, country, random, apart_from=inner)
    slow = 1 if _is_urban(township) else COMMUNITY_SLOWNESS
    seats = {True: iter(inner), False: iter(outer)}
    return [
        Seat(cell, slow if _is_community(village) else 1)
        for village in township.villages
        if (cell := next(seats[_is_community(village)], None)) is not None
    ]


def _smoothed(areas: Mapping[UnitCode, Sequence[BaseGeometry]]) -> dict[UnitCode, BaseGeometry]:
    """Cells joined by village; an edge is smoothed alike for both sides of it."""
    rough = np.array([shapely.coverage_union_all(cells) for cells in areas.values()], dtype=object)
    smooth = shapely.coverage_simplify(rough, SMOOTH_DEG)
    return dict(zip(areas, map(_plain, smooth), strict=True))


def _unions(
    units: Sequence[AdminUnit], drawn: Mapping[UnitCode, BaseGeometry]
) -> dict[UnitCode, BaseGeometry]:
    """Townships, counties and the city as the unions of what is drawn below them."""
    unions: dict[UnitCode, BaseGeometry] = {}
    below = dict(drawn)
    for level in (Level.TOWNSHIP, Level.COUNTY, Level.CITY):
        children: dict[UnitCode, list[BaseGeometry]] = {}
        parents = {unit.code: unit.parent_code for unit in units if unit.code in below}
        for code, parent in parents.items():
            if parent is not None:
                children.setdefault(parent, []).append(below[code])
        at_level = {unit.code for unit in units if unit.level is level}
        below = {
            code: _plain(shapely.coverage_union_all(parts))
            for code, parts in children.items()
            if code in at_level
        }
        unions |= below
    return unions


def _plain(shape: BaseGeometry) -> BaseGeometry:
    """A polygon where one will do, since unions come as collections of one."""
    parts = shapely.get_parts(shape)
    return parts[0] if len(parts) == 1 else shape


def _drawn(
    unit: AdminUnit, outline: BaseGeometry | None, seats: Mapping[UnitCode, GeoPoint]
) -> AdminUnit:
    if outline is None:
        return unit
    centre = unit.centre or seats.get(unit.code)
    if centre is None or not shapely.intersects_xy(outline, centre.lon, centre.lat):
        inside = outline.representative_point()
        centre = unit.centre or GeoPoint(inside.y, inside.x)
    return replace(unit, outline=outline, outline_is_synthetic=True, centre=centre)

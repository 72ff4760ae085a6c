"""Where a submission belongs: located, claimed and assigned places, compared in metres."""

from __future__ import annotations

import math
from enum import StrEnum
from typing import TYPE_CHECKING

from server.core.area import county_of, is_within
from server.core.datum import LARGEST_SHIFT_M, gcj02_to_wgs84
from server.core.limits import Limits
from server.core.types import Geotag, Level, TagSource

if TYPE_CHECKING:
    from server.core.gazetteer import Gazetteer
    from server.core.types import GeoPoint, UnitCode

DEFAULTS = Limits()


def geotag(
    gps: GeoPoint | None,
    claimed: UnitCode | None,
    assigned: tuple[UnitCode, ...],
    gazetteer: Gazetteer,
    *,
    limits: Limits = DEFAULTS,
) -> Geotag:
    """Where a submission belongs, how we know, and by how many metres the places differ.

    `claimed` is the village the assistant chose, `assigned` the units the assistant serves.
    Disagreement is not judged here: that is the business of S-03, S-04 and S-05, which a reviewer
    sees.  The nearest village is looked for only inside the city frame of `limits`.
    """
    fix = gps if gps is not None and math.isfinite(gps.lat + gps.lon) else None
    stated = gazetteer.heir(claimed)
    located = None if fix is None else gazetteer.locate(fix, prefer=(stated, *assigned))
    unit, source = _filed_under(stated, located, assigned, gazetteer)
    if fix is None:
        return Geotag(unit, source, claimed=claimed, assigned=assigned)
    outside_m = 0.0 if stated and located == stated else gazetteer.outside_m(stated, fix)
    near = _reaches_both_sides(fix, stated if outside_m is not None else located, gazetteer)
    nearest, nearest_m = _nearest(fix, located, gazetteer, limits)
    return Geotag(
        unit,
        source,
        located,
        claimed,
        assigned,
        nearest,
        nearest_m,
        outside_m,
        _county_outside_m(fix, stated, located, gazetteer),
        gazetteer.centre_m(stated, fix),
        near,
        not near and _gcj02_explains(fix, stated, outside_m, gazetteer),
    )


def _filed_under(
    stated: UnitCode | None,
    located: UnitCode | None,
    assigned: tuple[UnitCode, ...],
    gazetteer: Gazetteer,
) -> tuple[UnitCode | None, TagSource]:
    """The claim, else the fix, else the only assignment; a later one may narrow an earlier one.

    A fix in a village of the claimed township names the village; one elsewhere changes nothing.
    """
    only = gazetteer.heir(assigned[0]) if len(assigned) == 1 else None
    unit, source = None, TagSource.NONE
    for place, told_by in (
        (stated, TagSource.ANSWER),
        (located, TagSource.GPS),
        (only, TagSource.ASSIGNMENT),
    ):
        if place is not None and (unit is None or (place != unit and is_within(place, unit))):
            unit, source = place, told_by
    return unit, source


def _reaches_both_sides(fix: GeoPoint, code: UnitCode | None, gazetteer: Gazetteer) -> bool:
    """Whether the accuracy circle crosses the edge, so that inside and outside cannot be told."""
    if fix.accuracy_m is None:
        return False
    border_m = gazetteer.border_m(code, fix)
    return border_m is not None and border_m <= fix.accuracy_m


def _gcj02_explains(
    fix: GeoPoint, stated: UnitCode | None, outside_m: float | None, gazetteer: Gazetteer
) -> bool:
    """Whether a fix outside the claimed village lies inside it when read as GCJ-02."""
    if not stated or not outside_m or outside_m > LARGEST_SHIFT_M:
        return False
    return gazetteer.covers(stated, gcj02_to_wgs84(fix))


def _county_outside_m(
    fix: GeoPoint, stated: UnitCode | None, located: UnitCode | None, gazetteer: Gazetteer
) -> float | None:
    county = county_of(stated) if stated else None
    if county is None:
        return None
    if located is not None and is_within(located, county):
        return 0.0
    return gazetteer.outside_m(county, fix)


def _nearest(
    fix: GeoPoint, located: UnitCode | None, gazetteer: Gazetteer, limits: Limits
) -> tuple[UnitCode | None, float | None]:
    if located is not None and gazetteer.tree.get(located).level is Level.VILLAGE:
        return None, None
    if not in_city_frame(fix, limits):
        return None, None
    return gazetteer.nearest_village(fix) or (None, None)


def in_city_frame(point: GeoPoint, limits: Limits = DEFAULTS) -> bool:
    """Whether a position lies in the city's frame (S-03)."""
    return (
        limits.south_deg <= point.lat <= limits.north_deg
        and limits.west_deg <= point.lon <= limits.east_deg
    )


class Placement(StrEnum):
    """What a reviewer is told about the fix and the claimed village."""

    INSIDE = "inside"
    NEAR_BOUNDARY = "near_boundary"
    SHIFTED = "gcj02_shifted"
    OUTSIDE = "outside"
    UNKNOWN = "unknown"


def placement(tag: Geotag) -> Placement:
    """Inside, outside, or which of the two cannot be told and why; without an outline unknown."""
    if tag.outside_m is None:
        return Placement.UNKNOWN
    if tag.near_boundary:
        return Placement.NEAR_BOUNDARY
    if tag.outside_m == 0:
        return Placement.INSIDE
    return Placement.SHIFTED if tag.gcj02_shifted else Placement.OUTSIDE


def is_outside_assignment(tag: Geotag) -> bool:
    """Whether the unit filed under is none of the assigned ones and lies in none of them.

    False without an assignment: an office without assignments is not told about it a thousand
    times.
    """
    if tag.unit is None or not tag.assigned:
        return False
    return not any(is_within(tag.unit, scope) for scope in tag.assigned)

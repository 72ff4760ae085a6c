"""Rules on the position on site: S (domain.md 4.5).

S-01, S-02, S-08 and S-03 divide the bad positions among them, in this order; the others compare a
position in the city, `Case.position`, and say nothing about a bad one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from server.core.area import UnitKind, kind_by_number
from server.core.case import HOUSE_DAMAGE, HOUSEHOLD_SURVEY
from server.core.days import local_date
from server.core.geodesy import distance_m
from server.core.geotag import in_city_frame
from server.core.rules.printing import plain
from server.core.types import GeoPoint, Issue, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from server.core.case import Case
    from server.core.facts import OtherVisit
    from server.core.limits import Limits
    from server.core.types import UnitCode

POLE, DATE_LINE = 90, 180


def no_position(case: Case) -> Iterator[Issue]:
    """S-01  The position is missing or is no pair of latitude and longitude.

    One that is right after exchange is left to S-08: in this city a swapped latitude is always
    beyond 90, and telling the reviewer what happened helps more than calling it wrong.
    """
    here = case.gps
    if here is None:
        yield Issue("S-01", Severity.ERROR, case.gps_path, {"seen": ""})
    elif not _is_on_earth(here) and not _is_swapped(here, case.limits):
        yield Issue("S-01", Severity.ERROR, case.gps_path, {"seen": _pair(here)})


def null_island(case: Case) -> Iterator[Issue]:
    """S-02  The position is 0, 0."""
    here = case.gps
    if here is not None and _is_null_island(here, case.limits):
        yield Issue("S-02", Severity.ERROR, case.gps_path, {"seen": _pair(here)})


def outside_the_city(case: Case) -> Iterator[Issue]:
    """S-03  The position lies outside the frame of the city."""
    here, limits = case.gps, case.limits
    if here is None or in_city_frame(here, limits) or not _is_on_earth(here):
        return
    if _is_null_island(here, limits) or _is_swapped(here, limits):
        return
    values = {
        "seen": _pair(here),
        "south": plain(limits.south_deg, 2),
        "north": plain(limits.north_deg, 2),
        "west": plain(limits.west_deg, 2),
        "east": plain(limits.east_deg, 2),
    }
    yield Issue("S-03", Severity.ERROR, case.gps_path, values)


def outside_the_county(case: Case) -> Iterator[Issue]:
    """S-04  The position lies outside the declared county."""
    outside = _county_outside_m(case)
    if outside is not None:
        values = {"distance_m": plain(outside), "limit_m": str(case.limits.county_outside_m)}
        yield Issue("S-04", Severity.WARNING, case.gps_path, values)


def _county_outside_m(case: Case) -> float | None:
    outside = case.tag.county_outside_m
    if case.position is None or outside is None or outside <= case.limits.county_outside_m:
        return None
    return outside


def far_from_the_village(case: Case) -> Iterator[Issue]:
    """S-05  The position lies too far from the declared village; S-04 has said so if it fired.

    With an outline, the accuracy of the fix is added to the limit; without one the distance to the
    centre counts, by the kind of village its code tells.
    """
    here = case.position
    if here is None or _county_outside_m(case) is not None:
        return
    away, limit = case.tag.outside_m, case.limits.village_outside_m + (here.accuracy_m or 0)
    if away is None:
        away, limit = case.tag.centre_m, _centre_limit_m(case.tag.claimed, case.limits)
    if away is not None and away > limit:
        values = {"distance_m": plain(away), "limit_m": plain(limit)}
        yield Issue("S-05", Severity.WARNING, case.gps_path, values)


def _centre_limit_m(village: UnitCode | None, limits: Limits) -> float:
    is_urban = village and kind_by_number(village) is UnitKind.RESIDENTS_COMMITTEE
    return limits.centre_urban_m if is_urban else limits.centre_rural_m


def inaccurate(case: Case) -> Iterator[Issue]:
    """S-06  The fix is not accurate enough; an error beyond five times the limit."""
    here, limits = case.position, case.limits
    if here is None or here.accuracy_m is None:
        return
    limit, error_limit = limits.accuracy_m, limits.accuracy_error_m
    if case.form_id == HOUSE_DAMAGE:
        limit, error_limit = limits.damage_accuracy_m, limits.damage_accuracy_error_m
    if here.accuracy_m > limit:
        severity = Severity.ERROR if here.accuracy_m > error_limit else Severity.WARNING
        values = {
            "accuracy_m": plain(here.accuracy_m, 1),
            "limit_m": str(error_limit if severity is Severity.ERROR else limit),
        }
        yield Issue("S-06", severity, case.gps_path, values)


def accuracy_of_zero(case: Case) -> Iterator[Issue]:
    """S-07  An accuracy of 0: a mock provider, a point set by hand, or some external receivers."""
    here = case.position
    if here is not None and here.accuracy_m == 0 and not case.is_typed:
        yield Issue("S-07", Severity.WARNING, case.gps_path, {"seen": _pair(here)})


def swapped(case: Case) -> Iterator[Issue]:
    """S-08  Latitude and longitude lie in the city when exchanged."""
    here = case.gps
    if here is not None and _is_swapped(here, case.limits):
        yield Issue("S-08", Severity.WARNING, case.gps_path, {"seen": _pair(here)})


def many_at_one_spot(case: Case) -> Iterator[Issue]:
    """S-09  The sender took many households' positions at one spot on one day."""
    here, span, limits = case.position, case.span, case.limits
    if here is None or span is None:
        return
    others = {
        other.household or other.instance_id
        for other in case.facts.other_visits
        if other.form_id == HOUSEHOLD_SURVEY
        and local_date(other.start) == local_date(span.start)
        and _is_at(here, other, limits.same_spot_m)
    }
    households = len(others - {case.household_uuid}) + 1
    if households > limits.same_spot_households:
        values = {
            "households": str(households),
            "limit": str(limits.same_spot_households),
            "spot_m": str(limits.same_spot_m),
        }
        yield Issue("S-09", Severity.WARNING, case.gps_path, values)


def _is_at(here: GeoPoint, other: OtherVisit, within_m: float) -> bool:
    return other.position is not None and distance_m(here, other.position) <= within_m


def not_at_the_house(case: Case) -> Iterator[Issue]:
    """S-10  The visit took place far from the registered house."""
    here, house, limit = case.position, case.facts.registered_position, case.limits.registered_m
    if here is None or house is None:
        return
    away = distance_m(here, house)
    if away > limit:
        values = {"distance_m": plain(away), "limit_m": str(limit)}
        yield Issue("S-10", Severity.WARNING, case.gps_path, values)


def started_elsewhere(case: Case) -> Iterator[Issue]:
    """S-11  The form was opened far from where the position was taken."""
    here, start, limit = case.position, case.start_point, case.limits.start_point_m
    if here is None or start is None or not in_city_frame(start, case.limits):
        return
    away = distance_m(here, start)
    if away > limit:
        values = {"distance_km": plain(away / 1000, 1), "limit_km": plain(limit / 1000, 1)}
        yield Issue("S-11", Severity.WARNING, case.gps_path, values)


def _is_on_earth(point: GeoPoint) -> bool:
    return abs(point.lat) <= POLE and abs(point.lon) <= DATE_LINE


def _is_null_island(point: GeoPoint, limits: Limits) -> bool:
    return abs(point.lat) < limits.null_island_deg and abs(point.lon) < limits.null_island_deg


def _is_swapped(point: GeoPoint, limits: Limits) -> bool:
    exchanged = GeoPoint(lat=point.lon, lon=point.lat)
    return not in_city_frame(point, limits) and in_city_frame(exchanged, limits)


def _pair(point: GeoPoint) -> str:
    return f"{point.lat:.6f}, {point.lon:.6f}"


ON_SITE = (
    no_position,
    null_island,
    outside_the_city,
    outside_the_county,
    far_from_the_village,
    inaccurate,
    accuracy_of_zero,
    swapped,
    started_elsewhere,
)
"""For every form filled in on site."""

SURVEY = (many_at_one_spot,)
VISIT = (not_at_the_house,)
RULES = (*ON_SITE, *SURVEY, *VISIT)

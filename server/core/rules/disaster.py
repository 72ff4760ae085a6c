"""Rules on the sums within a disaster report: D-01 to D-09 (domain.md 3.3, 4.6)."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from server.core.disaster_report import GRADES, LOSSES, PATHS
from server.core.rules.parts import figure, parts_above
from server.core.rules.printing import plain
from server.core.types import Issue, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from server.core.case import Case

INJURED = (("injured_serious", "injured"), ("injured", "affected"))
NEEDS = (
    ("need_urgent", "affected"),
    ("need_transition", "affected"),
    ("drought_need", "affected"),  # domain.md 3.3 has it, rules.csv does not
    ("drought_water", "drought_need"),
)
CROPS = (
    ("crop_damaged", "crop_affected"),
    ("crop_failed", "crop_damaged"),
    ("grain_damaged", "grain_affected"),
    ("grain_failed", "grain_damaged"),
    ("grain_affected", "crop_affected"),
    ("grain_damaged", "crop_damaged"),
    ("grain_failed", "crop_failed"),
)
ROOMS = tuple((f"{grade}_res_rooms", f"{grade}_rooms") for grade in GRADES)
DWELLINGS = tuple((f"{grade}_res_hh", f"{grade}_res_rooms") for grade in GRADES)

NONE: Mapping[str, Decimal] = {}
ZERO = Decimal(0)


def _figures(case: Case) -> Mapping[str, Decimal]:
    return case.report.figures if case.report else NONE


def more_lost_than_affected(case: Case) -> Iterator[Issue]:
    """D-01  The dead and the missing are among the affected."""
    given = _figures(case)
    if "affected" not in given:
        return
    dead, missing = given.get("dead", ZERO), given.get("missing", ZERO)
    if dead + missing > given["affected"]:
        values = {
            "dead": figure(dead),
            "missing": figure(missing),
            "affected": figure(given["affected"]),
        }
        yield Issue("D-01", Severity.ERROR, PATHS["affected"], values)


def injured_inconsistent(case: Case) -> Iterator[Issue]:
    """D-02  The seriously injured are among the injured, these among the affected."""
    yield from parts_above("D-02", _figures(case), INJURED, PATHS)


def resettled_inconsistent(case: Case) -> Iterator[Issue]:
    """D-03  Those in shelters and those elsewhere make up the resettled."""
    given = _figures(case)
    everybody, central = given.get("resettled"), given.get("resettled_central")
    if everybody is None or central is None:
        return
    scattered = given.get("resettled_scattered")
    if central > everybody or (scattered is not None and central + scattered != everybody):
        values = {
            "central": figure(central),
            "scattered": "" if scattered is None else figure(scattered),
            "resettled": figure(everybody),
        }
        yield Issue("D-03", Severity.ERROR, PATHS["resettled_central"], values)


def needs_inconsistent(case: Case) -> Iterator[Issue]:
    """D-04  Those in need are among the affected, those short of water among the drought's."""
    yield from parts_above("D-04", _figures(case), NEEDS, PATHS)


def crops_inconsistent(case: Case) -> Iterator[Issue]:
    """D-05  Failed is part of damaged, damaged of affected, and grain of all crops."""
    yield from parts_above("D-05", _figures(case), CROPS, PATHS)


def more_dwelling_rooms_than_rooms(case: Case) -> Iterator[Issue]:
    """D-06  Dwelling rooms are among the rooms of their grade."""
    yield from parts_above("D-06", _figures(case), ROOMS, PATHS)


def households_without_rooms(case: Case) -> Iterator[Issue]:
    """D-07  Dwelling rooms have households and households have rooms."""
    for households, rooms, names in _dwellings(case):
        reason = _mismatch(households, rooms)
        if reason:
            values = {
                "reason": reason,
                "part": names[0],
                "number": figure(households),
                "whole": names[1],
                "limit": figure(rooms),
            }
            yield Issue("D-07", Severity.ERROR, PATHS[names[0]], values)


def _dwellings(case: Case) -> Iterator[tuple[Decimal, Decimal, tuple[str, str]]]:
    """Households and dwelling rooms of each grade, where both were answered."""
    given = _figures(case)
    for names in DWELLINGS:
        households, rooms = given.get(names[0]), given.get(names[1])
        if households is not None and rooms is not None:
            yield households, rooms, names


def _mismatch(households: Decimal, rooms: Decimal) -> str:
    if households > 0 and rooms == 0:
        return "no_rooms"
    if households == 0 and rooms > 0:
        return "no_households"
    return "more_households" if households > rooms else ""


def many_rooms_each(case: Case) -> Iterator[Issue]:
    """D-08  Households would have more rooms than homes here have."""
    limit = case.limits.rooms_per_household
    for households, rooms, names in _dwellings(case):
        if households > 0 and rooms > households * limit:
            values = {
                "part": names[0],
                "number": figure(households),
                "whole": names[1],
                "rooms": figure(rooms),
                "each": plain(rooms / households, 1),
                "limit": str(limit),
            }
            yield Issue("D-08", Severity.WARNING, PATHS[names[0]], values)


def total_loss_differs(case: Case) -> Iterator[Issue]:
    """D-09  The total loss is the sum of its parts; an unanswered part counts 0, as on tablets."""
    report = case.report
    if report is None or report.loss_total_wan is None:
        return
    parts = sum(report.answered(LOSSES), ZERO)
    if abs(report.loss_total_wan - parts) > case.limits.loss_wan:
        values = {
            "total": figure(report.loss_total_wan),
            "sum": figure(parts),
            "limit": figure(case.limits.loss_wan),
        }
        yield Issue("D-09", Severity.ERROR, "/loss_total", values)


RULES = (
    more_lost_than_affected,
    injured_inconsistent,
    resettled_inconsistent,
    needs_inconsistent,
    crops_inconsistent,
    more_dwelling_rooms_than_rooms,
    households_without_rooms,
    many_rooms_each,
    total_loss_differs,
)

"""What stands in an event now: figures by unit, who is missing, what changed, what disagrees."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from server import places, thresholds
from server.core import disaster_totals as sums
from server.core.area import is_within, level_of, parent_of
from server.core.days import local_date
from server.core.desk.people import May
from server.core.errors import NotAllowed, NotFound
from server.core.types import Level, UnitCode
from server.store import disasters as rows

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import datetime
    from decimal import Decimal

    from sqlalchemy import Connection

    from server.core.area import AreaTree
    from server.core.desk.people import Asker
    from server.core.disaster_totals import Difference, Fault, Standing, Totals
    from server.core.facts import VillageReport
    from server.core.types import AdminUnit
    from server.services import Services
    from server.store.disasters import EventRow, Return

SEES = frozenset({May.SEE_COUNTS, May.SEE_SUBMISSIONS})
"""Either opens the figures of one's own area; names of people are not among them."""

VILLAGE_MIN, TOWNSHIP_MIN, CITY_MORE_MIN = 30, 60, 120
"""Minutes of the clocks of domain.md 3.5; the county's is `Limits.first_report_min`."""

AN_HOUR = timedelta(hours=1)
FINISHED = frozenset({"closed", "verified"})


@dataclass(frozen=True, slots=True)
class Line:
    """One unit of the table: its sum, and what its office reported last."""

    unit: AdminUnit
    totals: Totals
    standing: Standing | None
    returned: Return | None
    open_checks: int


@dataclass(frozen=True, slots=True)
class EventPage:
    """An event as one area sees it; `parts` are the events merged into it, itself first.

    `checked` are dwelling figures of accepted house checks by village.  `quiet` names the
    townships of the area from which nothing has come.
    """

    event: EventRow
    parts: tuple[str, ...]
    merged_into: str | None
    unit: AdminUnit
    above: tuple[AdminUnit, ...]
    totals: Totals
    changes: Mapping[str, Decimal]
    lines: tuple[Line, ...]
    checked: Mapping[UnitCode, Mapping[str, Decimal]]
    differences: tuple[Difference, ...]
    faults: tuple[Fault, ...]
    roster: Mapping[str, int]
    returns: tuple[Return, ...]
    quiet: tuple[AdminUnit, ...]
    due_at: datetime | None
    names: Mapping[UnitCode, str]


def events(services: Services, who: Asker) -> tuple[tuple[EventRow, Totals], ...]:
    """The events of the asker's area with their sums, the newest first; raise NotAllowed."""
    units = _units(services, who)
    tree = places.tree(services)
    with services.store.read() as conn:
        found = [e for e in rows.events(conn, units) if rows.merged_into(conn, e.event_id) is None]
        return tuple((each, _totals(conn, tree, each, units)) for each in found)


def _totals(
    conn: Connection, tree: AreaTree, event: EventRow, units: Collection[UnitCode]
) -> Totals:
    parts = rows.parts_of(conn, event.event_id)
    held = standings(rows.reports(conn, parts, units), event)
    return sums.totals(held, expected=_expected(tree, held))


def page(
    services: Services,
    who: Asker,
    event_id: str,
    *,
    unit: UnitCode | None = None,
    now: datetime,
) -> EventPage:
    """An event as one unit of the asker's area sees it.

    Raise NotFound for an unknown event or a unit outside the area, NotAllowed.
    """
    mine = _units(services, who)
    at = unit or mine[0]
    if not any(is_within(at, each) for each in mine):
        raise NotFound
    tree = places.tree(services)
    with services.store.read() as conn:
        event = find(conn, event_id, mine)
        return _page(services, conn, tree, event, at=at, mine=mine, now=now)


def find(conn: Connection, event_id: str, units: Collection[UnitCode]) -> EventRow:
    """The event, when it concerns the area: of a unit in it or above it; raise NotFound."""
    event = rows.event(conn, event_id)
    if event is None or not any(
        is_within(event.unit, each) or is_within(each, event.unit) for each in units
    ):
        raise NotFound
    return event


def _page(
    services: Services,
    conn: Connection,
    tree: AreaTree,
    event: EventRow,
    *,
    at: UnitCode,
    mine: Collection[UnitCode],
    now: datetime,
) -> EventPage:
    parts = rows.parts_of(conn, event.event_id)
    told = rows.reports(conn, parts, [at])
    held = standings(told, event)
    before = standings(told, event, until=now - AN_HOUR)
    checked = sums.assessed(rows.house_checks(conn, parts, [at]))
    returned = rows.returns(conn, parts, [at])
    whole = sums.totals(held, expected=_expected(tree, held))
    touched = {each.village for each in held} | set(checked)
    return EventPage(
        event=event,
        parts=parts,
        merged_into=rows.merged_into(conn, event.event_id),
        unit=tree.get(at),
        above=tuple(u for u in tree.lineage(at)[:-1] if any(is_within(u.code, m) for m in mine)),
        totals=whole,
        changes=sums.since(whole.figures, sums.totals(before).figures),
        lines=tuple(_lines(tree, at, held, returned, rows.damages_open(conn, parts, [at]))),
        checked=checked,
        differences=sums.differences([each for each in held if each.village in checked], checked),
        faults=sums.faults(whole.figures),
        roster=rows.roster(conn, parts, [at]),
        returns=returned,
        quiet=tuple(_quiet(tree, at, touched)),
        due_at=due_at(services, event, at),
        names={code: tree.get(code).name for code in {*touched, *whole.missing} if code in tree},
    )


def standings(
    told: Mapping[UnitCode, Sequence[VillageReport]],
    event: EventRow,
    *,
    until: datetime | None = None,
) -> tuple[Standing, ...]:
    """What stands in each village that reported."""
    due = None if event.disaster_type == "drought" else village_due(event)
    held = (
        sums.standing(village, reports, due=due, until=until) for village, reports in told.items()
    )
    return tuple(each for each in held if each is not None)


def village_due(event: EventRow) -> datetime:
    """Until when a village's first news is on time."""
    return event.found_at + timedelta(minutes=VILLAGE_MIN)


def due_at(services: Services, event: EventRow, unit: UnitCode) -> datetime | None:
    """Until when the first report of a unit's office is due; None in a drought (3.5)."""
    if event.disaster_type == "drought":
        return None
    limits = thresholds.limits_on(services, unit, local_date(event.found_at))
    minutes = {
        Level.VILLAGE: VILLAGE_MIN,
        Level.TOWNSHIP: TOWNSHIP_MIN,
        Level.COUNTY: limits.first_report_min,
        Level.CITY: limits.first_report_min + CITY_MORE_MIN,
    }[level_of(unit)]
    return event.found_at + timedelta(minutes=minutes)


def _expected(tree: AreaTree, held: Iterable[Standing]) -> set[UnitCode]:
    """Villages that should have reported: all of a township as soon as one of it did."""
    townships = {parent_of(each.village) for each in held} - {None}
    return {
        village.code
        for township in townships
        if township is not None
        for village in tree.below(township, Level.VILLAGE)
        if village.valid_to is None
    }


def _lines(
    tree: AreaTree,
    at: UnitCode,
    held: tuple[Standing, ...],
    returned: tuple[Return, ...],
    waiting: Mapping[UnitCode, int],
) -> Iterable[Line]:
    """The units right below, with the sums of what stands in them."""
    latest = {each.unit: each for each in returned}
    for child in tree.children(at):
        inside = [each for each in held if is_within(each.village, child.code)]
        checks = sum(n for village, n in waiting.items() if is_within(village, child.code))
        if inside or checks or child.code in latest:
            is_village = level_of(child.code) is Level.VILLAGE
            expected = () if is_village else _expected(tree, inside)
            yield Line(
                unit=child,
                totals=sums.totals(inside, expected=expected),
                standing=inside[0] if is_village and inside else None,
                returned=latest.get(child.code),
                open_checks=checks,
            )


def _quiet(tree: AreaTree, at: UnitCode, touched: Collection[UnitCode]) -> Iterable[AdminUnit]:
    heard = {parent_of(village) for village in touched}
    level = level_of(at)
    if level in {Level.TOWNSHIP, Level.VILLAGE}:
        return
    for township in tree.below(at, Level.TOWNSHIP):
        if township.code not in heard:
            yield township


def _units(services: Services, who: Asker) -> tuple[UnitCode, ...]:
    """The asker's area; everything for a post that is held everywhere.  Raise NotAllowed."""
    if not SEES & who.may:
        raise NotAllowed
    if who.units:
        return tuple(unit.code for unit in who.units)
    tree = places.tree(services)
    return tuple(code for code in tree.by_code if level_of(code) is Level.CITY)

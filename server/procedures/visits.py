"""The visit plan of an area: who is due, who is late, by staff member, and the way to walk."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from server import places
from server.core.area import level_of
from server.core.days import local_date
from server.core.desk.people import May
from server.core.geodesy import distance_m
from server.core.procedures.visits import walk
from server.core.types import Level, UnitCode
from server.scope import area_of
from server.store import procedures, visit_plan

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date, datetime

    from sqlalchemy import Connection

    from server.core.desk.people import Asker
    from server.core.types import AdminUnit, GeoPoint
    from server.services import Services
    from server.store.visit_plan import DueVisit

AHEAD_DAYS = 30
SHOWN = 300


def due(conn: Connection, villages: Iterable[str], day: date) -> tuple[DueVisit, ...]:
    """The next visit of every household of these units, the most overdue first."""
    return visit_plan.due(conn, villages, day)


@dataclass(frozen=True, slots=True)
class Load:
    """What waits in one village, and whose it is; `oldest` is the first day that was missed."""

    village: AdminUnit
    contact: str
    overdue: int
    soon: int
    all: int
    oldest: date | None


@dataclass(frozen=True, slots=True)
class Plan:
    """The plan of an area on a day; `calendar` counts visits due on the days ahead."""

    day: date
    unit: AdminUnit | None
    loads: tuple[Load, ...]
    visits: tuple[DueVisit, ...]
    overdue: int
    soon: int
    calendar: Mapping[date, int]
    names: Mapping[UnitCode, str]
    townships: tuple[AdminUnit, ...] = ()


@dataclass(frozen=True, slots=True)
class Stop:
    """One house on the way, and metres from the one before; None where a position is missing."""

    visit: DueVisit
    metres: float | None


@dataclass(frozen=True, slots=True)
class Walk:
    """A village's visits in the order of walking."""

    day: date
    village: AdminUnit
    contact: str
    stops: tuple[Stop, ...]
    metres: float


def plan(
    services: Services, who: Asker, *, unit: UnitCode | None, only_overdue: bool, now: datetime
) -> Plan:
    """The visits of a township or village; for a wider area its townships to choose from.

    Raise NotFound outside one's own area.
    """
    units = area_of(who, May.PROCEDURES, unit)
    day = local_date(now)
    wide = _townships(services, units)
    if wide:
        return Plan(day, None, (), (), 0, 0, {}, {}, wide)
    with services.store.read() as conn:
        found = due(conn, units, day)
        leads = contacts(conn, units, day)
    tree = places.tree(services)
    until = day + timedelta(days=AHEAD_DAYS)
    shown = [v for v in found if v.is_overdue(day) or (not only_overdue and v.due_date <= until)]
    return Plan(
        day=day,
        unit=tree.by_code.get(units[0]) if len(units) == 1 else None,
        loads=tuple(_loads(services, found, leads, day)),
        visits=tuple(shown[:SHOWN]),
        overdue=sum(v.is_overdue(day) for v in found),
        soon=sum(day <= v.due_date <= until for v in found),
        calendar=Counter(v.due_date for v in found if day <= v.due_date <= until),
        names={v.village: tree.get(v.village).name for v in shown if v.village in tree},
    )


def _townships(services: Services, units: Sequence[UnitCode]) -> tuple[AdminUnit, ...]:
    """The townships of a county or city; none for what is narrower."""
    tree = places.tree(services)
    wide = [code for code in units if level_of(code) in {Level.CITY, Level.COUNTY}]
    return tuple(unit for code in wide for unit in tree.below(code, Level.TOWNSHIP))


def _loads(
    services: Services,
    found: Sequence[DueVisit],
    leads: Mapping[UnitCode, str],
    day: date,
) -> list[Load]:
    tree = places.tree(services)
    until = day + timedelta(days=AHEAD_DAYS)
    by_village: dict[UnitCode, list[DueVisit]] = defaultdict(list)
    for visit in found:
        by_village[visit.village].append(visit)
    loads = [
        Load(
            village=tree.get(code),
            contact=leads.get(code, ""),
            overdue=sum(v.is_overdue(day) for v in visits),
            soon=sum(day <= v.due_date <= until for v in visits),
            all=len(visits),
            oldest=visits[0].due_date if visits[0].is_overdue(day) else None,
        )
        for code, visits in by_village.items()
        if code in tree
    ]
    return sorted(loads, key=lambda load: (-load.overdue, load.village.code))


def contacts(conn: Connection, units: Sequence[UnitCode], day: date) -> dict[UnitCode, str]:
    """The lead contact of each village on a day."""
    rows = procedures.records(conn, "village_contact", units, is_lead=True)
    return {
        UnitCode(row["unit_code"]): row["name"]
        for row in rows
        if row["valid_from"] <= day and (row["valid_to"] is None or row["valid_to"] >= day)
    }


def route(services: Services, who: Asker, village: UnitCode, *, now: datetime) -> Walk:
    """What is due in a village in the order of walking, the nearest next; raise NotFound."""
    units = area_of(who, May.PROCEDURES, village)
    day = local_date(now)
    unit = places.tree(services).get(village)
    until = day + timedelta(days=AHEAD_DAYS)
    with services.store.read() as conn:
        found = [v for v in due(conn, units, day) if v.due_date <= until]
        leads = contacts(conn, units, day)
    order = walk(unit.centre, [v.position for v in found])
    stops = tuple(_stops([found[at] for at in order], unit.centre))
    return Walk(
        day=day,
        village=unit,
        contact=leads.get(village, ""),
        stops=stops,
        metres=sum(stop.metres or 0 for stop in stops),
    )


def _stops(visits: Sequence[DueVisit], start: GeoPoint | None) -> Iterable[Stop]:
    here = start
    for visit in visits:
        there = visit.position
        far = None if here is None or there is None else distance_m(here, there)
        yield Stop(visit, far)
        here = there or here

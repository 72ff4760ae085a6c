"""Who is to be visited next, from the store: households with their benefits, people and damage."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import or_, select

from server.core.days import age_on, local_date, years_after
from server.core.procedures.visits import OLD, Resident, Situation, next_visit
from server.core.types import GeoPoint, UnitCode
from server.store.clauses import within
from server.store.tables.households import household, person
from server.store.tables.registers import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from sqlalchemy import ColumnElement, Connection

    from server.core.procedures.visits import Due
    from server.store.households import AnyRow

ACTIVE, ALIVE, NONE, CENTRAL = "active", "alive", "0", "central"
DAMAGED_WITHIN_DAYS = 200


@dataclass(frozen=True, slots=True)
class DueVisit:
    """The next visit of one household; `benefits` are the kinds it receives today."""

    county: str
    household_id: int
    entity_uuid: str
    hh_no: str
    village: UnitCode
    head_name: str
    group_no: str
    position: GeoPoint | None
    benefits: tuple[str, ...]
    last_visit: date | None
    category: str
    visit_type: str
    due_date: date

    def is_overdue(self, day: date) -> bool:
        """Whether the day has passed."""
        return self.due_date < day


def due(conn: Connection, villages: Iterable[str], day: date) -> tuple[DueVisit, ...]:
    """The next visit of every household that is visited at all, the most overdue first.

    `villages` may be units of any level; all of them are read, so ask for what a screen or a
    tablet shows (domain.md 5.6).
    """
    units = tuple(villages)
    rows = _households(conn, units, day)
    benefits = _benefits(conn, units, day)
    residents = _residents(conn, units, day)
    damaged = _damaged(conn, units, day)
    found = []
    for row in rows:
        kinds, is_central = _kinds(row, benefits.get(row.hh_no, ()))
        situation = Situation(
            benefits=kinds,
            residents=residents.get((row.county, row.id), ()),
            last_visit=local_date(row.last_visit_at) if row.last_visit_at else None,
            known_since=local_date(row.created_at),
            damaged=damaged.get(row.hh_no, ()),
            is_institution=is_central,
        )
        planned = next_visit(situation, day)
        if planned is not None:
            found.append(_visit(row, situation, planned))
    return tuple(sorted(found, key=_urgency))


def _urgency(visit: DueVisit) -> tuple[date, str, str]:
    return visit.due_date, visit.village, visit.hh_no


def _visit(row: AnyRow, situation: Situation, planned: Due) -> DueVisit:
    return DueVisit(
        county=row.county,
        household_id=row.id,
        entity_uuid=row.entity_uuid,
        hh_no=row.hh_no,
        village=UnitCode(row.village),
        head_name=row.head_name,
        group_no=row.group_no,
        position=None if row.lat is None else GeoPoint(row.lat, row.lon, accuracy_m=row.accuracy_m),
        benefits=tuple(situation.benefits),
        last_visit=situation.last_visit,
        category=planned.category,
        visit_type=planned.visit_type,
        due_date=planned.day,
    )


def _households(conn: Connection, units: Sequence[str], day: date) -> Sequence[AnyRow]:
    c = household.c
    return conn.execute(
        select(
            c.county,
            c.id,
            c.entity_uuid,
            c.hh_no,
            c.village,
            c.head_name,
            c.group_no,
            c.lat,
            c.lon,
            c.accuracy_m,
            c.benefits,
            c.last_visit_at,
            c.created_at,
        ).where(within(c.village, units), c.status == ACTIVE, _may_be_visited(units, day))
    ).all()


def _may_be_visited(units: Sequence[str], day: date) -> ColumnElement[bool]:
    """Households that receive something, have somebody very old, or were damaged: not all."""
    benefit, damage = TABLES["benefit"], TABLES["house_damage"]
    running = select(benefit.c.hh_no).where(
        within(benefit.c.unit_code, units),
        benefit.c.valid_from <= day,
        or_(benefit.c.valid_to.is_(None), benefit.c.valid_to >= day),
    )
    very_old = select(person.c.household_id).where(
        within(person.c.village, units),
        person.c.status == ALIVE,
        person.c.birth_date <= years_after(day, -OLD),
    )
    damaged = select(damage.c.hh_no).where(
        within(damage.c.unit_code, units), damage.c.is_last.is_(True), damage.c.hh_no.is_not(None)
    )
    return or_(
        household.c.benefits.not_in(("", NONE)),
        household.c.hh_no.in_(running),
        household.c.id.in_(very_old),
        household.c.hh_no.in_(damaged),
    )


def _kinds(row: AnyRow, running: Sequence[AnyRow]) -> tuple[dict[str, date | None], bool]:
    """Kinds by the day they began: from the register, else what the survey ticked."""
    kinds: dict[str, date | None] = {kind: None for kind in row.benefits.split() if kind != NONE}
    for each in running:
        kinds[each.kind] = each.start_date
    is_central = any(each.mode == CENTRAL for each in running)
    return kinds, is_central


def _benefits(conn: Connection, units: Sequence[str], day: date) -> Mapping[str, list[AnyRow]]:
    table = TABLES["benefit"]
    rows = conn.execute(
        select(table.c.hh_no, table.c.kind, table.c.start_date, table.c.mode).where(
            within(table.c.unit_code, units),
            table.c.valid_from <= day,
            or_(table.c.valid_to.is_(None), table.c.valid_to >= day),
        )
    )
    found: dict[str, list[AnyRow]] = defaultdict(list)
    for row in rows:
        found[row.hh_no].append(row)
    return found


def _residents(
    conn: Connection, units: Sequence[str], day: date
) -> Mapping[tuple[str, int], list[Resident]]:
    rows = conn.execute(
        select(person.c.county, person.c.household_id, person.c.birth_date, person.c.doc)
        .join(
            household,
            (household.c.county == person.c.county) & (household.c.id == person.c.household_id),
        )
        .where(
            within(person.c.village, units),
            person.c.status == ALIVE,
            _may_be_visited(units, day),
        )
    )
    found: dict[tuple[str, int], list[Resident]] = defaultdict(list)
    for row in rows:
        found[row.county, row.household_id].append(
            Resident(
                None if row.birth_date is None else age_on(day, row.birth_date),
                row.doc.get("m_disability_type", ""),
                row.doc.get("m_disability_grade", ""),
            )
        )
    return found


def _damaged(conn: Connection, units: Sequence[str], day: date) -> Mapping[str, list[date]]:
    """Days on which houses were found damaged lately, by household."""
    table = TABLES["house_damage"]
    rows = conn.execute(
        select(table.c.hh_no, table.c.valid_from).where(
            within(table.c.unit_code, units), table.c.is_last.is_(True), table.c.hh_no.is_not(None)
        )
    )
    found: dict[str, list[date]] = defaultdict(list)
    for hh_no, hit in rows:
        if hit <= day and (day - hit).days < DAMAGED_WITHIN_DAYS:
            found[hh_no].append(hit)
    return found

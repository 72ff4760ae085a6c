"""Households as lists tell them: village by village, with the last visit and the next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, func, or_, select, true

from server.core.days import local_date
from server.store import visit_plan
from server.store.clauses import within
from server.store.tables.entities import household_entry
from server.store.tables.households import household, household_version
from server.store.tables.registers import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date, datetime

    from sqlalchemy import ColumnElement, Connection, Row, Select

    AnyRow = Row[*tuple[Any, ...]]

ACTIVE = "active"
MOST_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class ListedHousehold:
    """A household as a list tells it; `version` is that of the list.

    `geometry` is a geopoint as tablets write it, empty without a position.  `visit_due` is the day
    of the next visit, None for a household that is not visited.
    """

    county: str
    id: int
    uuid: str
    hh_no: str
    village: str
    group_no: str
    head_name: str
    member_count: int
    benefits: str
    geometry: str
    version: int
    status: str
    creator_id: int
    creator_name: str
    created_at: datetime
    updated_at: datetime
    visit_date: date | None
    visit_result: str
    visit_due: date | None

    @property
    def label(self) -> str:
        """What stands in a tablet's list."""
        return f"{self.head_name} {self.group_no} {self.member_count}人"

    @property
    def values(self) -> dict[str, str]:
        """Its properties: what the next visit needs and no more (forms.md 2)."""
        return {
            "geometry": self.geometry,
            "hh_no": self.hh_no,
            "village": self.village,
            "township": f"{self.village[:9]}000",
            "group_no": self.group_no,
            "head_name": self.head_name,
            "member_count": str(self.member_count),
            "benefits": self.benefits,
            "last_visit_date": self.visit_date.isoformat() if self.visit_date else "",
            "last_visit_result": self.visit_result,
            "visit_due": self.visit_due.isoformat() if self.visit_due else "",
        }


PROPERTIES = (
    "geometry",
    "hh_no",
    "village",
    "township",
    "group_no",
    "head_name",
    "member_count",
    "benefits",
    "last_visit_date",
    "last_visit_result",
    "visit_due",
)
"""Their names, in order."""

_FIRST = household_version.alias("first_version")

_LISTED: Select[Any] = (
    select(
        household.c.county,
        household.c.id,
        household.c.entity_uuid,
        household.c.hh_no,
        household.c.village,
        household.c.group_no,
        household.c.head_name,
        household.c.member_count,
        household.c.benefits,
        household.c.lat,
        household.c.lon,
        household.c.accuracy_m,
        household.c.status,
        household.c.last_visit_at,
        household.c.created_at,
        household.c.updated_at,
        func.coalesce(household_entry.c.version, household.c.version).label("version"),
        household_entry.c.visit_date,
        household_entry.c.visit_result,
    )
    .select_from(household)
    .outerjoin(
        household_entry,
        (household_entry.c.county == household.c.county)
        & (household_entry.c.uuid == household.c.entity_uuid),
    )
)


def villages_of(conn: Connection, units: Iterable[str] | None) -> Sequence[str]:
    """Villages in which there are households, in order of their codes."""
    where = true() if units is None else within(household.c.village, units)
    return (
        conn.execute(
            select(household.c.village).where(where).distinct().order_by(household.c.village)
        )
        .scalars()
        .all()
    )


def of_village(
    conn: Connection, village: str, day: date, *, is_active: bool = True
) -> Iterator[ListedHousehold]:
    """Households of one village by number; those that have left if not `is_active`."""
    status = household.c.status == ACTIVE if is_active else household.c.status != ACTIVE
    rows = conn.execute(
        _LISTED.where(household.c.village == village, status).order_by(household.c.hh_no)
    ).all()
    if not rows:
        return
    due = {
        (each.county, each.household_id): each.due_date
        for each in visit_plan.due(conn, [village], day)
    }
    visits = _visits(conn, [village])
    makers = _makers(conn, [(row.county, row.id) for row in rows])
    for row in rows:
        yield _listed(row, visits, due.get((row.county, row.id)), makers.get(row.id))


def find(conn: Connection, uuid: str, day: date) -> ListedHousehold | None:
    """The household of an entity, also one that has left; None without one."""
    row = conn.execute(_LISTED.where(household.c.entity_uuid == uuid)).first()
    if row is None:
        return None
    due = {
        (each.county, each.household_id): each.due_date
        for each in visit_plan.due(conn, [row.village], day)
    }
    makers = _makers(conn, [(row.county, row.id)])
    visits = _visits(conn, [row.village])
    return _listed(row, visits, due.get((row.county, row.id)), makers.get(row.id))


def _listed(
    row: AnyRow,
    visits: Mapping[str, tuple[date, str]],
    due: date | None,
    maker: tuple[int, str] | None,
) -> ListedHousehold:
    day, result = visits.get(row.hh_no, (None, ""))
    last = local_date(row.last_visit_at) if row.last_visit_at else None
    day, result = (day, result) if last is None or (day and day >= last) else (last, "")
    if row.visit_date is not None and (day is None or row.visit_date >= day):
        day, result = row.visit_date, row.visit_result
    return ListedHousehold(
        county=row.county,
        id=row.id,
        uuid=row.entity_uuid,
        hh_no=row.hh_no,
        village=row.village,
        group_no=row.group_no,
        head_name=row.head_name,
        member_count=row.member_count,
        benefits=row.benefits,
        geometry="" if row.lat is None else f"{row.lat} {row.lon} 0 {row.accuracy_m or 0}",
        version=row.version,
        status=row.status,
        creator_id=maker[0] if maker else 0,
        creator_name=maker[1] if maker else "",
        created_at=row.created_at,
        updated_at=row.updated_at,
        visit_date=day,
        visit_result=result,
        visit_due=due,
    )


def _visits(conn: Connection, villages: Sequence[str]) -> dict[str, tuple[date, str]]:
    """Day and result of the last completed visit, by household number."""
    visit = TABLES["visit"]
    rows = conn.execute(
        select(visit.c.hh_no, visit.c.visit_date, visit.c.suggest)
        .where(
            visit.c.unit_code.in_(list(villages)),
            visit.c.completed.is_(True),
            visit.c.is_last.is_(True),
        )
        .order_by(visit.c.visit_date)
    )
    return {row.hh_no: (row.visit_date, row.suggest or "") for row in rows}


def _makers(conn: Connection, keys: Sequence[tuple[str, int]]) -> dict[int, tuple[int, str]]:
    """Who loaded households first: actor and name, by household."""
    county = sorted({county for county, _ in keys})
    rows = conn.execute(
        select(_FIRST.c.household_id, _FIRST.c.actor_id, _FIRST.c.actor_name).where(
            _FIRST.c.county.in_(county),
            _FIRST.c.household_id.in_([key for _, key in keys]),
            _FIRST.c.version == 1,
        )
    )
    return {row.household_id: (row.actor_id or 0, row.actor_name) for row in rows}


def count(conn: Connection, where: ColumnElement[bool]) -> int:
    """How many active households there are."""
    return int(
        conn.execute(
            select(func.count()).select_from(household).where(household.c.status == ACTIVE, where)
        ).scalar_one()
    )


def page_of(
    conn: Connection,
    where: ColumnElement[bool],
    day: date,
    *,
    after: tuple[str, str] | None,
    offset: int,
    limit: int,
    is_active: bool,
) -> tuple[ListedHousehold, ...]:
    """Households in order of village and number, behind the one `after` names."""
    status = household.c.status == ACTIVE if is_active else household.c.status != ACTIVE
    query = _LISTED.where(status, where).order_by(household.c.village, household.c.hh_no)
    if after is not None:
        village, hh_no = after
        query = query.where(
            or_(
                household.c.village > village,
                and_(household.c.village == village, household.c.hh_no > hh_no),
            )
        )
    rows = conn.execute(query.offset(offset).limit(limit)).all()
    villages = sorted({row.village for row in rows})
    due = {
        (each.county, each.household_id): each.due_date
        for each in (visit_plan.due(conn, villages, day) if villages else ())
    }
    visits = _visits(conn, villages)
    makers = _makers(conn, [(row.county, row.id) for row in rows])
    return tuple(
        _listed(row, visits, due.get((row.county, row.id)), makers.get(row.id)) for row in rows
    )


def makers_in(conn: Connection, where: ColumnElement[bool]) -> tuple[int, ...]:
    """Who loaded households first."""
    rows = conn.execute(
        select(_FIRST.c.actor_id)
        .join(
            household,
            (household.c.county == _FIRST.c.county) & (household.c.id == _FIRST.c.household_id),
        )
        .where(_FIRST.c.version == 1, _FIRST.c.actor_id.is_not(None), where)
        .distinct()
    )
    return tuple(rows.scalars())


def in_units(units: Iterable[str] | None) -> ColumnElement[bool]:
    """Households of some units; None means everywhere."""
    return true() if units is None else within(household.c.village, units)


def statuses(
    conn: Connection, units: Iterable[str], uuids: Sequence[str] | None
) -> dict[str, bool]:
    """Whether each of these entities is gone from the list; unknown ones are left out.

    A household that was withdrawn has no row any more, but an entry of the list.
    """
    query = select(household_entry.c.uuid, household_entry.c.is_gone).where(
        within(household_entry.c.unit_code, units)
    )
    if uuids is None:
        return {uuid: bool(is_gone) for uuid, is_gone in conn.execute(query)}
    found: dict[str, bool] = {}
    for start in range(0, len(uuids), MOST_AT_ONCE):
        some = list(uuids[start : start + MOST_AT_ONCE])
        rows = conn.execute(query.where(household_entry.c.uuid.in_(some)))
        found |= {uuid: bool(is_gone) for uuid, is_gone in rows}
    return found

"""Households and persons of the central store: finding, listing, changing with history."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, delete, func, insert, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from server.core.days import LOCAL
from server.store import counters, heads, journal, postings, selections, working_copy
from server.store.bulk import insert_rows
from server.store.clauses import within
from server.store.ids import new_ids
from server.store.plain import plain, plain_row
from server.store.tables.households import (
    household,
    household_number,
    household_version,
    person,
)
from server.store.tapes import drawn_number

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from sqlalchemy import ColumnElement, Connection, Row

    AnyRow = Row[*tuple[Any, ...]]

ACTIVE = "active"
BATCH = 500


@dataclass(frozen=True, slots=True)
class HouseholdRows:
    """A household with its persons as rows: what a snapshot holds and a load writes."""

    household: Mapping[str, Any]
    persons: Sequence[Mapping[str, Any]]

    def packed(self) -> dict[str, Any]:
        """A document that orjson can write; `snapshots.unpacked` reads it."""
        return {
            "household": plain_row(self.household),
            "persons": [plain_row(row) for row in self.persons],
        }


def by_entity(conn: Connection, county: str, entity_uuid: str) -> AnyRow | None:
    """The household of an entity, or None."""
    return conn.execute(
        select(household).where(
            household.c.county == county, household.c.entity_uuid == entity_uuid
        )
    ).first()


def by_id(conn: Connection, county: str, household_id: int) -> AnyRow | None:
    """The household with this key, or None."""
    return conn.execute(
        select(household).where(household.c.county == county, household.c.id == household_id)
    ).first()


def by_number(conn: Connection, hh_no: str, units: Iterable[str]) -> AnyRow | None:
    """The household of a number, if it lies in these units."""
    return conn.execute(
        select(household).where(
            household.c.county == hh_no[:6],
            household.c.hh_no == hh_no,
            within(household.c.village, units),
        )
    ).first()


def persons_of(conn: Connection, county: str, household_id: int) -> Sequence[AnyRow]:
    """Persons of a household in the order of the last survey."""
    return conn.execute(
        select(person)
        .where(person.c.county == county, person.c.household_id == household_id)
        .order_by(person.c.position, person.c.id)
    ).all()


def set_last_visit(
    conn: Connection, county: str, household_id: int, day: date | None, *, now: datetime
) -> None:
    """Note the day of the last completed visit, kept as noon of that day in the offices."""
    at = None if day is None else datetime.combine(day, time(12), LOCAL)
    said = {"county": county, "id": household_id, "day": plain(day)}
    with journal.act(conn, "household.visited", lambda: said, at=now, county=county):
        conn.execute(
            update(household)
            .where(household.c.county == county, household.c.id == household_id)
            .values(last_visit_at=at, updated_at=now)
        )
        working_copy.revisited(conn, county, household_id)


def person_names(conn: Connection, counties: Iterable[str], keys: Iterable[str]) -> dict[str, str]:
    """Names of persons of these counties by key; without the county a key finds no index."""
    ids = [int(key) for key in keys]
    if not ids:
        return {}
    rows = conn.execute(
        select(person.c.id, person.c.name).where(
            person.c.county.in_(list(counties)), person.c.id.in_(ids)
        )
    )
    return {str(key): name for key, name in rows}


def next_number(conn: Connection, village: str) -> str:
    """The next permanent number of a village: its code and four running digits (domain.md 2.2)."""
    return next_numbers(conn, village, 1)[0]


def next_numbers(conn: Connection, village: str, count: int) -> list[str]:
    """As many permanent numbers of a village, set aside at once."""
    first = drawn_number(lambda: _reserved(conn, village, count) - count + 1)
    return [f"{village}{first + n:04d}" for n in range(count)]


def _reserved(conn: Connection, village: str, count: int) -> int:
    """The last running number of a village, once `count` more are taken."""
    dialect = postgresql if conn.dialect.name == "postgresql" else sqlite
    return int(
        conn.execute(
            dialect.insert(household_number)
            .values(village=village, last=count)
            .on_conflict_do_update(
                index_elements=["village"], set_={"last": household_number.c.last + count}
            )
            .returning(household_number.c.last)
        ).scalar_one()
    )


def put(conn: Connection, rows: HouseholdRows) -> None:
    """Make the household and its persons exactly what `rows` say, and count them."""
    now = rows.household
    with journal.act(
        conn,
        "household.put",
        rows.packed,
        at=now["updated_at"],
        county=now["county"],
    ):
        _put(conn, rows)


def _put(conn: Connection, rows: HouseholdRows) -> None:
    now = rows.household
    before = by_id(conn, now["county"], now["id"])
    old = persons_of(conn, now["county"], now["id"]) if before is not None else ()
    if before is None:
        conn.execute(insert(household), [now])
    else:
        conn.execute(
            update(household)
            .where(household.c.county == now["county"], household.c.id == now["id"])
            .values({key: value for key, value in now.items() if key not in {"county", "id"}})
        )
        conn.execute(
            delete(person).where(
                person.c.county == now["county"], person.c.household_id == now["id"]
            )
        )
    if rows.persons:
        conn.execute(insert(person), rows.persons)
    changes: dict[tuple[str, str], int] = {}
    if before is not None:
        heads.add(changes, _named(before), map(_named, old), -1)
    heads.add(changes, now, rows.persons)
    counters.count(conn, changes)
    postings.change(conn, _postings(before, old), postings.of(now, rows.persons))
    working_copy.loaded(conn, [now], () if before is None else (before.village,))


def _postings(row: AnyRow | None, persons: Sequence[AnyRow]) -> frozenset[postings.Posting]:
    """What the search index holds of a household as it is stored."""
    return postings.of(None if row is None else _named(row), [_named(each) for each in persons])


def _named(row: AnyRow) -> Mapping[str, Any]:
    """A row by the names of its columns."""
    return dict(row._mapping)  # noqa: SLF001  # SQLAlchemy's public name


def put_new(
    conn: Connection,
    every: Sequence[HouseholdRows],
    *,
    at: datetime,
    actor_id: int | None,
    actor_name: str,
) -> None:
    """Write many households that are not here yet, each as its first version, and count them.

    They belong to one county.
    """
    if not every:
        return
    packed = [rows.packed() for rows in every]
    with journal.act(
        conn,
        "household.put_new",
        lambda: {"households": packed},
        at=at,
        county=every[0].household["county"],
        actor_id=actor_id,
        actor_name=actor_name,
    ):
        changes: dict[tuple[str, str], int] = {}
        for rows in every:
            heads.add(changes, rows.household, rows.persons)
        insert_rows(conn, household, (rows.household for rows in every))
        insert_rows(conn, person, (row for rows in every for row in rows.persons))
        insert_rows(
            conn,
            household_version,
            (
                {
                    "county": rows.household["county"],
                    "id": key,
                    "household_id": rows.household["id"],
                    "version": 1,
                    "snapshot": snapshot,
                    "at": at,
                    "actor_id": actor_id,
                    "actor_name": actor_name,
                }
                for key, rows, snapshot in zip(new_ids(len(every)), every, packed, strict=True)
            ),
        )
        counters.count(conn, changes)
        new = (postings.of(rows.household, rows.persons) for rows in every)
        postings.change(conn, frozenset(), frozenset().union(*new))


def withdraw(conn: Connection, county: str, household_id: int) -> None:
    """Take a household out again: the load that brought it was undone; its versions stay."""
    row = by_id(conn, county, household_id)
    if row is None:
        return
    said = {"county": county, "id": household_id}
    with journal.act(conn, "household.withdraw", lambda: said, at=datetime.now(UTC), county=county):
        _withdraw(conn, row)


def _withdraw(conn: Connection, row: AnyRow) -> None:
    county, household_id = row.county, row.id
    old = persons_of(conn, county, household_id)
    conn.execute(
        delete(person).where(person.c.county == county, person.c.household_id == household_id)
    )
    conn.execute(
        delete(household).where(household.c.county == county, household.c.id == household_id)
    )
    changes: dict[tuple[str, str], int] = {}
    heads.add(changes, _named(row), map(_named, old), -1)
    counters.count(conn, changes)
    postings.change(conn, _postings(row, old), frozenset())
    working_copy.withdrawn(conn, county, row.entity_uuid, row.village)


def add_version(conn: Connection, values: Mapping[str, Any]) -> None:
    """Keep the snapshot of one load or correction."""
    with journal.act(
        conn,
        "household.version",
        lambda: {name: plain(value) for name, value in values.items()},
        at=values["at"],
        county=values["county"],
    ):
        conn.execute(insert(household_version), [values])


def versions_of(conn: Connection, county: str, household_id: int) -> Sequence[AnyRow]:
    """Versions of a household that were not undone, oldest first."""
    return conn.execute(
        select(household_version)
        .where(
            household_version.c.county == county,
            household_version.c.household_id == household_id,
            household_version.c.is_undone.is_(False),
        )
        .order_by(household_version.c.version)
    ).all()


def version_by_submission(conn: Connection, county: str, submission_id: int) -> AnyRow | None:
    """The version a submission brought, if it was not undone."""
    return conn.execute(
        select(household_version)
        .where(
            household_version.c.county == county,
            household_version.c.submission_id == submission_id,
            household_version.c.is_undone.is_(False),
        )
        .order_by(household_version.c.version.desc())
        .limit(1)
    ).first()


def mark_undone(conn: Connection, county: str, version_id: int) -> None:
    """Note that a version was taken back."""
    said = {"county": county, "id": version_id}
    with journal.act(conn, "household.undone", lambda: said, at=datetime.now(UTC), county=county):
        conn.execute(
            update(household_version)
            .where(household_version.c.county == county, household_version.c.id == version_id)
            .values(is_undone=True)
        )


def last_version_number(conn: Connection, county: str, household_id: int) -> int:
    """Number of the newest version, undone ones counted; 0 without any."""
    found = conn.execute(
        select(func.max(household_version.c.version)).where(
            household_version.c.county == county,
            household_version.c.household_id == household_id,
        )
    ).scalar()
    return int(found or 0)


def listed(conn: Connection, units: Iterable[str]) -> Iterable[AnyRow]:
    """Active households of some units in order of their numbers, a batch at a time."""
    query = (
        select(household)
        .where(within(household.c.village, units), household.c.status == ACTIVE)
        .order_by(household.c.village, household.c.hh_no)
    )
    last: tuple[str, str] | None = None
    while True:
        page = query if last is None else query.where(_after(*last))
        rows = conn.execute(page.limit(BATCH)).all()
        yield from rows
        if len(rows) < BATCH:
            return
        last = (rows[-1].village, rows[-1].hh_no)


def _after(village: str, hh_no: str) -> ColumnElement[bool]:
    """Keyset: everything behind one household in order of village and number."""
    return or_(
        household.c.village > village,
        and_(household.c.village == village, household.c.hh_no > hh_no),
    )


def list_state(conn: Connection, units: Iterable[str]) -> str:
    """A text that changes with any change of the households of these units."""
    row = conn.execute(
        select(func.count(), func.max(household.c.updated_at), func.sum(household.c.version))
        .select_from(household)
        .where(within(household.c.village, units))
    ).one()
    return "|".join(str(part) for part in row)


def statuses(conn: Connection, units: Iterable[str], ids: Sequence[str]) -> dict[str, str]:
    """Status of each of these entities inside the units; unknown ones are left out."""
    rows = conn.execute(
        select(household.c.entity_uuid, household.c.status).where(
            household.c.entity_uuid.in_(ids), within(household.c.village, units)
        )
    )
    return dict(rows.all())


def search(
    conn: Connection,
    units: Iterable[str],
    *,
    text: str,
    id_digest: str | None,
    selection: int | None = None,
    after: tuple[str, str] | None,
    limit: int,
) -> tuple[Sequence[AnyRow], int]:
    """A page of households by name part, number or full identity number, and how many there are."""
    where = [within(household.c.village, units), household.c.status == ACTIVE]
    if selection is not None:
        where.append(selections.selected(household.c.id, selection))
    if id_digest is not None:
        where.append(
            household.c.id.in_(select(person.c.household_id).where(person.c.id_digest == id_digest))
        )
    elif text.isdecimal():
        where.append(household.c.hh_no.contains(text, autoescape=True))
    elif text:
        members = select(person.c.household_id).where(
            person.c.name.contains(text, autoescape=True), within(person.c.village, units)
        )
        where.append(
            or_(household.c.head_name.contains(text, autoescape=True), household.c.id.in_(members))
        )
    total = int(
        conn.execute(select(func.count()).select_from(household).where(*where)).scalar_one()
    )
    query = select(household).where(*where).order_by(household.c.village, household.c.hh_no)
    if after is not None:
        query = query.where(_after(*after))
    return conn.execute(query.limit(limit)).all(), total


def near(conn: Connection, village: str, *, limit: int) -> Sequence[AnyRow]:
    """Positions of households of a village, for the map of a record."""
    return conn.execute(
        select(household.c.id, household.c.lat, household.c.lon)
        .where(household.c.village == village, household.c.lat.is_not(None))
        .limit(limit)
    ).all()

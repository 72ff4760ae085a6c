"""The working copy of households on tablets: kept in step with every load, ahead of it by visits.

What is reported of a household stands in its list at once; the household itself changes after
review (forms.md 2).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.dialects import postgresql, sqlite

from server.store import list_changes
from server.store.list_changes import HOUSEHOLDS
from server.store.tables.entities import household_entry
from server.store.tables.households import household

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from sqlalchemy import Connection

ACTIVE = "active"
FIRST = 1


def _loading(dialect: Any) -> Any:  # noqa: ANN401  # the two dialects' inserts share no type
    row = dialect.insert(household_entry)
    following = household_entry.c.version + 1
    return row.on_conflict_do_update(
        index_elements=["county", "uuid"],
        set_={
            "unit_code": row.excluded.unit_code,
            "is_gone": row.excluded.is_gone,
            "version": following,
            "loaded": following,
        },
    )


_LOAD = {"postgresql": _loading(postgresql), "sqlite": _loading(sqlite)}
_WITHDRAW = (
    update(household_entry)
    .where(household_entry.c.county == bindparam("of"), household_entry.c.uuid == bindparam("id"))
    .values(version=household_entry.c.version + 1, is_gone=True)
)


def loaded(conn: Connection, rows: Sequence[Mapping[str, Any]], before: Sequence[str] = ()) -> None:
    """Note that households were written; `before` are villages some of them lay in until now."""
    conn.execute(
        _LOAD[conn.dialect.name],
        [
            {
                "county": row["county"],
                "uuid": row["entity_uuid"],
                "unit_code": row["village"],
                "version": FIRST,
                "loaded": FIRST,
                "is_gone": row.get("status", ACTIVE) != ACTIVE,
                "visit_result": "",
            }
            for row in rows
        ],
    )
    list_changes.changed(
        conn, [(HOUSEHOLDS, unit) for unit in {*before, *(row["village"] for row in rows)}]
    )


def withdrawn(conn: Connection, county: str, uuid: str, village: str) -> None:
    """Note that a household was taken out again."""
    conn.execute(_WITHDRAW, {"of": county, "id": uuid})
    list_changes.changed(conn, [(HOUSEHOLDS, village)])


def touched(conn: Connection, keys: Iterable[tuple[str, str]]) -> None:
    """Note that something told of households changed: (county, household number)."""
    for county, hh_no in sorted(keys):
        uuid = (
            select(household.c.entity_uuid)
            .where(household.c.county == county, household.c.hh_no == hh_no)
            .scalar_subquery()
        )
        _grow(conn, county, uuid)


def revisited(conn: Connection, county: str, household_id: int) -> None:
    """Note that the day of the last visit of a household changed."""
    uuid = (
        select(household.c.entity_uuid)
        .where(household.c.county == county, household.c.id == household_id)
        .scalar_subquery()
    )
    _grow(conn, county, uuid)


def _grow(conn: Connection, county: str, uuid: Any) -> None:  # noqa: ANN401  # a text or a query
    conn.execute(
        update(household_entry)
        .where(household_entry.c.county == county, household_entry.c.uuid == uuid)
        .values(version=household_entry.c.version + 1)
    )


def visited(conn: Connection, county: str, uuid: str, day: date, result: str) -> int | None:
    """Note a visit as reported, unless a later one is known; the version it makes."""
    entry = conn.execute(
        select(household_entry)
        .where(household_entry.c.county == county, household_entry.c.uuid == uuid)
        .with_for_update()
    ).first()
    if entry is None or (entry.visit_date is not None and entry.visit_date > day):
        return None
    version = int(entry.version) + 1
    conn.execute(
        update(household_entry)
        .where(household_entry.c.county == county, household_entry.c.uuid == uuid)
        .values(version=version, visit_date=day, visit_result=result[:20])
    )
    list_changes.changed(conn, [(HOUSEHOLDS, entry.unit_code)])
    return version


def forget_visit(conn: Connection, county: str, uuid: str) -> None:
    """Take a reported visit back: it was rejected."""
    entry = conn.execute(
        update(household_entry)
        .where(
            household_entry.c.county == county,
            household_entry.c.uuid == uuid,
            household_entry.c.visit_date.is_not(None),
        )
        .values(version=household_entry.c.version + 1, visit_date=None, visit_result="")
        .returning(household_entry.c.unit_code)
    ).first()
    if entry is not None:
        list_changes.changed(conn, [(HOUSEHOLDS, entry.unit_code)])

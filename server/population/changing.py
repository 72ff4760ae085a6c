"""Doing one act to households: their new rows, a version of each, and the act itself.

Undoing puts the version before in force again, as long as nothing newer stands on it.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from server.core.errors import NothingToUndo
from server.store import household_acts, households
from server.store.households import HouseholdRows
from server.store.ids import new_id
from server.store.snapshots import packed, unpacked
from server.store.tables.households import person

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from sqlalchemy import Connection

    from server.store.households import AnyRow

ALIVE = "alive"
EMPTY = {str(column.name): None for column in person.columns if column.nullable}
"""Columns a new person may lack: rows that are written together have the same ones."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """One act about to be done: who tells what, when it happened and what brought it."""

    kind: str
    on_date: date
    at: datetime
    actor_id: int | None
    actor_name: str
    person_id: int | None = None
    other_person_id: int | None = None
    other_household_id: int | None = None
    submission_id: int | None = None
    note: str = ""
    details: Mapping[str, Any] = field(default_factory=dict)


def row_of(row: AnyRow) -> dict[str, Any]:
    """A row's columns, to be changed."""
    return {str(name): value for name, value in row._mapping.items()}  # noqa: SLF001  # public name


def do(
    conn: Connection, county: str, household_id: int, deed: Deed, changed: Sequence[HouseholdRows]
) -> int:
    """Write the households in this order, a version of each, and the act; return its key.

    A household that loses persons stands before the one that gains them: a person has one row.
    """
    act_id = new_id()
    versions = [_put(conn, rows, deed, act_id) for rows in changed]
    household_acts.add(
        conn,
        {
            "county": county,
            "id": act_id,
            "kind": deed.kind,
            "at": deed.at,
            "actor_id": deed.actor_id,
            "actor_name": deed.actor_name,
            "household_id": household_id,
            "other_household_id": deed.other_household_id,
            "person_id": deed.person_id,
            "other_person_id": deed.other_person_id,
            "on_date": deed.on_date,
            "submission_id": deed.submission_id,
            "details": {**deed.details, "versions": versions},
            "note": deed.note,
        },
    )
    return act_id


def _put(conn: Connection, rows: HouseholdRows, deed: Deed, act_id: int) -> list[int]:
    """Write one household as its next version; return the keys of household and version."""
    county, key = rows.household["county"], rows.household["id"]
    number = households.last_version_number(conn, county, key) + 1
    persons = list(rows.persons)
    household = {
        **rows.household,
        "version": number,
        "member_count": sum(each["status"] == ALIVE for each in persons),
        "updated_at": deed.at,
    }
    written = HouseholdRows(
        household, [{**EMPTY, **each, "updated_at": deed.at} for each in persons]
    )
    households.put(conn, written)
    version_id = new_id()
    households.add_version(
        conn,
        {
            "county": county,
            "id": version_id,
            "household_id": key,
            "version": number,
            "snapshot": packed(written),
            "submission_id": None,
            "act_id": act_id,
            "at": deed.at,
            "actor_id": deed.actor_id,
            "actor_name": deed.actor_name,
            "reason": deed.kind,
        },
    )
    return [key, version_id]


def undo(conn: Connection, act: AnyRow, *, at: datetime, name: str) -> list[int]:
    """Take an act back; return the households it touched.

    Raise NothingToUndo when it was taken back before or something newer stands on it.
    """
    if act.undone_at is not None:
        raise NothingToUndo
    made = act.details.get("versions") or []
    for household_id, version_id in reversed(made):
        versions = households.versions_of(conn, act.county, household_id)
        if not versions or versions[-1].id != version_id:
            raise NothingToUndo
        households.mark_undone(conn, act.county, version_id)
        if len(versions) == 1:
            households.withdraw(conn, act.county, household_id)
        else:
            households.put(conn, unpacked(versions[-2].snapshot))
    household_acts.mark_undone(conn, act.county, act.id, at=at, name=name)
    return [household_id for household_id, _ in made]


def rows_of(conn: Connection, row: AnyRow) -> HouseholdRows:
    """A household and its persons as they stand, to be changed."""
    persons = households.persons_of(conn, row.county, row.id)
    return HouseholdRows(row_of(row), [row_of(each) for each in persons])


def with_persons(rows: HouseholdRows, persons: Sequence[Mapping[str, Any]]) -> HouseholdRows:
    """The household with these persons."""
    return replace(rows, persons=persons)

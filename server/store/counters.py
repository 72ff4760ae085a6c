"""Counters by unit and kind, changed in the transaction that changes what they count (D11)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, func, select
from sqlalchemy.dialects import postgresql, sqlite

from server.store.clauses import within
from server.store.tables.areas import counter
from server.store.tables.households import household, person
from server.store.tables.registers import TABLES
from server.store.tables.submissions import submission

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy import Connection

STATE = "state:"
FLAGGED = "flagged"
HOUSEHOLDS = "households"
PERSONS = "persons"
URBAN_PERSONS = "urban_persons"
REGISTER = "register:"
"""Before the name of a register: its records."""


def count(conn: Connection, changes: Mapping[tuple[str, str], int]) -> None:
    """Add to counters: (unit code, kind) -> difference.

    Rows are taken in one order, so that two transactions never wait for each other crosswise.
    """
    rows = [
        {"unit_code": unit, "kind": kind, "n": n}
        for (unit, kind), n in sorted(changes.items())
        if n
    ]
    if not rows:
        return
    conn.execute(_ADD[conn.dialect.name], rows)


def _adding(dialect: Any) -> Any:  # noqa: ANN401  # the two dialects' inserts share no type
    row = dialect.insert(counter)
    return row.on_conflict_do_update(
        index_elements=["unit_code", "kind"], set_={"n": counter.c.n + row.excluded.n}
    )


_ADD = {"postgresql": _adding(postgresql), "sqlite": _adding(sqlite)}


def totals(conn: Connection, units: Iterable[str]) -> dict[str, int]:
    """Sum of every kind over the villages inside `units`."""
    rows = conn.execute(
        select(counter.c.kind, func.sum(counter.c.n))
        .where(within(counter.c.unit_code, units))
        .group_by(counter.c.kind)
    )
    return {kind: int(n) for kind, n in rows}


def totals_by_prefix(
    conn: Connection, units: Sequence[str], digits: int
) -> dict[str, dict[str, int]]:
    """Sums by the first `digits` of the unit code, then by kind, inside `units`."""
    prefix = func.substr(counter.c.unit_code, 1, digits).label("prefix")
    rows = conn.execute(
        select(prefix, counter.c.kind, func.sum(counter.c.n))
        .where(within(counter.c.unit_code, units))
        .group_by(prefix, counter.c.kind)
    )
    found: dict[str, dict[str, int]] = {}
    for code, kind, n in rows:
        found.setdefault(code, {})[kind] = int(n)
    return found


def all_counters(conn: Connection) -> dict[tuple[str, str], int]:
    """Every counter as it stands."""
    rows = conn.execute(select(counter.c.unit_code, counter.c.kind, counter.c.n))
    return {(unit, kind): n for unit, kind, n in rows}


def replace(conn: Connection, counted: Mapping[tuple[str, str], int]) -> None:
    """Set every counter to what was counted; those of which there is nothing go."""
    conn.execute(delete(counter))
    count(conn, counted)


def recounted(conn: Connection) -> dict[tuple[str, str], int]:
    """What every counter should be, counted from the rows."""
    states = conn.execute(
        select(submission.c.unit_code, submission.c.state, func.count())
        .where(submission.c.deleted_at.is_(None))
        .group_by(submission.c.unit_code, submission.c.state)
    )
    found = {(unit, f"{STATE}{state}"): int(n) for unit, state, n in states}
    for table, kind, status in (
        (household, HOUSEHOLDS, "active"),  # merged ones count where they went
        (person, PERSONS, "alive"),
    ):
        rows = conn.execute(
            select(table.c.village, func.count())
            .where(table.c.status == status)
            .group_by(table.c.village)
        )
        found |= {(village, kind): int(n) for village, n in rows}
    urban = conn.execute(
        select(person.c.village, func.count())
        .join(
            household,
            (household.c.county == person.c.county) & (household.c.id == person.c.household_id),
        )
        .where(person.c.status == "alive", household.c.hukou_type == "1")
        .group_by(person.c.village)
    )
    found |= {(village, URBAN_PERSONS): int(n) for village, n in urban}
    for name, table in TABLES.items():
        rows = conn.execute(
            select(table.c.unit_code, func.count())
            .where(table.c.is_last.is_(True))
            .group_by(table.c.unit_code)
        )
        found |= {(unit, f"{REGISTER}{name}"): int(n) for unit, n in rows}
    return found

"""Second entries of records, and the records that wait for one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, or_, select, update

from server.store.clauses import within
from server.store.ids import new_id
from server.store.named import named_rows
from server.store.tables.procedures import second_entry
from server.store.tables.submissions import submission

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy import Connection, Row

    from server.store.named import Named

    AnyRow = Row[*tuple[Any, ...]]

MOST = 2_000


def waiting(conn: Connection, units: Iterable[str]) -> Sequence[AnyRow]:
    """Records before review that nobody has entered a second time, oldest first."""
    done = select(second_entry.c.submission_id).where(
        second_entry.c.submission_id == submission.c.id
    )
    return conn.execute(
        select(submission)
        .where(
            within(submission.c.unit_code, units),
            submission.c.deleted_at.is_(None),
            or_(submission.c.state == "to_review", submission.c.state == "proofreading"),
            ~done.exists(),
        )
        .order_by(submission.c.received_at, submission.c.id)
        .limit(MOST)
    ).all()


def add(conn: Connection, values: Mapping[str, Any]) -> int:
    """Keep a second entry; return its key."""
    key = new_id()
    conn.execute(insert(second_entry), [{**values, "id": key}])
    return key


def of_area(
    conn: Connection, units: Iterable[str], *, state: str = "", limit: int = MOST
) -> Sequence[Named]:
    """Second entries of an area, newest first."""
    query = select(second_entry).where(within(second_entry.c.unit_code, units))
    if state:
        query = query.where(second_entry.c.state == state)
    return named_rows(conn, query.order_by(second_entry.c.id.desc()).limit(limit))


def find(conn: Connection, units: Iterable[str], key: int) -> Named | None:
    """A second entry of an area, or None."""
    rows = named_rows(
        conn,
        select(second_entry).where(
            second_entry.c.id == key, within(second_entry.c.unit_code, units)
        ),
    )
    return rows[0] if rows else None


def of_submission(conn: Connection, submission_id: int) -> Named | None:
    """The second entry of a record, or None."""
    rows = named_rows(
        conn, select(second_entry).where(second_entry.c.submission_id == submission_id)
    )
    return rows[0] if rows else None


def settle(conn: Connection, row: Named, values: Mapping[str, Any]) -> None:
    """Write what a third person chose."""
    conn.execute(
        update(second_entry)
        .where(second_entry.c.county == row["county"], second_entry.c.id == row["id"])
        .values(values)
    )

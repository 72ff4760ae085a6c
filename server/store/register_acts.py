"""What is done to records of registers, each act with its line in the history.

A change in life opens a new period, a correction rewrites one; nothing goes without a trace
(domain.md 5.8).
"""

from __future__ import annotations

from collections import Counter
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, update

from server.core.errors import ChangedMeanwhile, PeriodsOverlap
from server.store import journal
from server.store.ids import new_id, new_ids
from server.store.list_keeping import register_changed
from server.store.plain import plain, plain_row
from server.store.register_history import (
    Kind,
    Subject,
    count,
    count_all,
    moved,
    note,
    note_all,
    subject,
)
from server.store.register_keys import refuse_double, refuse_overlap
from server.store.tables.registers import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from sqlalchemy import Connection

    from server.core.registers.register import Register
    from server.store.named import Named
    from server.store.register_history import Act

    Columns = Mapping[str, Any]

ONE_DAY = timedelta(days=1)
KEPT = frozenset(
    {
        "county",
        "id",
        "record_id",
        "is_last",
        "created_at",
        "created_by",
        "updated_at",
        "row_version",
        "source_submission_id",
    }
)
"""Columns of a period that are not part of what it says."""


def create(conn: Connection, register: Register, columns: Columns, act: Act) -> int:
    """Write a new record and return its key; raise RecordExists for a double one."""
    refuse_double(conn, register, columns, record_id=None)
    return create_all(conn, register, [columns], act)[0]


def create_all(
    conn: Connection, register: Register, rows: Sequence[Columns], act: Act
) -> list[int]:
    """Write new records that are known to be no doubles; return their keys."""
    said = {"register": register.name, "act": act.said()}
    with journal.act(
        conn,
        "register.create",
        lambda: {**said, "rows": [plain_row(row) for row in rows]},
        county=rows[0]["county"] if rows else "",
        **act.by(),
    ):
        return _create_all(conn, register, rows, act)


def _create_all(
    conn: Connection, register: Register, rows: Sequence[Columns], act: Act
) -> list[int]:
    keys = new_ids(len(rows)) if len(rows) > 1 else [new_id() for _ in rows]
    periods = [
        _period(Subject(register, columns["county"], key, key), columns, act)
        for key, columns in zip(keys, rows, strict=True)
    ]
    conn.execute(insert(TABLES[register.name]), periods)
    note_all(
        conn,
        Kind.CREATED,
        act,
        [(subject(register, row), {"columns": _said(row)}) for row in periods],
    )
    count_all(conn, register, Counter(row["unit_code"] for row in rows))
    register_changed(conn, register, rows)
    return keys


def _said(row: Columns) -> dict[str, list[object]]:
    return {
        name: [None, plain(value)]
        for name, value in row.items()
        if value is not None and name not in KEPT
    }


def _period(about: Subject, columns: Columns, act: Act) -> dict[str, Any]:
    """A period as a row, the newest of its record."""
    return {
        **columns,
        "id": about.period_id,
        "record_id": about.record_id,
        "is_last": True,
        "source_submission_id": act.submission_id,
        "created_at": act.at,
        "created_by": act.actor_id,
        "updated_at": act.at,
        "row_version": 1,
    }


def rewrite(
    conn: Connection,
    register: Register,
    before: Named,
    columns: Columns,
    act: Act,
    *,
    kind: Kind = Kind.CORRECTED,
) -> bool:
    """Put other values into a period; tell whether anything changed.

    Raise ChangedMeanwhile when `before` is not what stands there any more, PeriodsOverlap,
    RecordExists.
    """
    changes = _differences(before, columns)
    if not changes:
        return False
    said = plain_row({name: columns[name] for name in changes})
    with _noted(conn, register, before, act, "register.rewrite", how=kind, columns=said):
        _rewrite(conn, register, before, columns, act, changes=changes, kind=kind)
    return True


@contextmanager
def _noted(
    conn: Connection, register: Register, about: Named, act: Act, kind: str, **said: object
) -> Iterator[None]:
    """Note what is done to one period of a record."""
    where = {"register": register.name, "county": about["county"], "period": about["id"]}
    with journal.act(
        conn,
        kind,
        lambda: {**where, "record": about["record_id"], "act": act.said(), **said},
        county=about["county"],
        **act.by(),
    ):
        yield


def _rewrite(
    conn: Connection,
    register: Register,
    before: Named,
    columns: Columns,
    act: Act,
    *,
    changes: Mapping[str, list[object]],
    kind: Kind,
) -> None:
    after = {**before, **columns}
    refuse_overlap(conn, register, after)
    refuse_double(conn, register, after, record_id=before["record_id"])
    _update(conn, register, before, {name: columns[name] for name in changes}, act)
    note(conn, subject(register, before), kind, act, columns=changes)
    if before["is_last"]:
        moved(conn, register, before["unit_code"], after["unit_code"])
        register_changed(conn, register, (before, after))


def _differences(before: Named, columns: Columns) -> dict[str, list[object]]:
    return {
        name: [plain(before[name]), plain(value)]
        for name, value in columns.items()
        if name not in KEPT and before[name] != value
    }


def _update(conn: Connection, register: Register, before: Named, values: Columns, act: Act) -> None:
    table = TABLES[register.name]
    done = conn.execute(
        update(table)
        .where(
            table.c.county == before["county"],
            table.c.id == before["id"],
            table.c.row_version == before["row_version"],
        )
        .values({**values, "updated_at": act.at, "row_version": before["row_version"] + 1})
    ).rowcount
    if done != 1:
        raise ChangedMeanwhile


def open_period(
    conn: Connection, register: Register, last: Named, columns: Columns, act: Act
) -> int:
    """Let other values hold from ``columns["valid_from"]`` on; return the new period's key.

    The period before ends the day before.  Raise PeriodsOverlap when it began later,
    ChangedMeanwhile, RecordExists.
    """
    begins: date = columns["valid_from"]
    if begins <= last["valid_from"]:
        raise PeriodsOverlap(since=last["valid_from"].isoformat())
    if columns["valid_to"] is not None and columns["valid_to"] < begins:
        raise PeriodsOverlap(since=begins.isoformat())
    refuse_double(conn, register, columns, record_id=last["record_id"])
    with _noted(conn, register, last, act, "register.open", columns=plain_row(columns)):
        return _open_period(conn, register, last, columns, act)


def _open_period(
    conn: Connection, register: Register, last: Named, columns: Columns, act: Act
) -> int:
    begins: date = columns["valid_from"]
    ends: date | None = last["valid_to"]
    closed = begins - ONE_DAY if ends is None or ends >= begins else ends
    _update(conn, register, last, {"valid_to": closed, "is_last": False}, act)
    about = Subject(register, last["county"], last["record_id"], new_id())
    conn.execute(insert(TABLES[register.name]), [_period(about, columns, act)])
    note(
        conn,
        about,
        Kind.CHANGED,
        act,
        columns=_differences(last, columns),
        closed={"id": last["id"], "valid_to": plain(ends)},
    )
    moved(conn, register, last["unit_code"], columns["unit_code"])
    register_changed(conn, register, (last, columns))
    return about.period_id


def remove(conn: Connection, register: Register, periods: Sequence[Named], act: Act) -> None:
    """Take a record out that should never have been there; the history keeps all of it."""
    with _noted(conn, register, periods[-1], act, "register.remove"):
        _remove(conn, register, periods, act)


def _remove(conn: Connection, register: Register, periods: Sequence[Named], act: Act) -> None:
    table = TABLES[register.name]
    last = periods[-1]
    conn.execute(
        delete(table).where(
            table.c.county == last["county"], table.c.record_id == last["record_id"]
        )
    )
    kept = [{name: plain(value) for name, value in row.items()} for row in periods]
    note(conn, subject(register, last), Kind.REMOVED, act, periods=kept)
    count(conn, register, last["unit_code"], -1)
    register_changed(conn, register, (last,))

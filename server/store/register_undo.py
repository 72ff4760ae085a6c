"""Taking back what was done to a record, while nothing newer stands on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select, update

from server.core.errors import NothingToUndo
from server.core.registers import BY_NAME
from server.store import journal
from server.store.list_keeping import register_undone
from server.store.named import named_rows
from server.store.plain import typed
from server.store.register_history import (
    Kind,
    Subject,
    brought_by,
    count,
    mark_undone,
    moved,
    newest_act,
    note,
)
from server.store.tables.registers import TABLES

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from server.core.registers.register import Register
    from server.store.named import Named
    from server.store.register_history import Act


def undo_submission(conn: Connection, county: str, submission_id: int, act: Act) -> None:
    """Take back everything a submission brought into registers, the newest first.

    Raise NothingToUndo when something newer stands on it.
    """
    for done in brought_by(conn, county, submission_id):
        undo(conn, done, act)


def undo(conn: Connection, done: Named, act: Act) -> None:
    """Take one act back; raise NothingToUndo when it is not the newest of its record."""
    if newest_act(conn, done["county"], done["record_id"]) != done["id"]:
        raise NothingToUndo
    said = {"county": done["county"], "done": done["id"], "act": act.said()}
    with journal.act(conn, "register.undo", lambda: said, county=done["county"], **act.by()):
        _undo(conn, done, act)


def _undo(conn: Connection, done: Named, act: Act) -> None:
    register = BY_NAME[done["register"]]
    match Kind(done["kind"]):
        case Kind.CREATED:
            _uncreate(conn, register, done)
        case Kind.CHANGED:
            _reopen(conn, register, done)
        case Kind.REMOVED:
            _bring_back(conn, register, done)
        case _:
            _put_back(conn, register, done)
    mark_undone(conn, done)
    register_undone(conn, register)
    about = Subject(register, done["county"], done["record_id"], done["period_id"])
    note(conn, about, Kind.UNDONE, act, undone=str(done["id"]))


def _uncreate(conn: Connection, register: Register, done: Named) -> None:
    row = _period(conn, register, done["county"], done["period_id"])
    table = TABLES[register.name]
    conn.execute(
        delete(table).where(table.c.county == done["county"], table.c.id == done["period_id"])
    )
    count(conn, register, row["unit_code"], -1)


def _put_back(conn: Connection, register: Register, done: Named) -> None:
    """Write what stood in the columns before."""
    table = TABLES[register.name]
    row = _period(conn, register, done["county"], done["period_id"])
    before = {
        name: typed(table.c[name].type, old)
        for name, (old, _new) in done["changes"]["columns"].items()
    }
    conn.execute(
        update(table)
        .where(table.c.county == done["county"], table.c.id == done["period_id"])
        .values({**before, "row_version": row["row_version"] + 1})
    )
    if row["is_last"]:
        moved(conn, register, row["unit_code"], str(before.get("unit_code", row["unit_code"])))


def _reopen(conn: Connection, register: Register, done: Named) -> None:
    """Delete the period the act opened and let the one before go on."""
    _uncreate(conn, register, done)
    table = TABLES[register.name]
    closed = done["changes"]["closed"]
    conn.execute(
        update(table)
        .where(table.c.county == done["county"], table.c.id == closed["id"])
        .values(
            valid_to=typed(table.c.valid_to.type, closed["valid_to"]),
            is_last=True,
            row_version=table.c.row_version + 1,
        )
    )
    count(conn, register, _period(conn, register, done["county"], closed["id"])["unit_code"], 1)


def _bring_back(conn: Connection, register: Register, done: Named) -> None:
    table = TABLES[register.name]
    rows = [
        {name: typed(table.c[name].type, value) for name, value in row.items()}
        for row in done["changes"]["periods"]
    ]
    conn.execute(insert(table), rows)
    count(conn, register, str(rows[-1]["unit_code"]), 1)


def _period(conn: Connection, register: Register, county: str, key: int) -> Named:
    table = TABLES[register.name]
    (row,) = named_rows(conn, select(table).where(table.c.county == county, table.c.id == key))
    return row

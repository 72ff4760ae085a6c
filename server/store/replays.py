"""Doing acts of the journal again that say themselves what they wrote."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from server.core.errors import NotFound
from server.core.registers import BY_NAME
from server.store import household_acts, households, register_acts, register_undo
from server.store.named import named_rows
from server.store.plain import typed_row
from server.store.register_history import Act, Kind, find_act
from server.store.snapshots import unpacked
from server.store.tables.households import household_version
from server.store.tables.registers import TABLES
from server.store.tables.search import household_act

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sqlalchemy import Connection

    from server.core.registers.register import Register
    from server.store.journal import Entry
    from server.store.named import Named

    Replay = Callable[[Connection, Entry], object]


def _act(entry: Entry) -> Act:
    return Act(
        at=entry.at,
        actor_id=entry.actor_id,
        actor_name=entry.actor_name,
        **entry.payload["act"],
    )


def _register(entry: Entry) -> Register:
    return BY_NAME[entry.payload["register"]]


def _columns(entry: Entry) -> dict[str, Any]:
    return typed_row(TABLES[entry.payload["register"]], entry.payload["columns"])


def _period(conn: Connection, entry: Entry) -> Named:
    """The period an act is about, as it stands; raise NotFound."""
    table = TABLES[entry.payload["register"]]
    rows = named_rows(
        conn,
        select(table).where(
            table.c.county == entry.payload["county"], table.c.id == entry.payload["period"]
        ),
    )
    if not rows:
        raise NotFound
    return rows[0]


def _create(conn: Connection, entry: Entry) -> None:
    register = _register(entry)
    rows = [typed_row(TABLES[register.name], row) for row in entry.payload["rows"]]
    register_acts.create_all(conn, register, rows, _act(entry))


def _rewrite(conn: Connection, entry: Entry) -> None:
    register_acts.rewrite(
        conn,
        _register(entry),
        _period(conn, entry),
        _columns(entry),
        _act(entry),
        kind=Kind(entry.payload["how"]),
    )


def _open(conn: Connection, entry: Entry) -> None:
    last = _period(conn, entry)
    register_acts.open_period(conn, _register(entry), last, _columns(entry), _act(entry))


def _remove(conn: Connection, entry: Entry) -> None:
    table = TABLES[entry.payload["register"]]
    periods = named_rows(
        conn,
        select(table)
        .where(
            table.c.county == entry.payload["county"],
            table.c.record_id == entry.payload["record"],
        )
        .order_by(table.c.valid_from),
    )
    register_acts.remove(conn, _register(entry), periods, _act(entry))


def _undo(conn: Connection, entry: Entry) -> None:
    done = find_act(conn, entry.payload["county"], entry.payload["done"])
    if done is None:
        raise NotFound
    register_undo.undo(conn, done, _act(entry))


def _visited(conn: Connection, entry: Entry) -> None:
    said = entry.payload
    day = None if said["day"] is None else date.fromisoformat(said["day"])
    households.set_last_visit(conn, said["county"], said["id"], day, now=entry.at)


REPLAYS: Mapping[str, Replay] = {
    "household.put": lambda conn, entry: households.put(conn, unpacked(entry.payload)),
    "household.put_new": lambda conn, entry: households.put_new(
        conn,
        [unpacked(each) for each in entry.payload["households"]],
        at=entry.at,
        actor_id=entry.actor_id,
        actor_name=entry.actor_name,
    ),
    "household.withdraw": lambda conn, entry: households.withdraw(
        conn, entry.payload["county"], entry.payload["id"]
    ),
    "household.version": lambda conn, entry: households.add_version(
        conn, typed_row(household_version, entry.payload)
    ),
    "household.undone": lambda conn, entry: households.mark_undone(
        conn, entry.payload["county"], entry.payload["id"]
    ),
    "household.visited": _visited,
    "household.act": lambda conn, entry: household_acts.add(
        conn, typed_row(household_act, entry.payload)
    ),
    "household.act_undone": lambda conn, entry: household_acts.mark_undone(
        conn,
        entry.payload["county"],
        entry.payload["id"],
        at=entry.at,
        name=entry.payload["name"],
    ),
    "register.create": _create,
    "register.rewrite": _rewrite,
    "register.open": _open,
    "register.remove": _remove,
    "register.undo": _undo,
}
"""By the kind of act; use cases add their own for what is read from submissions."""

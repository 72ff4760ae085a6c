"""Noting acts on the central store, so that it can be made again from them (decision D2)."""

from __future__ import annotations

import hashlib
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import orjson
from sqlalchemy import func, insert, select

from server.store import audit, tapes
from server.store.ids import SOURCE
from server.store.tables.journal import journal
from server.store.tapes import Tape

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import datetime

    from sqlalchemy import Connection

BATCH = 500


@dataclass(frozen=True, slots=True)
class Entry:
    """One act: what was done, by whom and when, and what it gave out."""

    id: int
    county: str
    at: datetime
    actor_id: int | None
    actor_name: str
    kind: str
    payload: Mapping[str, Any]
    tape: Mapping[str, list[int]]


@contextmanager
def act(
    conn: Connection,
    kind: str,
    payload: Callable[[], Mapping[str, object]],
    *,
    at: datetime,
    county: str = "",
    actor_id: int | None = None,
    actor_name: str = "",
) -> Iterator[None]:
    """Note what the block does to the central store, unless it is part of an act already.

    `kind` names who can do it again from `payload` (`store.replays` and the use cases'); the
    payload is asked for after the block, and only when it is needed.
    """
    if tapes.is_running():
        yield
        return
    with tapes.running(Tape()) as tape:
        yield
    row = {
        "county": county,
        "id": SOURCE(),  # last, so that of two acts that wait for each other this counts
        "at": at,
        "actor_id": actor_id,
        "actor_name": actor_name,
        "kind": kind,
        "payload": payload(),
        "tape": {"ids": tape.ids, "numbers": tape.numbers},
    }
    conn.execute(insert(journal), [row])
    subject, details = f"act {row['id']}", {"sha256": digest(row["payload"], row["tape"])}
    audit.note(conn, f"store.{kind}", at=at, by=actor_id, subject=subject, details=details)


def digest(payload: object, tape: object) -> str:
    """What the log keeps of an act, so that it cannot be changed unnoticed."""
    return hashlib.sha256(orjson.dumps([payload, tape])).hexdigest()


@contextmanager
def again(entry: Entry) -> Iterator[None]:
    """Do an act again: the block is given the keys and numbers of the first time."""
    tape = Tape(list(entry.tape["ids"]), list(entry.tape["numbers"]), is_played=True)
    with tapes.running(tape):
        yield


def entries(conn: Connection, *, after: int = 0) -> Iterator[Entry]:
    """Acts in order behind one, a batch at a time."""
    while True:
        rows = conn.execute(
            select(
                journal.c.id,
                journal.c.county,
                journal.c.at,
                journal.c.actor_id,
                journal.c.actor_name,
                journal.c.kind,
                journal.c.payload,
                journal.c.tape,
            )
            .where(journal.c.id > after)
            .order_by(journal.c.id)
            .limit(BATCH)
        ).all()
        for row in rows:
            yield Entry(*row)
        if len(rows) < BATCH:
            return
        after = rows[-1].id


def extent(conn: Connection) -> tuple[int, int]:
    """How many acts there are, and the key of the last."""
    n, last = conn.execute(select(func.count(), func.max(journal.c.id))).one()
    return int(n), int(last or 0)

"""Answering a return without changing anything: the record waits for review again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from server.core.errors import MoveNotAllowed, ReasonNeeded
from server.core.review import move
from server.core.types import State
from server.intake import settle
from server.store import jobs, records, submissions
from server.store.ids import new_id

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from server.store.records import AnyRow

REPLIED = "replied"


def reply(
    conn: Connection, record: AnyRow, by: tuple[int, str], note: str, *, now: datetime
) -> None:
    """Send a returned record back as it is, with an explanation by `by` (id, name).

    Raise ReasonNeeded without one, MoveNotAllowed when it is returned no more.
    """
    if not note.strip():
        raise ReasonNeeded
    if record.state != State.RETURNED:
        raise MoveNotAllowed(now=record.state, wanted=REPLIED)
    state = move(State(record.state), State.RECEIVED)
    values = {"state": state, "updated_at": now}
    if not submissions.change(
        conn, record.county, record.id, values, row_version=record.row_version
    ):
        raise MoveNotAllowed(now=record.state, wanted=REPLIED)
    submissions.count_state(conn, record.unit_code, record.state, state)
    arguments = {"county": record.county, "version": record.current_id}
    jobs.enqueue(conn, settle.KIND, arguments, now=now)
    records.add_action(
        conn,
        {
            "county": record.county,
            "id": new_id(),
            "submission_id": record.id,
            "at": now,
            "actor_id": by[0],
            "actor_name": by[1],
            "kind": REPLIED,
            "from_state": record.state,
            "to_state": state,
            "note": note.strip(),
            "details": {},
        },
    )

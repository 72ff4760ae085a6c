"""What an arrival sets going: jobs, written in the transaction that makes them necessary."""

from __future__ import annotations

from typing import TYPE_CHECKING

from server.core.types import State
from server.intake import settle
from server.store import forms, jobs

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

REREAD = "reread"

COMPLETE_WAIT_S = 24 * 3600
"""After this long a submission whose files never came goes to the reviewer as it is (W-04)."""


def follow_up(
    conn: Connection, county: str, version_id: int, state: State, *, now: datetime
) -> None:
    """What has to happen after the answer: look at the photos, or stop waiting for files."""
    version = {"county": county, "version": version_id}
    if state is State.RECEIVED:
        jobs.enqueue(conn, settle.KIND, version, now=now)
    elif state is State.RECEIVING:
        jobs.enqueue(
            conn,
            settle.KIND,
            {**version, settle.IF_WAITING: True},
            now=now,
            after_s=COMPLETE_WAIT_S,
        )


def await_version(
    conn: Connection, county: str, version_id: int, *, form_pk: int, named: str, now: datetime
) -> None:
    """Have a version read again if the form version `named` was published meanwhile.

    Later publications find by themselves what waits for them.
    """
    if named in forms.version_ids(conn, form_pk):
        jobs.enqueue(conn, REREAD, {"county": county, "version": version_id}, now=now)

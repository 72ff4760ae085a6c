"""Files that come after their submission, and what follows once all are there."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from server.core.errors import MoveNotAllowed, NotFound
from server.core.types import State
from server.intake import settle
from server.intake.followup import follow_up
from server.store import audit, submissions

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from server.intake.upload import SentFile
    from server.services import Services
    from server.store.submissions import FileRow, StoredInstance

UNDECIDED = frozenset(
    {State.RECEIVING, State.RECEIVED, State.TO_REVIEW, State.RETURNED, State.QUARANTINED}
)
"""In these states a file may still be exchanged; later it is what somebody decided upon."""


def merge(
    conn: Connection, known: StoredInstance, files: Sequence[FileRow], *, now: datetime
) -> None:
    """Add files that came with an instance known already, also to the version that replaced it.

    A web client sends with an edit what is new; the rest may still be on its way to the original
    (protocol.md 3.4).
    """
    changed = submissions.put_files(conn, known.county, known.version_id, files, now=now)
    if known.version_id != known.current_id:
        slots = submissions.files_of(conn, known.county, known.current_id) if changed else {}
        awaited = {slot.name for slot in slots.values() if slot.is_expected and not slot.digest}
        files = [file for file in files if file.name in awaited]
        changed = submissions.put_files(conn, known.county, known.current_id, files, now=now)
    if changed:
        files_came(conn, known, now=now)


def files_came(conn: Connection, known: StoredInstance, *, now: datetime) -> None:
    """Count what a record's current version still waits for, and go on from there.

    What comes later than anybody waited for is looked at at once.
    """
    expected, missing = submissions.files_still_missing(conn, known.county, known.current_id)
    values: dict[str, object] = {"files_expected": expected, "files_present": expected - missing}
    state = State(known.state)
    if state is State.RECEIVING and not missing:
        values["state"] = State.RECEIVED
        submissions.count_state(conn, known.unit_code, state, State.RECEIVED)
    if not missing and state is not State.QUARANTINED:
        follow_up(conn, known.county, known.current_id, State.RECEIVED, now=now)
    submissions.change(conn, known.county, known.submission_id, values)


def add_file(
    services: Services,
    form_pk: int,
    instance_id: str,
    file: SentFile,
    *,
    by: int,
    notes: str | None = None,
    now: datetime,
) -> None:
    """Add one file to the current version of a record, in place of an earlier one of its name.

    Raise NotFound for a file no answer names, MoveNotAllowed for exchanging what was decided upon.
    """

    def work(conn: Connection) -> None:
        known = submissions.held_instance(conn, form_pk, instance_id)
        if known is None or known.is_deleted or known.version_id != known.current_id:
            raise NotFound
        slot = submissions.files_of(conn, known.county, known.version_id).get(file.name)
        if slot is None:
            raise NotFound
        if slot.digest not in {None, file.digest} and known.state not in UNDECIDED:
            raise MoveNotAllowed(now=known.state, wanted="attachment")
        _put(conn, known, slot, file, now=now)
        audit.note(
            conn,
            "submission.attachment.update",
            at=now,
            by=by,
            subject=f"submission {instance_id}",
            details={"name": file.name, "old": slot.digest, "new": file.digest},
            notes=notes,
        )

    services.store.write(work)
    settle.nudge(services)


def _put(
    conn: Connection, known: StoredInstance, slot: FileRow, file: SentFile, *, now: datetime
) -> None:
    row = replace(slot, digest=file.digest, md5=file.md5, size=file.size, mime=file.mime[:100])
    merge(conn, known, [row], now=now)

"""Submissions taken out of sight, and brought back: nothing is ever erased (safety.md 1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from server.core.caller import Role
from server.core.desk.people import May
from server.core.errors import MoveNotAllowed, NotAllowed, NotFound
from server.core.types import State
from server.store import arrival_counts, audit, chains, submission_lists, submissions
from server.store.counters import STATE, count
from server.submissions.listing import form_of, one

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from server.core.caller import Caller
    from server.services import Services
    from server.store.submission_lists import ListedSubmission

KEPT = frozenset({State.LOADED, State.CORRECTED, State.PUBLISHED})
"""What households were made from stays: it is taken back in the office first."""


def remove(
    services: Services,
    who: Caller,
    project_id: int,
    form_id: str,
    instance_id: str,
    *,
    note: str | None,
    now: datetime,
) -> None:
    """Take a submission out of every list, feed and queue.

    A manager of the project does, or a reviewer in the own area.  Raise NotFound, NotAllowed,
    MoveNotAllowed once it is loaded.
    """
    record = one(services, who, project_id, form_id, instance_id)
    _require(who, project_id, record)
    _change(services, who, record, deleted_at=now, note=note, now=now)


def restore(
    services: Services,
    who: Caller,
    project_id: int,
    form_id: str,
    instance_id: str,
    *,
    note: str | None,
    now: datetime,
) -> None:
    """Bring a submission back to where it was; raise NotFound, NotAllowed."""
    form = form_of(services, who, project_id, form_id)
    with services.store.read() as conn:
        record = submission_lists.find(conn, form.id, instance_id, deleted=True)
    reach = who.listed(project_id)
    if record is None or not reach.holds(record.unit_code, record.submitter_id):
        raise NotFound
    _require(who, project_id, record)
    _change(services, who, record, deleted_at=None, note=note, now=now)


def _require(who: Caller, project_id: int, record: ListedSubmission) -> None:
    if who.holds(Role.MANAGER, project_id):
        return
    if not (who.may(May.REVIEW) and who.corrected().holds(record.unit_code, 0)):
        raise NotAllowed


def _change(
    services: Services,
    who: Caller,
    record: ListedSubmission,
    *,
    deleted_at: datetime | None,
    note: str | None,
    now: datetime,
) -> None:
    def work(conn: Connection) -> None:
        held = chains.held_record(conn, record.county, record.id)
        if (held.deleted_at is None) == (deleted_at is None):
            raise NotFound
        if deleted_at is not None and held.state in KEPT:
            raise MoveNotAllowed(now=held.state, wanted="deleted")
        submissions.change(conn, record.county, record.id, {"deleted_at": deleted_at})
        one = 1 if deleted_at is None else -1
        count(conn, {(held.unit_code, f"{STATE}{held.state}"): one})
        arrival_counts.count(conn, held.unit_code, held.received_at, one)
        audit.note(
            conn,
            "submission.restore" if deleted_at is None else "submission.delete",
            at=now,
            by=who.id,
            subject=f"submission {record.instance_id}",
            details={"form": record.form_pk, "unit": record.unit_code},
            notes=note,
        )

    services.store.write(work)

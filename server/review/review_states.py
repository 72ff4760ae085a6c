"""The review state a program sets: the same decision a person would take, with the same checks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from server.core.desk.people import May
from server.core.errors import MoveNotAllowed, NotAllowed, NotFound, UnexpectedValue
from server.core.review import REVIEW_STATES
from server.core.types import State
from server.review.decisions import Verdict, decide
from server.scope import area_of
from server.store import records, submissions

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy import Connection

    from server.core.desk.people import Asker
    from server.core.desk.record import Decision
    from server.services import Services

DECISIONS: Mapping[str, Decision] = {name: decision for decision, name in REVIEW_STATES.items()}
LABELS = frozenset({None, "edited"})
"""States that decide nothing: not looked at yet, looked at again after an edit."""

UNDECIDED = frozenset({State.RECEIVING, State.RECEIVED, State.TO_REVIEW, State.QUARANTINED})
GIVEN_BY_PROGRAM = "通过接口标记（{state}）"
"""The reason of a return or rejection whose program gave none."""


def set_review_state(
    services: Services,
    who: Asker,
    submission_id: int,
    wanted: str | None,
    *,
    note: str = "",
    now: datetime,
) -> None:
    """Approve, return (``hasIssues``) or reject a record; None and ``edited`` are mere labels.

    Setting the present state again changes nothing.  Raise UnexpectedValue for another word,
    NotFound, NotAllowed, and what `decide` raises: unanswered issues stop a program too.
    """
    if wanted not in LABELS and wanted not in DECISIONS:
        words = ", ".join(["null", "edited", *DECISIONS])
        raise UnexpectedValue(field="reviewState", value=wanted, reason=f"must be one of {words}")
    units = area_of(who, May.SEE_SUBMISSIONS)
    with services.store.read() as conn:
        record = records.find(conn, units, submission_id)
    if record is None:
        raise NotFound
    if record.review_state == wanted:
        return
    if wanted is None or wanted not in DECISIONS:
        _label(services, who, units, submission_id, wanted, now=now)
        return
    reason = note or GIVEN_BY_PROGRAM.format(state=wanted)
    decide(
        services,
        who,
        submission_id,
        Verdict(
            decision=DECISIONS[wanted], reasons=() if wanted == "approved" else (reason,), note=note
        ),
        now=now,
    )


def _label(
    services: Services,
    who: Asker,
    units: tuple[str, ...],
    submission_id: int,
    wanted: str | None,
    *,
    now: datetime,
) -> None:
    if May.REVIEW not in who.may:
        raise NotAllowed

    def work(conn: Connection) -> None:
        record = records.find(conn, units, submission_id)
        if record is None:
            raise NotFound
        if record.state not in UNDECIDED:
            raise MoveNotAllowed(now=record.state, wanted=wanted)
        values = {"review_state": wanted, "updated_at": now}
        submissions.change(conn, record.county, record.id, values)

    services.store.write(work)

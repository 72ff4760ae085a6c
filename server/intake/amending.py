"""Who may correct answers of a record: its reviewer while it waits, its village once returned."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from server.core.desk.people import May
from server.core.desk.queue import LastDecision
from server.core.errors import (
    MoveNotAllowed,
    NotFound,
    NothingToUndo,
    OwnCollection,
    ReasonNeeded,
)
from server.core.review import CORRECTABLE
from server.core.rights import sees_form
from server.core.types import State
from server.intake import settle
from server.intake.correcting import Correction, correct, take_back
from server.intake.replying import reply
from server.scope import area_of, as_sender
from server.store import records

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from server.core.desk.people import Asker
    from server.intake.upload import SentFile
    from server.services import Services
    from server.store.records import AnyRow

CORRECTED, AMENDED, REVISED, UNDONE = "corrected", "amended", "revised", "undone"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAnswers:
    """Answers by path with positions, why they are changed, and what the asker had looked at."""

    values: Mapping[str, str]
    note: str
    row_version: int
    files: tuple[SentFile, ...] = ()


def at_desk(
    services: Services, who: Asker, submission_id: int, answers: NewAnswers, *, now: datetime
) -> None:
    """Let a reviewer correct answers of a record that waits; the reason is kept.

    Raise ReasonNeeded, NotFound, NotAllowed, OwnCollection, MoveNotAllowed, and what `correct`
    raises.
    """
    if not answers.note.strip():
        raise ReasonNeeded
    record = _found(services, who, May.REVIEW, submission_id)
    if record.submitter_id == who.id:
        raise OwnCollection
    if record.state not in CORRECTABLE:
        raise MoveNotAllowed(now=record.state, wanted=CORRECTED)
    correct(services, record, as_sender(who), _correction(answers, CORRECTED), now=now)


def from_village(
    services: Services, who: Asker, submission_id: int, answers: NewAnswers, *, now: datetime
) -> None:
    """Let the village correct a returned record; it waits for review again then.

    Raise NotFound, NotAllowed, MoveNotAllowed, and what `correct` raises.
    """
    record = _found(services, who, May.SEE_OWN, submission_id)
    if not sees_form(who.post, record.form_id):
        raise NotFound
    if record.state != State.RETURNED:
        raise MoveNotAllowed(now=record.state, wanted=AMENDED)
    correct(services, record, as_sender(who), _correction(answers, AMENDED), now=now)


def reply_from_village(
    services: Services, who: Asker, submission_id: int, note: str, *, now: datetime
) -> None:
    """Send a returned record back as it is, with an explanation.

    Raise ReasonNeeded, NotFound, NotAllowed, MoveNotAllowed.
    """
    record = _found(services, who, May.SEE_OWN, submission_id)
    if not sees_form(who.post, record.form_id):
        raise NotFound
    services.store.write(lambda conn: reply(conn, record, (who.id, who.name), note, now=now))
    settle.nudge(services)


def newest_is_correction(services: Services, who: Asker) -> bool:
    """Whether the newest thing this person can take back is a correction."""
    with services.store.read() as conn:
        action = records.newest_decision(conn, who.id)
    return action is not None and action.kind == CORRECTED


def undo(services: Services, who: Asker, *, now: datetime) -> LastDecision:
    """Take back this person's newest correction: the version before comes again, as the next.

    Raise NothingToUndo when somebody has gone on from it.
    """
    with services.store.read() as conn:
        action = records.newest_decision(conn, who.id)
        if action is None or action.kind != CORRECTED or not records.is_newest(conn, action):
            raise NothingToUndo
        record = records.by_key(conn, action.county, action.submission_id)
    if (action.details or {}).get("version") != str(record.current_id):
        raise NothingToUndo
    if record.state not in CORRECTABLE:
        raise NothingToUndo
    back = Correction(
        values={}, note="", kind=UNDONE, row_version=record.row_version, undoes=action.id
    )
    take_back(services, record, as_sender(who), back, now=now)
    return LastDecision(record.id, record.title, action.kind, action.at)


def _found(services: Services, who: Asker, what: May, submission_id: int) -> AnyRow:
    units = area_of(who, what)
    with services.store.read() as conn:
        record = records.find(conn, units, submission_id)
    if record is None:
        raise NotFound
    return record


def _correction(answers: NewAnswers, kind: str) -> Correction:
    return Correction(
        values=answers.values,
        note=answers.note,
        kind=kind,
        files=answers.files,
        row_version=answers.row_version,
    )

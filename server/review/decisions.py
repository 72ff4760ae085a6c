"""What a reviewer decides: answers to issues, accept, return, reject, hold, and taking it back.

Each is one transaction: the record's state, its history, the counters and what is loaded change
together or not at all.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from server.core.desk.people import May
from server.core.desk.queue import LastDecision
from server.core.desk.record import Answered, Decision
from server.core.errors import (
    ChangedMeanwhile,
    IssuesUnanswered,
    MoveNotAllowed,
    NotAllowed,
    NotFound,
    NothingToUndo,
    OwnCollection,
    ReasonNeeded,
)
from server.core.review import CORRECTABLE, DECISIONS, REVIEW_STATES, move
from server.core.types import State
from server.entities import applying
from server.review import loading, outcomes
from server.scope import area_of
from server.store import jobs, records, submissions
from server.store.ids import new_id

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from server.core.desk.people import Asker
    from server.review.loading import Loadable
    from server.services import Services
    from server.store.records import AnyRow

KINDS = {
    Decision.APPROVE: "approved",
    Decision.RETURN: "returned",
    Decision.REJECT: "rejected",
    Decision.HOLD: "held",
    Decision.RESUME: "resumed",
}
REASONED = frozenset({Decision.RETURN, Decision.REJECT})
AUDIT_SHARE_PERCENT = 30
"""Share of new Dibao that the county checks itself (domain.md 5.1)."""

SETTLE = "settle"
IN_FORCE = frozenset({State.LOADED, State.CORRECTED})
"""States of records whose values stand in the store."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """One decision with what goes into the history."""

    decision: Decision
    reasons: tuple[str, ...] = ()
    note: str = ""
    fields: tuple[str, ...] = ()
    row_version: int | None = None
    batch: int | None = None


def allowed_decisions(who: Asker, record: AnyRow) -> frozenset[Decision]:
    """What `who` may decide about a record in its present state."""
    state = State(record.state)
    needed = May.AUDIT if state is State.TO_AUDIT else May.REVIEW
    if needed not in who.may or record.submitter_id == who.id:
        return frozenset()
    possible = DECISIONS.get(state, frozenset())
    if state is State.TO_REVIEW:
        possible -= {Decision.HOLD if record.is_held else Decision.RESUME}
    return possible


def may_correct(who: Asker, record: AnyRow) -> bool:
    """Whether `who` may mend answers of a record that waits here (see intake.amending)."""
    is_waiting = record.state in CORRECTABLE
    return is_waiting and May.REVIEW in who.may and record.submitter_id != who.id


def answer(
    services: Services,
    who: Asker,
    submission_id: int,
    flag_id: int,
    *,
    answered: Answered,
    note: str = "",
    now: datetime,
) -> None:
    """Answer one issue: a warning is true or open again; an error only the county may waive.

    Raise NotFound, NotAllowed, or MoveNotAllowed once the record has been decided.
    """
    units = area_of(who, May.SEE_SUBMISSIONS)

    def work(conn: Connection) -> None:
        record = _record(conn, units, submission_id)
        if not allowed_decisions(who, record) and not _may_waive(who, record):
            raise MoveNotAllowed(now=record.state, wanted=record.state)
        issue = records.find_issue(conn, record.county, record.current_id, flag_id)
        if issue is None:
            raise NotFound
        if issue.severity == "E" and answered is Answered.TRUE:
            raise NotAllowed
        if answered is Answered.WAIVED and (May.WAIVE not in who.may or not note):
            raise NotAllowed if May.WAIVE not in who.may else ReasonNeeded
        _answer(conn, record, issue.id, who, answered=answered, note=note, now=now)

    services.store.write(work)


def _may_waive(who: Asker, record: AnyRow) -> bool:
    return May.WAIVE in who.may and record.state == State.TO_REVIEW


def _answer(
    conn: Connection,
    record: AnyRow,
    issue_id: int,
    who: Asker,
    *,
    answered: Answered,
    note: str,
    now: datetime,
) -> None:
    is_open = answered is Answered.OPEN
    records.answer_issue(
        conn,
        record.county,
        issue_id,
        {
            "state": answered,
            "note": "" if is_open else note,
            "decided_by": None if is_open else who.id,
            "decided_name": "" if is_open else who.name,
            "decided_at": None if is_open else now,
        },
    )
    left = records.unanswered(conn, record.county, record.current_id)
    submissions.change(conn, record.county, record.id, {"unanswered": left})


def decide(
    services: Services, who: Asker, submission_id: int, verdict: Verdict, *, now: datetime
) -> None:
    """Decide about one record.

    Raise NotFound, NotAllowed, OwnCollection, ReasonNeeded, IssuesUnanswered, MoveNotAllowed,
    VersionUnknown, VillageUnknown, or ChangedMeanwhile when `row_version` is not the present one.
    """
    if verdict.decision in REASONED and not (verdict.reasons or verdict.note.strip()):
        raise ReasonNeeded
    units = area_of(who, May.SEE_SUBMISSIONS)
    with services.store.read() as conn:
        record = _record(conn, units, submission_id)
        version = records.version(conn, record.county, record.current_id)
        is_own = version.submitter_id == who.id and not records.made_at_desk(conn, record)
    if is_own:  # who sends another version has collected it, too; who mends an answer has not
        raise OwnCollection
    _check(who, record, verdict)
    loadable = None
    if verdict.decision is Decision.APPROVE:
        loadable = loading.prepared(services, record, version)
    moves_entities = applying.concerns(services, version.version_id)

    def work(conn: Connection) -> None:
        _decide(services, conn, who, record, verdict=verdict, loadable=loadable, now=now)
        if moves_entities:
            _tell_lists(conn, record, verdict, now=now)

    services.store.write(work)


def _tell_lists(conn: Connection, record: AnyRow, verdict: Verdict, *, now: datetime) -> None:
    """Entities are made of what was approved; what was rejected leaves the lists again."""
    if verdict.decision is Decision.APPROVE:
        applying.enqueue(conn, record.county, record.current_id, now=now)
    elif verdict.decision is Decision.REJECT:
        applying.rejected(conn, record.county, record.id)


def _record(conn: Connection, units: Sequence[str], submission_id: int) -> AnyRow:
    record = records.find(conn, units, submission_id)
    if record is None:
        raise NotFound
    return record


def _check(who: Asker, record: AnyRow, verdict: Verdict) -> None:
    if verdict.row_version is not None and verdict.row_version != record.row_version:
        raise ChangedMeanwhile
    if record.submitter_id == who.id:
        raise OwnCollection
    if verdict.decision not in allowed_decisions(who, record):
        raise MoveNotAllowed(now=record.state, wanted=verdict.decision)
    if verdict.decision is Decision.APPROVE and record.unanswered:
        raise IssuesUnanswered(left=record.unanswered)


def _decide(
    services: Services,
    conn: Connection,
    who: Asker,
    record: AnyRow,
    *,
    verdict: Verdict,
    loadable: Loadable | None,
    now: datetime,
) -> None:
    loads = records.loads_of(conn, record, IN_FORCE)
    state = _next_state(record, verdict, loadable, is_in_force=bool(loads))
    values: dict[str, Any] = {
        "state": state,
        "is_held": verdict.decision is Decision.HOLD,
        "review_state": REVIEW_STATES.get(verdict.decision, record.review_state),
        "updated_at": now,
    }
    if state in IN_FORCE and loadable is not None:
        values["household_id"] = loadable.load(conn, who, services.sealer, now=now)
    if not submissions.change(
        conn, record.county, record.id, values, row_version=record.row_version
    ):
        raise ChangedMeanwhile
    if state is State.REJECTED:
        for _ in range(loads):
            loading.take_back(conn, record, who, now=now)
    if state != record.state:
        submissions.count_state(conn, record.unit_code, record.state, state)
    if state is State.RECEIVED:
        jobs.enqueue(conn, SETTLE, {"county": record.county, "version": record.current_id}, now=now)
    outcomes.count(conn, record, verdict.decision)
    audited = record.state == State.TO_AUDIT and verdict.decision is Decision.APPROVE
    records.add_action(
        conn,
        {
            "county": record.county,
            "id": new_id(),
            "submission_id": record.id,
            "at": now,
            "actor_id": who.id,
            "actor_name": who.name,
            "kind": "audited" if audited else KINDS[verdict.decision],
            "from_state": record.state,
            "to_state": state,
            "note": verdict.note.strip(),
            "details": {
                "reasons": list(verdict.reasons),
                "fields": list(verdict.fields),
                "was_held": record.is_held,
                "review_state": record.review_state,
                "withdrew": loads if state is State.REJECTED else 0,
                "batch": None if verdict.batch is None else str(verdict.batch),
            },
        },
    )


def _next_state(
    record: AnyRow, verdict: Verdict, loadable: Loadable | None, *, is_in_force: bool
) -> State:
    now = State(record.state)
    match verdict.decision:
        case Decision.APPROVE if loadable is not None:
            wants_audit = now is State.TO_REVIEW and needs_audit(loadable, record.instance_id)
            loaded = State.CORRECTED if is_in_force else State.LOADED
            return move(now, State.TO_AUDIT if wants_audit else loaded)
        case Decision.APPROVE:
            return move(now, State.ACCEPTED)
        case Decision.RETURN:
            return move(now, State.RETURNED)
        case Decision.REJECT:
            return move(now, State.REJECTED)
        case Decision.RESUME if now is State.QUARANTINED:
            return move(now, State.RECEIVED)
        case _:
            return now


def needs_audit(loadable: Loadable, instance_id: str) -> bool:
    """Whether the county looks again: a fixed share of households with Dibao.

    Drawn from the instance id: nobody can choose it, and a second look draws the same.
    """
    return loadable.has_dibao and zlib.crc32(instance_id.encode()) % 100 < AUDIT_SHARE_PERCENT


def undo(services: Services, who: Asker, *, now: datetime) -> LastDecision:
    """Take back this person's newest decision, with what it loaded; return what it was.

    Raise NothingToUndo when there is none, or somebody has gone on from it.
    """

    def work(conn: Connection) -> LastDecision:
        action = records.newest_decision(conn, who.id)
        if action is None or action.kind == "corrected":
            raise NothingToUndo
        return take_back(conn, who, action, now=now)

    return services.store.write(work)


def take_back(conn: Connection, who: Asker, action: AnyRow, *, now: datetime) -> LastDecision:
    """Undo one decision in the caller's transaction; raise NothingToUndo as `undo` does."""
    if not records.is_newest(conn, action):
        raise NothingToUndo
    record = records.by_key(conn, action.county, action.submission_id)
    if record.state != action.to_state:
        raise NothingToUndo
    details = action.details or {}
    if details.get("withdrew"):  # what it took out of the store does not come back by itself
        raise NothingToUndo
    brought = action.to_state in IN_FORCE and action.from_state not in IN_FORCE
    if brought:
        loading.take_back(conn, record, who, now=now)
    submissions.change(
        conn,
        record.county,
        record.id,
        {
            "state": action.from_state,
            "is_held": bool(details.get("was_held")),
            "review_state": details.get("review_state"),
            "household_id": None if action.to_state == State.LOADED else record.household_id,
            "updated_at": now,
        },
    )
    if action.from_state != action.to_state:
        submissions.count_state(conn, record.unit_code, action.to_state, action.from_state)
    records.mark_undone(conn, action.county, action.id)
    outcomes.take_back(conn, record, action)
    records.add_action(
        conn,
        {
            "county": record.county,
            "id": new_id(),
            "submission_id": record.id,
            "at": now,
            "actor_id": who.id,
            "actor_name": who.name,
            "kind": "undone",
            "from_state": action.to_state,
            "to_state": action.from_state,
            "details": {"action": str(action.id), "kind": action.kind},
        },
    )
    return LastDecision(record.id, record.title, action.kind, action.at)


def newest_batch(services: Services, who: Asker) -> int | None:
    """The batch that this person's newest decision belongs to, if any."""
    with services.store.read() as conn:
        action = records.newest_decision(conn, who.id)
    batch = None if action is None else (action.details or {}).get("batch")
    return int(batch) if batch else None


def comment(
    services: Services, who: Asker, submission_id: int, text: str, *, path: str = "", now: datetime
) -> None:
    """Write a remark into the history of a record, about a question if `path` names one."""
    if not text.strip():
        raise ReasonNeeded
    units = area_of(who, May.SEE_SUBMISSIONS)

    def work(conn: Connection) -> None:
        record = _record(conn, units, submission_id)
        records.add_action(
            conn,
            {
                "county": record.county,
                "id": new_id(),
                "submission_id": record.id,
                "at": now,
                "actor_id": who.id,
                "actor_name": who.name,
                "kind": "commented",
                "from_state": record.state,
                "to_state": record.state,
                "note": text.strip(),
                "details": {"path": path},
            },
        )

    services.store.write(work)

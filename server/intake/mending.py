"""A filled form `correction` becomes the next version of the record it mends.

It arrives like every form and is kept like one.  Then the record it names gets the new answers; a
correction that comes too late, or that the record's form would not take, stays for the reviewer.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, uuid5

from server.answers import form_reader
from server.core.area import is_within
from server.core.correction import mended
from server.core.errors import (
    AnswerRefused,
    ChangedMeanwhile,
    EditOutOfDate,
    MoveNotAllowed,
    NotFound,
    NothingChanged,
    ReasonNeeded,
    SurveyError,
    VersionUnknown,
)
from server.core.instance import read_answers, read_envelope
from server.core.rights import APP_USER, Grant, Sender
from server.core.types import State, UnitCode
from server.intake.amending import AMENDED
from server.intake.correcting import Correction, correct
from server.intake.replying import reply
from server.intake.upload import SentFile
from server.store import arrivals, records, submissions
from server.store.ids import new_id

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

    from server.core.correction import Mended
    from server.intake.settle import Ending
    from server.services import Services
    from server.store.arrivals import Arrival
    from server.store.records import AnyRow

REFUSALS = (
    AnswerRefused,
    ChangedMeanwhile,
    EditOutOfDate,
    MoveNotAllowed,
    NotFound,
    NothingChanged,
    ReasonNeeded,
    VersionUnknown,
)
"""Why a correction is left to the reviewer."""


@dataclass(frozen=True, slots=True)
class _Sent:
    """A correction as it arrived, and what it says."""

    arrival: Arrival
    record: AnyRow
    mended: Mended


def mend(services: Services, args: Mapping[str, object]) -> Ending:
    """Mend the record; return what is written about the correction itself."""
    county, version_id = str(args["county"]), int(str(args["version"]))
    with services.store.read() as conn:
        arrival = arrivals.find(conn, county, version_id)
        record = None if arrival is None else records.by_key(conn, county, arrival.submission_id)
    if arrival is None or record is None or arrival.form_version is None:
        return _nothing
    if State(record.state) is not State.TO_REVIEW:
        return _nothing
    schema = form_reader(services, arrival.form_version).schema
    sent = _Sent(
        arrival, record, mended(read_answers(read_envelope(arrival.xml).root, schema).values)
    )
    now = datetime.now(UTC)
    try:
        target = _mend(services, sent, now=now)
    except REFUSALS as refusal:
        reason = refusal
        return lambda conn: _leave(conn, sent, reason, now=now)
    return lambda conn: _done(conn, sent, target, now=now)


def _nothing(_conn: Connection) -> None:
    """Nothing is left to be done."""


def _mend(services: Services, sent: _Sent, *, now: datetime) -> AnyRow:
    """Write the new answers, or the explanation, to the record; return it as it was."""
    with services.store.read() as conn:
        target = _target(conn, sent)
        kept = submissions.find_instance(conn, target.form_pk, _instance_id(sent))
        files = submissions.files_of(conn, sent.arrival.county, sent.arrival.version_id)
    if kept is not None:  # done before the process died
        return target
    if target.state != State.RETURNED:
        raise MoveNotAllowed(now=target.state, wanted=AMENDED)
    if not sent.mended.changes_something:
        who = (sent.arrival.submitter_id, sent.arrival.submitter_name)
        services.store.write(lambda conn: reply(conn, target, who, sent.mended.note, now=now))
        return target
    photos = {path: name for path, name in sent.mended.photos.items() if name in files}
    correction = Correction(
        values={**sent.mended.values, **photos},
        note=sent.mended.note,
        kind=AMENDED,
        files=tuple(
            SentFile(name, slot.mime or "", slot.digest, slot.md5 or "", slot.size or 0)
            for name in photos.values()
            if (slot := files[name]).digest is not None
        ),
        row_version=target.row_version,
        instance_id=_instance_id(sent),
    )
    correct(services, target, _sender(sent.arrival), correction, now=now)
    return target


def _instance_id(sent: _Sent) -> str:
    """The id of the version a correction makes: the same however often it is applied."""
    return f"uuid:{uuid5(NAMESPACE_URL, f'correction {sent.record.instance_id}')}"


def _target(conn: Connection, sent: _Sent) -> AnyRow:
    """The record the task is about, if it is one of the tablet's villages or its own."""
    wanted = sent.mended.submission_id
    found = None if wanted is None else records.anywhere(conn, wanted)
    if found is None:
        raise NotFound
    units = (UnitCode(code) for code in sent.arrival.assigned)
    own = found.submitter_id == sent.arrival.submitter_id
    if not own and not any(is_within(UnitCode(found.unit_code), unit) for unit in units):
        raise NotFound
    return found


def _sender(arrival: Arrival) -> Sender:
    grants = tuple(Grant(APP_USER, UnitCode(code)) for code in arrival.assigned)
    return Sender(
        arrival.submitter_id,
        arrival.submitter_name,
        is_app_user=True,
        grants=grants or (Grant(APP_USER),),
    )


def _done(conn: Connection, sent: _Sent, target: AnyRow, *, now: datetime) -> None:
    """Put the correction itself away: it lives on in the record."""
    record = sent.record
    values = {"state": State.ACCEPTED, "household_id": None, "updated_at": now}
    submissions.change(conn, record.county, record.id, values)
    submissions.count_state(conn, record.unit_code, record.state, State.ACCEPTED)
    details = {"record": str(target.id)}
    _tell(conn, record, "applied", details=details, now=now)


def _leave(conn: Connection, sent: _Sent, refusal: SurveyError, *, now: datetime) -> None:
    """Say why the reviewer has to look at it."""
    _tell(conn, sent.record, "unused", note=refusal.sentence("zh"), now=now)


def _tell(
    conn: Connection,
    record: AnyRow,
    kind: str,
    *,
    note: str = "",
    details: Mapping[str, str] | None = None,
    now: datetime,
) -> None:
    records.add_action(
        conn,
        {
            "county": record.county,
            "id": new_id(),
            "submission_id": record.id,
            "at": now,
            "actor_id": None,
            "actor_name": "",
            "kind": kind,
            "from_state": record.state,
            "to_state": record.state if details is None else State.ACCEPTED,
            "note": note,
            "details": details or {},
        },
    )

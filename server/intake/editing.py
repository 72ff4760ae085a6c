"""Edit sessions: a stored submission opened in its form again and stored as the next version.

Who collected it may do so until somebody has decided, the village once it came back, its reviewer
while it waits.  A version that is not the newest any more is never overwritten (protocol.md 3.4).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from server.answers import form_reader
from server.core.changes import changes
from server.core.days import local
from server.core.desk.people import May
from server.core.desk.record import Blob
from server.core.errors import (
    Conflicting,
    DeprecatedIdUnknown,
    EditedMeanwhile,
    EditOutOfDate,
    MoveNotAllowed,
    NotFound,
    NothingChanged,
    ReasonNeeded,
    UnexpectedValue,
    VersionUnknown,
)
from server.core.instance import read_answers
from server.core.review import CORRECTABLE
from server.core.rewriting import plain
from server.core.rights import sees_form
from server.core.types import State
from server.intake.amending import AMENDED, CORRECTED, REVISED
from server.intake.correcting import Correction, keep_next
from server.intake.reading import envelope_of
from server.intake.upload import Outcome
from server.scope import as_sender
from server.store import actors, records, submissions

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from server.core.desk.people import Asker
    from server.core.instance import Envelope
    from server.intake.web_entry import Entry
    from server.services import Services
    from server.store.records import AnyRow

BEFORE_DECISION = frozenset({State.RECEIVING, State.RECEIVED, State.RETURNED, *CORRECTABLE})
"""Who collected a submission may correct it in these states."""

MOST_FIELDS = 60
WHEN = "%m-%d %H:%M"


@dataclass(frozen=True, slots=True)
class Session:
    """A submission opened for correction; `number` of its version counts from 1.

    `needs_reason` holds for a reviewer, who corrects what others have said.
    """

    id: int
    project_id: int
    form_id: str
    title: str
    form_version_id: int
    number: int
    instance_id: str
    files: tuple[str, ...]
    needs_reason: bool


@dataclass(frozen=True, slots=True)
class _Opened:
    record: AnyRow
    version: AnyRow
    versions: Sequence[AnyRow]
    kind: str


def may_edit(who: Asker, record: AnyRow, *, is_near: bool) -> str:
    """How a correction by `who` is told in the history; empty when it is not theirs to make.

    `is_near`: the record lies in the area of the post.
    """
    if record.submitter_id == who.id and record.state in BEFORE_DECISION:
        return AMENDED if record.state == State.RETURNED else REVISED
    if not is_near or not sees_form(who.post, record.form_id):
        return ""
    if May.SEE_OWN in who.may and record.state == State.RETURNED:
        return AMENDED
    if May.REVIEW in who.may and record.state in CORRECTABLE:
        return CORRECTED
    return ""


def can_edit(services: Services, who: Asker, submission_id: int) -> bool:
    """Whether this submission is the asker's to correct now."""
    try:
        _opened(services, who, submission_id)
    except (NotFound, MoveNotAllowed, VersionUnknown):
        return False
    return True


def session(services: Services, who: Asker, submission_id: int) -> Session:
    """Open the newest version; raise NotFound, MoveNotAllowed, VersionUnknown."""
    opened = _opened(services, who, submission_id)
    record, version = opened.record, opened.version
    with services.store.read() as conn:
        files = submissions.files_of(conn, record.county, version.id).values()
    return Session(
        id=record.id,
        project_id=record.project_id,
        form_id=record.form_id,
        title=record.title,
        form_version_id=version.version_id,
        number=len(opened.versions),
        instance_id=version.instance_id,
        files=tuple(file.name for file in files if file.digest is not None and file.is_expected),
        needs_reason=opened.kind == CORRECTED,
    )


def instance(services: Services, who: Asker, submission_id: int) -> bytes:
    """The XML of the newest version, byte for byte; raise what `session` raises."""
    xml: bytes = _opened(services, who, submission_id).version.xml
    return xml


def media(services: Services, who: Asker, submission_id: int, name: str) -> Blob:
    """A file of the newest version as it was sent; raise NotFound and what `session` raises."""
    opened = _opened(services, who, submission_id)
    with services.store.read() as conn:
        files = submissions.files_of(conn, opened.record.county, opened.version.id)
    file = files.get(name)
    if file is None or file.digest is None:
        raise NotFound
    with services.vault.open(file.digest) as stored:
        mime = file.mime or "application/octet-stream"
        return Blob(stored.read(), mime, file.digest, name)


def save(
    services: Services, who: Asker, submission_id: int, entry: Entry, *, note: str, now: datetime
) -> None:
    """Store a correction as the next version; files it still names come along.

    Raise EditedMeanwhile when somebody was quicker, ReasonNeeded, NothingChanged, Conflicting,
    UnexpectedValue for another form's, and what `session` and `receive` raise.
    """
    opened = _opened(services, who, submission_id)
    envelope = envelope_of(entry.xml)
    is_again = envelope.instance_id in {each.instance_id for each in opened.versions}
    if not is_again:
        if opened.kind == CORRECTED and not note.strip():
            raise ReasonNeeded
        _require_newest(services, opened, envelope)
    correction = Correction(
        values=dict.fromkeys(() if is_again else _changed(services, opened, envelope), ""),
        note=note,
        kind=opened.kind,
        files=entry.files,
    )
    try:
        receipt = keep_next(
            services,
            opened.record,
            opened.version,
            who=as_sender(who),
            correction=correction,
            xml=entry.xml,
            now=now,
        )
    except EditOutOfDate:
        _require_newest(services, _opened(services, who, submission_id), envelope)
        raise
    if receipt.outcome is Outcome.CONFLICTING:
        raise Conflicting


def _opened(services: Services, who: Asker, submission_id: int) -> _Opened:
    units = [unit.code for unit in who.units]
    with services.store.read() as conn:
        record = records.anywhere(conn, submission_id)
        is_near = record is not None and records.find(conn, units, submission_id) is not None
        if record is None or not (is_near or record.submitter_id == who.id):
            raise NotFound
        version = records.version(conn, record.county, record.current_id)
        versions = records.versions_of(conn, record.county, record.id)
    kind = may_edit(who, record, is_near=is_near)
    if not kind:
        raise MoveNotAllowed(now=record.state, wanted=AMENDED)
    if version.version_id is None:
        raise VersionUnknown
    return _Opened(record, version, versions, kind)


def _require_newest(services: Services, opened: _Opened, envelope: Envelope) -> None:
    """Raise EditedMeanwhile, naming both versions, unless the newest one was corrected."""
    numbers = {each.instance_id: number for number, each in enumerate(opened.versions, 1)}
    yours = numbers.get(envelope.deprecated_id or "")
    if yours is None:
        raise DeprecatedIdUnknown(deprecated_id=envelope.deprecated_id or "")
    newest = opened.versions[-1]
    if yours == len(opened.versions):
        return
    with services.store.read() as conn:
        by = actors.actors(conn, [newest.submitter_id]).get(newest.submitter_id)
    raise EditedMeanwhile(
        yours=yours,
        newest=len(opened.versions),
        by=by.name if by else "",
        at=local(newest.received_at).strftime(WHEN),
    )


def _changed(services: Services, opened: _Opened, envelope: Envelope) -> list[str]:
    """Questions answered otherwise than before, as far as people are asked them."""
    version = opened.version
    if (envelope.form_id, envelope.version) != (opened.record.form_id, version.version):
        raise UnexpectedValue(field="form", value=envelope.form_id, reason=opened.record.form_id)
    schema = form_reader(services, version.version_id).schema
    old, new = (
        read_answers(root, schema).values for root in (envelope_of(version.xml).root, envelope.root)
    )
    asked = {field.path for field in schema.walk() if field.is_asked}
    found = [each.place for each in changes(old, new) if plain(each.place) in asked]
    if not found:
        raise NothingChanged
    return found[:MOST_FIELDS]

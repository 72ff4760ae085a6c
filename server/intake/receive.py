"""The one road in (decision D1): tablet, web form, REST and import all end here.

Files are durable in the vault before this begins; rows are durable when it returns.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from server.answers import form_reader, known_forms
from server.core.errors import (
    BrokenXml,
    DeletedSubmission,
    DeprecatedIdUnknown,
    DtdRefused,
    EditOutOfDate,
    FormNotAccepting,
    FormNotFound,
    FormVersionNotFound,
    NoFormId,
    NotAllowed,
    NotFound,
    SameIds,
    SurveyError,
)
from server.core.rules import examine
from server.core.types import State
from server.intake import settle
from server.intake.files import files_came, follow_up
from server.intake.knowledge import facts_for
from server.intake.reading import envelope_of, id_of, read_by
from server.intake.rows import Rows, rows_of, sha256
from server.intake.upload import Outcome, Receipt, Upload
from server.store import forms, quarantine, submissions
from server.store.ids import new_id
from server.store.submissions import FileRow, StoredInstance

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection

    from server.answers.readers import KnownForm
    from server.core.instance import Envelope
    from server.core.types import Issue
    from server.intake.reading import Reading
    from server.services import Services

ASIDE = frozenset({"W-02", "W-03", "W-19", "S-02"})
"""Rules whose submissions wait in quarantine (domain.md 5.1); W-01 never becomes a record."""


def receive(services: Services, upload: Upload) -> Receipt:
    """Parse, geotag, validate, store; content never refuses a submission (decision D3).

    Raise BrokenXml, DtdRefused or NoFormId for what cannot be filed (a copy is kept aside),
    FormNotFound, FormNotAccepting, NotAllowed, DeletedSubmission, SameIds; for programs also
    FormVersionNotFound, DeprecatedIdUnknown, EditOutOfDate; StoreBusy or DiskFull when nothing
    was stored.
    """
    try:
        envelope = _named(envelope_of(upload.xml))
        form = _form(services, upload, envelope)
    except (BrokenXml, DtdRefused, NoFormId, FormNotFound) as refusal:
        keep_aside(services, upload, rule=_rule_of(refusal), reason=refusal.sentence("zh"))
        raise
    if envelope.deprecated_id and envelope.deprecated_id == envelope.instance_id:
        raise SameIds
    return _file(services, upload, envelope, form)


def _named(envelope: Envelope) -> Envelope:
    if not envelope.form_id:
        raise NoFormId
    return envelope


def _form(services: Services, upload: Upload, envelope: Envelope) -> KnownForm:
    form = known_forms(services).get((upload.project_id, envelope.form_id))
    if form is None:
        with services.store.read() as conn:
            if forms.find_project(conn, upload.project_id) is None:
                raise NotFound
        raise FormNotFound(form_id=envelope.form_id)
    if form.state == "closed":
        raise FormNotAccepting(form_id=form.form_id)
    if not upload.sender.fills(form.project_id, form.id):
        raise NotAllowed
    return form


def _rule_of(refusal: SurveyError) -> str:
    return "W-02" if isinstance(refusal, FormNotFound) else "unreadable"


def keep_aside(
    services: Services,
    upload: Upload,
    *,
    rule: str,
    reason: str,
    envelope: Envelope | None = None,
) -> None:
    """Keep a body that could not be filed, byte for byte, where the office can see it."""
    services.store.write(
        lambda conn: _aside(conn, upload, rule=rule, reason=reason, envelope=envelope)
    )


def _aside(
    conn: Connection, upload: Upload, *, rule: str, reason: str, envelope: Envelope | None
) -> None:
    quarantine.keep_aside(
        conn,
        {
            "id": new_id(),
            "received_at": upload.received_at,
            "project_id": upload.project_id,
            "form_id": envelope.form_id[:200] if envelope else "",
            "version": envelope.version[:200] if envelope else "",
            "instance_id": id_of(envelope)[:249] if envelope else "",
            "rule": rule,
            "reason": reason,
            "unit_code": upload.sender.units[0] if upload.sender.units else "",
            "body": upload.xml,
            "sha256": sha256(upload.xml),
            "files": [[f.name, f.digest, f.size] for f in upload.files],
            "submitter_id": upload.sender.id,
            "submitter_name": upload.sender.name,
            "device_id": upload.device_id[:120],
        },
    )


def _file(services: Services, upload: Upload, envelope: Envelope, form: KnownForm) -> Receipt:
    """Read by the version named, ask the store, judge, and keep."""
    version_id = form.versions.get(envelope.version)
    if version_id is None and upload.is_program:
        raise FormVersionNotFound(version=envelope.version)
    sender = upload.sender
    reading = read_by(
        services,
        envelope,
        None if version_id is None else form_reader(services, version_id),
        received_at=upload.received_at,
        sender_id=sender.id,
        sender_name=sender.name,
        units=sender.units,
    )
    with services.store.read() as conn:
        facts = facts_for(services, conn, reading, sender, known_version=version_id is not None)
    issues = examine(replace(reading.case, facts=facts))
    state = _first_state(reading, upload, issues)
    rows = rows_of(upload, reading, form, version_id=version_id, issues=issues, state=state)
    outcome = services.store.write(lambda conn: _keep(conn, upload, envelope, form, rows))
    if outcome is Outcome.STORED and state is State.QUARANTINED:
        outcome = Outcome.PARKED
    if outcome in {Outcome.STORED, Outcome.SEEN_BEFORE}:
        settle.nudge(services)
    return Receipt(outcome, reading.instance_id)


def _first_state(reading: Reading, upload: Upload, issues: Sequence[Issue]) -> State:
    if any(issue.rule in ASIDE for issue in issues):
        return State.QUARANTINED
    came = {file.name for file in upload.files}
    if any(file.name not in came for file in reading.files):
        return State.RECEIVING
    return State.RECEIVED if reading.files else State.TO_REVIEW


def _keep(
    conn: Connection, upload: Upload, envelope: Envelope, form: KnownForm, rows: Rows
) -> Outcome:
    """Store it, or recognise it: the look and the insert are one step (OR-102 to OR-108)."""
    instance_id = rows.version["instance_id"]
    submissions.claim(conn, instance_id)
    known = submissions.find_instance(conn, form.id, instance_id)
    if known is not None:
        return _known(conn, upload, envelope, rows, known)
    if envelope.deprecated_id:
        submissions.claim(conn, envelope.deprecated_id)
        old = submissions.find_instance(conn, form.id, envelope.deprecated_id)
        if old is not None and old.is_deleted:
            raise DeletedSubmission
        if old is not None and old.version_id == old.current_id:
            return _edit(conn, rows, old, upload)
        if upload.is_program:
            wanted = envelope.deprecated_id
            raise (DeprecatedIdUnknown if old is None else EditOutOfDate)(deprecated_id=wanted)
        # Its original has not come yet, or somebody was quicker: the data must leave the tablet.
        rows = replace(rows, record={**rows.record, "state": State.QUARANTINED})
        _add(conn, rows, upload)
        return Outcome.PARKED
    _add(conn, rows, upload)
    return Outcome.STORED


def _add(conn: Connection, rows: Rows, upload: Upload) -> None:
    submissions.add(
        conn, record=rows.record, version=rows.version, files=rows.files, issues=rows.issues
    )
    follow_up(
        conn,
        rows.record["county"],
        rows.version["id"],
        rows.record["state"],
        now=upload.received_at,
    )


def _known(
    conn: Connection, upload: Upload, envelope: Envelope, rows: Rows, known: StoredInstance
) -> Outcome:
    if known.is_deleted:
        raise DeletedSubmission
    if known.sha256 != rows.version["sha256"]:
        _aside(conn, upload, rule="W-01", reason="", envelope=envelope)
        return Outcome.CONFLICTING
    files = [
        FileRow(
            row["name"],
            row["path"],
            row["is_expected"],
            row["digest"],
            md5=row["md5"],
            size=row["size"],
            mime=row["mime"],
        )
        for row in rows.files
        if row["digest"] is not None
    ]
    changed = submissions.put_files(
        conn, known.county, known.version_id, files, now=upload.received_at
    )
    if changed and known.version_id == known.current_id:
        files_came(conn, known, now=upload.received_at)
    return Outcome.SEEN_BEFORE


def _edit(conn: Connection, rows: Rows, old: StoredInstance, upload: Upload) -> Outcome:
    """A new version of a known record; files it still names come along by name (OR-113, 114)."""
    kept = submissions.files_of(conn, old.county, old.version_id)
    files = [_carried(row, kept) for row in rows.files]
    expected = [f for f in files if f["is_expected"]]
    present = sum(f["digest"] is not None for f in expected)
    state = rows.record["state"]
    if state == State.RECEIVING and present == len(expected):
        state = State.RECEIVED
    same = {"county": old.county}
    version = {**rows.version, **same, "submission_id": old.submission_id}
    record = {
        **{key: rows.record[key] for key in EDITED},
        "state": state,
        "files_expected": len(expected),
        "files_present": present,
        "review_state": "edited",
        "updated_at": upload.received_at,
    }
    submissions.add_edit(
        conn,
        old,
        record=record,
        version=version,
        files=[{**row, **same} for row in files],
        issues=[{**row, **same, "submission_id": old.submission_id} for row in rows.issues],
    )
    follow_up(conn, old.county, version["id"], state, now=upload.received_at)
    return Outcome.STORED


EDITED = (
    "current_id",
    "unit_code",
    "township",
    "title",
    "group_no",
    "errors",
    "warnings",
    "infos",
    "unanswered",
    "risk",
)
"""What a new version changes on its record; who sent it first and when stays."""


def _carried(row: Mapping[str, Any], kept: Mapping[str, FileRow]) -> dict[str, Any]:
    filled = dict(row)
    old = kept.get(filled["name"])
    if filled["digest"] is None and old is not None and old.digest is not None:
        filled |= {"digest": old.digest, "md5": old.md5, "size": old.size, "mime": old.mime}
    return filled

"""The one road in (decision D1): tablet, web form, REST and import all end here.

Files are durable in the vault before this begins; rows are durable when it returns.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from server.answers import form_reader, known_forms
from server.answers.readers import forget_forms
from server.core.errors import (
    BrokenXml,
    DtdRefused,
    FormNotFound,
    FormVersionNotFound,
    NoFormId,
    NoInstanceId,
    NotAllowed,
    NotFound,
    SameIds,
    SurveyError,
    TooManyAnswers,
)
from server.entities import applying
from server.intake import settle
from server.intake.aside import keep_aside
from server.intake.filings import filing_of
from server.intake.judging import judge
from server.intake.keeping import keep
from server.intake.reading import envelope_of, read_by
from server.intake.rows import rows_of
from server.intake.upload import Receipt, Upload
from server.store import forms

if TYPE_CHECKING:
    from server.answers.readers import KnownForm
    from server.core.instance import Envelope
    from server.services import Services

REFUSED = (BrokenXml, DtdRefused, FormNotFound, NoFormId, NoInstanceId, SameIds, TooManyAnswers)
"""What cannot be filed; a copy is kept aside, since it may be the only one."""


def receive(services: Services, upload: Upload) -> Receipt:
    """Parse, geotag, validate, store; content never refuses a submission (decision D3).

    Raise BrokenXml, DtdRefused, FormNotFound, NoFormId, NoInstanceId, SameIds or TooManyAnswers for
    what cannot be filed; FormNotAccepting, NotAllowed, NotFound, DeletedSubmission; for programs
    also FormVersionNotFound, DeprecatedIdUnknown, EditOutOfDate; StoreBusy or DiskFull when nothing
    was stored.
    """
    try:
        envelope = _named(envelope_of(upload.xml))
        form = _form(services, upload, envelope)
        receipt = _file(services, upload, envelope, form)
    except REFUSED as refusal:
        _refuse(services, upload, refusal)
        raise
    return receipt


def _named(envelope: Envelope) -> Envelope:
    if not envelope.form_id:
        raise NoFormId
    if envelope.encrypted and not envelope.instance_id:  # it is part of the key (OR-110)
        raise NoInstanceId
    if envelope.deprecated_id and envelope.deprecated_id == envelope.instance_id:
        raise SameIds
    return envelope


def _form(services: Services, upload: Upload, envelope: Envelope) -> KnownForm:
    wanted = (upload.project_id, envelope.form_id)
    form = known_forms(services).get(wanted)
    if form is None or envelope.version not in form.versions:
        forget_forms(services)  # another process, such as the command line, may have published it
        form = known_forms(services).get(wanted)
    if form is None:
        with services.store.read() as conn:
            if forms.find_project(conn, upload.project_id) is None:
                raise NotFound
        raise FormNotFound(form_id=envelope.form_id)
    if not upload.sender.fills(form.project_id, form.id):
        raise NotAllowed
    return form


def _refuse(services: Services, upload: Upload, refusal: SurveyError) -> None:
    rule = "W-02" if isinstance(refusal, FormNotFound) else "unreadable"
    services.store.write(
        lambda conn: keep_aside(conn, upload, rule=rule, reason=refusal.sentence("zh"))
    )


def _file(services: Services, upload: Upload, envelope: Envelope, form: KnownForm) -> Receipt:
    """Read by the version named, ask the store, judge, and keep."""
    version_id = form.versions.get(envelope.version)
    if version_id is None and upload.is_program:
        raise FormVersionNotFound(version=envelope.version)
    sender = upload.collector
    reading = read_by(
        services,
        envelope,
        None if version_id is None else form_reader(services, version_id),
        received_at=upload.received_at,
        sender_id=sender.id,
        sender_name=sender.name,
        units=sender.units,
        source=upload.source,
    )
    with services.store.read() as conn:
        issues = judge(services, conn, reading, sender, known_version=version_id is not None)
    rows = rows_of(upload, reading, form, version_id=version_id, issues=issues)
    rows = replace(
        rows,
        filing=filing_of(services.sealer, reading),
        moves_entities=applying.concerns(services, version_id),
    )
    outcome = services.store.write(lambda conn: keep(conn, upload, envelope, form, rows))
    if upload.files or rows.moves_entities:  # nothing else makes work that is due now
        settle.nudge(services)
    return Receipt(outcome, reading.instance_id)

"""Trying a draft out: a token opens it on a tablet, and what is sent lies apart from all visits.

Nothing of it is located, checked or reviewed; with the draft it is gone.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from server.core.errors import Conflicting, DraftGone, NotFound, TooManyAnswers, UnexpectedValue
from server.core.instance import deterministic_id, read_envelope
from server.publish.listing import ListedForm, MediaItem
from server.publish.overview import FormView
from server.store import draft_tests, forms
from server.store.tables.base import LONGEST_INSTANCE_ID

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy import Connection

    from server.core.instance import Envelope
    from server.services import Services
    from server.store.draft_tests import TestSubmission

MOST = 1_000
"""Submissions kept of one draft: trying out takes no more."""

NAMED_VERSION, NAMED = 200, 250


@dataclass(frozen=True, slots=True)
class Trial:
    """What is sent to a draft: XML and digests of files by name."""

    xml: bytes
    files: tuple[tuple[str, str], ...]
    device_id: str
    user_agent: str
    now: datetime


def token_of(services: Services, view: FormView) -> str | None:
    """The token of a draft; None for another edition, and for one made before there were any."""
    if not view.is_draft:
        return None
    with services.store.read() as conn:
        sealed = draft_tests.token(conn, view.form.id)
    return None if sealed is None else services.sealer.open(sealed)


def opened(services: Services, token: str, project_id: int, form_id: str) -> FormView:
    """The draft a token opens; raise DraftGone for any other token, form or project."""
    with services.store.read() as conn:
        found = draft_tests.form_of(conn, services.sealer.digest(token))
        if found is None or found[:2] != (project_id, form_id):
            raise DraftGone
        form = forms.find_form(conn, project_id, form_id)
        if form is None or form.draft_id is None:
            raise DraftGone
        return FormView(form, forms.get_version(conn, form.draft_id))


def listed(services: Services, view: FormView) -> ListedForm:
    """The draft as a tablet's list names it."""
    return ListedForm(
        form_id=view.form.form_id,
        name=view.version.titles.get("zh") or view.form.form_id,
        version=view.version.version,
        md5=view.version.md5,
        has_attachments=bool(_files(services, view)),
    )


def manifest(services: Services, view: FormView) -> tuple[MediaItem, ...]:
    """The files of a draft that are there; lists made for each asker are not."""
    return tuple(
        MediaItem(each.name, each.md5, "plain", None)
        for each in _files(services, view)
        if each.md5 is not None and not each.source
    )


def _files(services: Services, view: FormView) -> tuple[forms.StoredFile, ...]:
    with services.store.read() as conn:
        return forms.files_of(conn, view.version.id)


def receive(services: Services, view: FormView, trial: Trial) -> TestSubmission:
    """Keep what was sent; the same again adds its files.

    Raise UnexpectedValue for another form's, Conflicting for other content under a known id.
    """
    envelope = read_envelope(trial.xml)
    if envelope.form_id != view.form.form_id:
        reason = "did not match the form ID in the URL"
        raise UnexpectedValue(field="form id", value=envelope.form_id, reason=reason)
    instance_id = _id_of(envelope)
    files = dict(trial.files)

    def work(conn: Connection) -> TestSubmission:
        known = draft_tests.find(conn, view.form.id, instance_id)
        if known is not None and known[1] != trial.xml:
            raise Conflicting
        if known is not None:
            both = {**known[0].files, **files}
            draft_tests.add_files(conn, view.form.id, instance_id, both)
            return replace(known[0], files=both)
        if draft_tests.count(conn, view.form.id) >= MOST:
            raise TooManyAnswers(limit=MOST, unit_zh="份试填", unit_en="test submissions")
        draft_tests.add(
            conn,
            view.form.id,
            instance_id=instance_id,
            instance_name=envelope.instance_name[:NAMED],
            version=envelope.version[:NAMED_VERSION],
            xml=trial.xml,
            received_at=trial.now,
            device_id=trial.device_id[:120],
            user_agent=trial.user_agent[:255],
            files=files,
        )
        return _one(conn, view, instance_id)[0]

    return services.store.write(work)


def _id_of(envelope: Envelope) -> str:
    own = envelope.instance_id
    if own and len(own) <= LONGEST_INSTANCE_ID:
        return own
    return deterministic_id(envelope.form_id, envelope.version, envelope.xml)


def submissions(
    services: Services, view: FormView, *, offset: int, limit: int | None
) -> Iterable[TestSubmission]:
    """What was sent to a draft, newest first."""
    with services.store.read() as conn:
        return draft_tests.submissions(conn, view.form.id, offset=offset, limit=limit)


def submission(
    services: Services, view: FormView, instance_id: str
) -> tuple[TestSubmission, bytes]:
    """One of them with its XML; raise NotFound."""
    with services.store.read() as conn:
        return _one(conn, view, instance_id)


def _one(conn: Connection, view: FormView, instance_id: str) -> tuple[TestSubmission, bytes]:
    found = draft_tests.find(conn, view.form.id, instance_id)
    if found is None:
        raise NotFound
    return found

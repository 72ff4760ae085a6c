"""Drafts: a form as uploaded, and the step that makes it a published version.

A draft is a version without a day of publication.  Publishing it sets that day; from then on it
is never changed.
"""

from __future__ import annotations

import secrets
from dataclasses import asdict
from typing import TYPE_CHECKING

from forms.versions import with_version
from server.answers.readers import forget_forms
from server.core.errors import NotFound, NothingPublished, UnexpectedValue, VersionTaken
from server.core.schema import parse_xform
from server.entities import declaring
from server.publish.definitions import make_ready, require_same_types, xml_columns
from server.publish.managing import current_draft, form_of, log, require_manager
from server.publish.publishing import announce, dataset_for, file_slots, titles_of
from server.publish.sealing import sealed_for
from server.store import draft_tests, forms

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from server.core.caller import Caller
    from server.publish.definitions import Definition, Ready
    from server.services import Services
    from server.store.forms import StoredFile, StoredForm

LONGEST_VERSION = 200
TOKEN_BYTES = 48


def create_form(
    services: Services, who: Caller, project_id: int, definition: Definition, *, now: datetime
) -> str:
    """A new form with this draft; its id.

    Raise NotFound, NotAllowed, FormInvalid, FormHasWarnings, NotUnique for an id in use.
    """
    require_manager(services, who, project_id)
    ready = make_ready(services, project_id, definition)
    form_id = ready.compiled.form_id

    def work(conn: Connection) -> None:
        form_pk = forms.add_form(conn, project_id, form_id, now=now, by=who.id)
        _add_draft(conn, project_id, form_pk, None, ready=ready, by=who.id, now=now)
        _open_to_testers(services, conn, form_pk)
        log(conn, "create", form_id, who, now=now)

    services.store.write(work)
    forget_forms(services)
    return form_id


def replace_draft(
    services: Services,
    who: Caller,
    project_id: int,
    form_id: str,
    definition: Definition | None,
    *,
    now: datetime,
) -> None:
    """A draft in place of an earlier one; without `definition` a copy of what is published.

    Files stay where the new draft has a slot of their name.  Raise NotFound, NotAllowed,
    FormInvalid, FormHasWarnings, FieldTypeChanged, UnexpectedValue for another form's id.
    """
    require_manager(services, who, project_id)
    form = form_of(services, project_id, form_id)
    ready = None if definition is None else make_ready(services, project_id, definition)
    if ready is not None:
        if ready.compiled.form_id != form_id:
            reason = "does not match the form you are updating"
            raise UnexpectedValue(field="xmlFormId", value=ready.compiled.form_id, reason=reason)
        require_same_types(services, form, ready.compiled.schema)

    def work(conn: Connection) -> None:
        now_known = forms.find_form(conn, project_id, form_id)
        if now_known is None or (ready is None and now_known.current_id is None):
            raise NotFound
        if ready is not None:
            _add_draft(conn, project_id, now_known.id, now_known, ready=ready, by=who.id, now=now)
        elif now_known.current_id is not None:
            _copy_published(conn, now_known, now_known.current_id, by=who.id, now=now)
        _open_to_testers(services, conn, now_known.id)
        log(conn, "draft", form_id, who, now=now)

    services.store.write(work)


def publish_draft(
    services: Services,
    who: Caller,
    project_id: int,
    form_id: str,
    *,
    version: str | None,
    now: datetime,
) -> None:
    """Publish the draft, under another version if one is given (OR-175).

    Raise NotFound, NotAllowed, VersionTaken (OR-67), UnexpectedValue for a version too long.
    """
    require_manager(services, who, project_id)
    if version is not None and not (len(version) <= LONGEST_VERSION and version.isprintable()):
        reason = f"up to {LONGEST_VERSION} printable characters"
        raise UnexpectedValue(field="version", reason=reason)
    form = form_of(services, project_id, form_id)

    def work(conn: Connection) -> None:
        draft_id = current_draft(conn, project_id, form_id)
        if version is not None:
            _set_version(conn, draft_id, version)
        name = forms.get_version(conn, draft_id).version
        if forms.find_version(conn, form.id, name) is not None:
            raise VersionTaken(form_id=form_id, version=name)
        _publish_lists(conn, project_id, draft_id, by=who.id, now=now)
        forms.change_version(conn, draft_id, published_at=now, published_by=who.id)
        forms.change_form(conn, form.id, current_id=draft_id, draft_id=None, updated_at=now)
        draft_tests.clear(conn, form.id)
        announce(conn, form.id, form_id, name, by=who.id, now=now)

    services.store.write(work)
    forget_forms(services)


def delete_draft(
    services: Services, who: Caller, project_id: int, form_id: str, *, now: datetime
) -> None:
    """Throw the draft away; raise NotFound, NotAllowed, NothingPublished."""
    require_manager(services, who, project_id)
    form = form_of(services, project_id, form_id)
    if form.current_id is None:
        raise NothingPublished

    def work(conn: Connection) -> None:
        draft_id = current_draft(conn, project_id, form_id)
        forms.change_form(conn, form.id, draft_id=None, updated_at=now)
        draft_tests.clear(conn, form.id)
        forms.remove_version(conn, draft_id)
        log(conn, "draft.delete", form_id, who, now=now)

    services.store.write(work)


def _publish_lists(
    conn: Connection, project_id: int, draft_id: int, *, by: int, now: datetime
) -> None:
    """Make the entity lists the form declares; an empty file slot of their name carries them."""
    schema = parse_xform(forms.version_xml(conn, draft_id))
    declaring.declare(conn, project_id, schema, by=by, now=now)
    known = declaring.names_in(conn, project_id)
    for slot in forms.files_of(conn, draft_id):
        source = dataset_for(slot.name, known)
        if source and not slot.source and slot.digest is None:
            forms.fill_file(conn, draft_id, slot.name, source=source, updated_at=now)


def _open_to_testers(services: Services, conn: Connection, form_pk: int) -> None:
    """A new token for the draft; what an earlier one brought in is dropped."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    digest, sealed = services.sealer.digest(token), services.sealer.seal(token)
    draft_tests.put_token(conn, form_pk, digest=digest, sealed=sealed)


def _add_draft(
    conn: Connection,
    project_id: int,
    form_pk: int,
    form: StoredForm | None,
    *,
    ready: Ready,
    by: int,
    now: datetime,
) -> None:
    """Store the compiled form as the draft; `form` is None for a new one."""
    before = None if form is None else form.draft_id or form.current_id
    kept = forms.files_of(conn, before) if before is not None else ()
    compiled, key_id = sealed_for(conn, project_id, ready.compiled, now=now)
    draft_id = forms.add_version(
        conn,
        form_pk=form_pk,
        version=compiled.version,
        titles=titles_of(compiled.schema.title),
        **xml_columns(compiled.xform),
        workbook_digest=ready.workbook,
        workbook_name=ready.workbook_name,
        created_at=now,
        created_by=by,
        key_id=key_id,
    )
    known = declaring.names_in(conn, project_id)
    slots = file_slots(compiled.schema, ready.files, kept, now=now, datasets=known)
    forms.add_files(conn, draft_id, slots)
    _replace(conn, form_pk, form, draft_id, now=now)


def _copy_published(
    conn: Connection, form: StoredForm, published_id: int, *, by: int, now: datetime
) -> None:
    """A draft equal to what is published, to change its files or its version."""
    old, xml = forms.get_version(conn, published_id), forms.version_xml(conn, published_id)
    draft_id = forms.add_version(
        conn,
        form_pk=form.id,
        version=old.version,
        titles=dict(old.titles),
        **xml_columns(xml),
        workbook_digest=old.workbook_digest,
        workbook_name=old.workbook_name,
        created_at=now,
        created_by=by,
        key_id=old.key_id,
    )
    forms.add_files(conn, draft_id, [same_slot(each) for each in forms.files_of(conn, old.id)])
    _replace(conn, form.id, form, draft_id, now=now)


def same_slot(slot: StoredFile) -> dict[str, object]:
    """Columns of the same file slot for another version."""
    return {key: value for key, value in asdict(slot).items() if key not in {"id", "version_id"}}


def _replace(
    conn: Connection, form_pk: int, form: StoredForm | None, draft_id: int, *, now: datetime
) -> None:
    old = None if form is None else form.draft_id
    forms.change_form(conn, form_pk, draft_id=draft_id, updated_at=None if form is None else now)
    if old is not None:
        forms.remove_version(conn, old)


def _set_version(conn: Connection, draft_id: int, version: str) -> None:
    xml = with_version(forms.version_xml(conn, draft_id), version)
    forms.change_version(conn, draft_id, version=version, **xml_columns(xml))

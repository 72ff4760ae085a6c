"""Encryption of a project's submissions on the tablet (Central's managed encryption).

Switching it on gives each form that brings no key of its own a new version with the project's;
what is published afterwards gets it too.  There is no way back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from forms.sealing import sealed_version, sealed_xform
from server.answers.readers import forget_forms
from server.core.desk.people import May
from server.core.errors import AlreadyEncrypted, MissingParameter, NotFound
from server.publish.definitions import xml_columns
from server.publish.drafts import same_slot
from server.publish.projects import one
from server.publish.publishing import announce
from server.sealing.keys import make_pair
from server.store import audit, forms, keys

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from server.core.caller import Caller
    from server.services import Services
    from server.store.forms import StoredForm
    from server.store.keys import StoredKey

LONGEST_HINT = 250


def activate(
    services: Services,
    who: Caller,
    project_id: int,
    *,
    passphrase: str,
    hint: str | None,
    now: datetime,
) -> None:
    """Have submissions of the project encrypted from now on.

    The passphrase is not kept: whoever forgets it has lost what is sent.  Raise NotFound,
    NotAllowed, MissingParameter without a passphrase, AlreadyEncrypted.
    """
    project = one(services, who, project_id)
    who.at_desk(May.MANAGE_FORMS)
    if not passphrase.strip():
        raise MissingParameter(field="passphrase")
    if project.key_id is not None:  # before a pair is made; the transaction looks again
        raise AlreadyEncrypted
    pair = make_pair(passphrase)

    def work(conn: Connection) -> None:
        found = forms.find_project(conn, project_id)
        if found is None:
            raise NotFound
        if found.key_id is not None:
            raise AlreadyEncrypted
        short = hint[:LONGEST_HINT] if hint else None
        key_id = keys.add(conn, pair.public, locked=pair.locked, hint=short, now=now)
        forms.change_project(conn, project_id, key_id=key_id, updated_at=now)
        key = keys.keys(conn, [key_id])[key_id]
        for form in forms.forms_of(conn, project_id):
            _encrypt(conn, form, key, by=who.id, now=now)
        audit.note(conn, "project.encrypt", at=now, by=who.id, subject=f"project {project_id}")

    services.store.write(work)
    forget_forms(services)


def _encrypt(conn: Connection, form: StoredForm, key: StoredKey, *, by: int, now: datetime) -> None:
    """A new version of what is published, and the draft replaced."""
    if form.current_id is not None:
        made = _version(conn, form.current_id, key, by=by, now=now, is_published=True)
        if made is not None:
            forms.change_form(conn, form.id, current_id=made, updated_at=now)
            name = forms.get_version(conn, made).version
            announce(conn, form.id, form.form_id, name, by=by, now=now)
    if form.draft_id is not None:
        made = _version(conn, form.draft_id, key, by=by, now=now, is_published=False)
        if made is not None:
            forms.change_form(conn, form.id, draft_id=made, updated_at=now)
            forms.remove_version(conn, form.draft_id)


def _version(
    conn: Connection,
    version_id: int,
    key: StoredKey,
    *,
    by: int,
    now: datetime,
    is_published: bool,
) -> int | None:
    """The version that follows this one; None for a form with a key of its own."""
    old = forms.get_version(conn, version_id)
    if old.key_id is not None:
        return None
    made = forms.add_version(
        conn,
        form_pk=old.form_pk,
        version=sealed_version(old.version, key.public),
        titles=dict(old.titles),
        **xml_columns(sealed_xform(forms.version_xml(conn, old.id), old.version, key.public)),
        workbook_digest=old.workbook_digest,
        workbook_name=old.workbook_name,
        created_at=now,
        created_by=by,
        published_at=now if is_published else None,
        published_by=by if is_published else None,
        key_id=key.id,
    )
    forms.add_files(conn, made, [same_slot(each) for each in forms.files_of(conn, old.id)])
    return made

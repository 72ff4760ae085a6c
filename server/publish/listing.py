"""Forms as tablets see them: the list, the form, its files (protocol.md 2)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from server.answers import known_forms
from server.core.desk.people import May
from server.core.desk.record import Blob
from server.core.errors import FormNotFound, NotAllowed, NotFound
from server.publish import entity_lists, lists
from server.store import forms

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import Connection

    from server.answers.readers import KnownForm
    from server.core.rights import Sender
    from server.services import Services
    from server.store.forms import StoredFile

OFFERED = "open"
CSV = "text/csv; charset=utf-8"


@dataclass(frozen=True, slots=True)
class ListedForm:
    """One line of a form list; `md5` is that of the bytes `form_file` gives (OR-58)."""

    form_id: str
    name: str
    version: str
    md5: str
    has_attachments: bool


@dataclass(frozen=True, slots=True)
class FormFile:
    """The XForm as served, byte for byte."""

    content: bytes
    md5: str


@dataclass(frozen=True, slots=True)
class Streamed:
    """A list that is written as it is read; `etag` changes with it."""

    pieces: Iterator[bytes]
    etag: str
    name: str


@dataclass(frozen=True, slots=True)
class MediaItem:
    """One file of a manifest; `hash` is MD5 of its bytes, or a change token for entity lists."""

    name: str
    hash: str
    kind: str
    dataset: str | None


def listing(
    services: Services, sender: Sender, project_id: int, *, form_id: str | None = None
) -> tuple[ListedForm, ...]:
    """Open forms the sender may fill, in order of form id.

    Raise NotFound for a project that is not there or not the sender's: never an empty list
    instead, since tablets would delete their forms (OR-64).  Raise NotAllowed for a person whose
    post surveys nothing.
    """
    with services.store.read() as conn:
        _check_project(conn, sender, project_id)
        mine = _offered(services, sender, project_id)
        if not mine and not sender.is_app_user and not sender.may(May.SUBMIT):
            raise NotAllowed
        offered = [form for form in mine if form_id is None or form.form_id == form_id]
        versions = {form.id: forms.get_version(conn, form.current_id or 0) for form in offered}
        files = forms.files_of_versions(conn, [v.id for v in versions.values()])
    return tuple(
        ListedForm(
            form_id=form.form_id,
            name=versions[form.id].titles.get("zh") or form.form_id,
            version=versions[form.id].version,
            md5=versions[form.id].md5,
            has_attachments=bool(files.get(versions[form.id].id)),
        )
        for form in offered
    )


def one(services: Services, sender: Sender, project_id: int, form_id: str) -> ListedForm:
    """An open form the sender may fill; raise FormNotFound and what `listing` raises."""
    found = listing(services, sender, project_id, form_id=form_id)
    if not found:
        raise FormNotFound(form_id=form_id)
    return found[0]


def xml_of(services: Services, version_id: int) -> bytes:
    """The XForm of a version, byte for byte; the caller has looked at the sender's rights."""
    with services.store.read() as conn:
        return forms.version_xml(conn, version_id)


def _check_project(conn: Connection, sender: Sender, project_id: int) -> None:
    if forms.find_project(conn, project_id) is None:
        raise NotFound
    if sender.project_id is not None and sender.project_id != project_id:
        raise NotAllowed


def _offered(services: Services, sender: Sender, project_id: int) -> list[KnownForm]:
    mine = [
        form
        for (project, _), form in known_forms(services).items()
        if project == project_id
        and form.state == OFFERED
        and form.current_id is not None
        and sender.fills(form.project_id, form.id)
    ]
    return sorted(mine, key=lambda form: form.form_id)


def _version_for(
    services: Services, conn: Connection, sender: Sender, project_id: int, form_id: str
) -> int:
    """The published version of a form the sender may fill; raise FormNotFound or NotAllowed."""
    _check_project(conn, sender, project_id)
    form = known_forms(services).get((project_id, form_id))
    if form is None or form.current_id is None:
        raise FormNotFound(form_id=form_id)
    if not sender.fills(form.project_id, form.id):
        raise NotAllowed
    return form.current_id


def form_file(services: Services, sender: Sender, project_id: int, form_id: str) -> FormFile:
    """The published XForm."""
    with services.store.read() as conn:
        version_id = _version_for(services, conn, sender, project_id, form_id)
        content = forms.version_xml(conn, version_id)
        return FormFile(content, forms.get_version(conn, version_id).md5)


def manifest(
    services: Services, sender: Sender, project_id: int, form_id: str
) -> tuple[MediaItem, ...]:
    """Files of a form that exist for this sender; empty slots are left out (OR-73)."""
    with services.store.read() as conn:
        version_id = _version_for(services, conn, sender, project_id, form_id)
        files = forms.files_of(conn, version_id)
        items = [_item(services, conn, sender, project_id, file) for file in files]
    return tuple(item for item in items if item is not None)


def _item(
    services: Services, conn: Connection, sender: Sender, project_id: int, file: StoredFile
) -> MediaItem | None:
    if file.source in lists.PLAIN:
        made = lists.digest(services, conn, sender, file.source)
        return MediaItem(file.name, made, "plain", None)
    if file.source:
        about = entity_lists.carried(conn, sender, project_id, file.source)
        if about is None:
            return None
        return MediaItem(file.name, entity_lists.token(conn, about), about.kind, file.source)
    if file.digest is None or file.md5 is None:
        return None
    return MediaItem(file.name, file.md5, "plain", None)


def _md5(content: bytes) -> str:
    return hashlib.md5(content, usedforsecurity=False).hexdigest()


def media(
    services: Services, sender: Sender, project_id: int, form_id: str, name: str
) -> Blob | Streamed:
    """The bytes of one file of a form, as its manifest promised them."""
    with services.store.read() as conn:
        version_id = _version_for(services, conn, sender, project_id, form_id)
    return media_of(services, sender, project_id, version_id, name)


def media_of(
    services: Services, sender: Sender, project_id: int, version_id: int, name: str
) -> Blob | Streamed:
    """The same of any version; the caller has looked at the sender's rights."""
    with services.store.read() as conn:
        file = next((f for f in forms.files_of(conn, version_id) if f.name == name), None)
        if file is None:
            raise NotFound
        if file.source in lists.PLAIN:
            content = lists.content(services, conn, sender, file.source)
            return Blob(content, CSV, _md5(content), name)
        if file.source:
            about = entity_lists.carried(conn, sender, project_id, file.source)
            if about is None:
                raise NotFound
            etag = entity_lists.token(conn, about)
            return Streamed(lists.pieces(services, about), etag, name)
    if file.digest is None or file.md5 is None:
        raise NotFound
    with services.vault.open(file.digest) as stored:
        return Blob(stored.read(), file.mime or "application/octet-stream", file.md5, name)


def integrity(
    services: Services, sender: Sender, project_id: int, dataset: str, ids: Sequence[str]
) -> tuple[tuple[str, bool], ...]:
    """Which of these entities were deleted; ids never heard of are left out (OR-155)."""
    with services.store.read() as conn:
        _check_project(conn, sender, project_id)
        about = entity_lists.carried(conn, sender, project_id, dataset)
        if about is None:
            raise NotFound
        return entity_lists.deleted(conn, about, ids)

"""Forms as programs see them: which edition, its XML, workbook, fields, files, figures."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from server.answers import form_reader
from server.core.desk.people import May
from server.core.desk.record import Blob
from server.core.errors import NotAllowed, NotFound
from server.core.schema import parse_xform
from server.publish import lists, projects
from server.publish.listing import CSV
from server.store import actors, forms, submission_lists
from server.store.list_changes import HOUSEHOLDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy import Connection

    from server.core.caller import Caller
    from server.core.schema import FormSchema
    from server.services import Services
    from server.store.actors import Actor
    from server.store.forms import StoredFile, StoredForm, StoredVersion
    from server.store.submission_lists import Figures

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
XLS = "application/vnd.ms-excel"


class Edition(Enum):
    """Which edition of a form is meant, when not a published version by its name."""

    SHOWN = "shown"
    """The published version in force; of a form never published the draft."""

    DRAFT = "draft"


@dataclass(frozen=True, slots=True)
class FormView:
    """A form in one of its editions."""

    form: StoredForm
    version: StoredVersion

    @property
    def is_draft(self) -> bool:
        """Whether this edition is not published."""
        return self.version.published_at is None


@dataclass(frozen=True, slots=True)
class FormFigures:
    """What a form holds, and who made it; None for figures without any submission.

    `moves_entities` tells that it declares an entity list.
    """

    sent: Figures | None
    created_by: Actor | None
    moves_entities: bool


def forms_in(services: Services, who: Caller, project_id: int) -> tuple[FormView, ...]:
    """Forms of a project by id; those never published only for whoever manages forms.

    Raise NotFound, NotAllowed.
    """
    projects.one(services, who, project_id)
    with services.store.read() as conn:
        found = forms.forms_of(conn, project_id)
        keys = {form.id: form.current_id or form.draft_id for form in found}
        versions = forms.versions(conn, [key for key in keys.values() if key is not None])
    views = (FormView(form, versions[key]) for form in found if (key := keys[form.id]) in versions)
    managed = who.manages_forms(project_id)
    return tuple(view for view in views if managed or not view.is_draft)


def form(
    services: Services,
    who: Caller,
    project_id: int,
    form_id: str,
    edition: Edition | str = Edition.SHOWN,
) -> FormView:
    """A form in one edition, or in the published version of a name.

    Raise NotFound; NotAllowed for the project, or for a draft without the right to manage forms.
    """
    projects.one(services, who, project_id)
    with services.store.read() as conn:
        found = forms.find_form(conn, project_id, form_id)
        version = None if found is None else _version(conn, found, edition)
    if found is None or version is None:
        raise NotFound
    if version.published_at is None and not who.manages_forms(project_id):
        raise NotAllowed
    return FormView(found, version)


def _version(conn: Connection, found: StoredForm, edition: Edition | str) -> StoredVersion | None:
    match edition:
        case Edition.SHOWN:
            key = found.current_id or found.draft_id
        case Edition.DRAFT:
            key = found.draft_id
        case _:
            return forms.find_version(conn, found.id, edition)
    return None if key is None else forms.get_version(conn, key)


def versions(
    services: Services, who: Caller, project_id: int, form_id: str
) -> tuple[FormView, ...]:
    """Published versions of a form, newest first; raise NotFound, NotAllowed."""
    view = form(services, who, project_id, form_id)
    with services.store.read() as conn:
        return tuple(FormView(view.form, each) for each in forms.versions_of(conn, view.form.id))


def figures(
    services: Services, who: Caller, project_id: int, views: Iterable[FormView]
) -> Mapping[int, FormFigures]:
    """What these forms hold, by form key; submissions count only where the caller may."""
    views = tuple(views)
    found = [view.form for view in views]
    with services.store.read() as conn:
        sent = submission_lists.figures(conn, [each.id for each in found], who.counted(project_id))
        makers = actors.actors(conn, [each.created_by for each in found])
    return {
        view.form.id: FormFigures(
            sent=sent.get(view.form.id),
            created_by=makers.get(view.form.created_by or 0),
            moves_entities=bool(schema(services, view).entities),
        )
        for view in views
    }


def xml(services: Services, view: FormView) -> bytes:
    """The XForm of this edition, byte for byte as tablets get it."""
    with services.store.read() as conn:
        return forms.version_xml(conn, view.version.id)


def sha1(services: Services, view: FormView) -> str:
    """SHA-1 of the XForm, which the public API shows beside MD5 and SHA-256."""
    return services.memo.get(
        ("sha1", view.version.sha256),
        lambda: hashlib.sha1(xml(services, view), usedforsecurity=False).hexdigest(),
    )


def workbook(services: Services, view: FormView, suffix: str) -> Blob:
    """The workbook the form was made from; raise NotFound for none of this kind (``.xlsx``)."""
    digest = view.version.workbook_digest
    if digest is None or not (view.version.workbook_name or "").lower().endswith(suffix):
        raise NotFound
    with services.vault.open(digest) as file:
        mime = XLS if suffix == ".xls" else XLSX
        return Blob(file.read(), mime, digest, f"{view.form.form_id}{suffix}")


def schema(services: Services, view: FormView) -> FormSchema:
    """The fields of this edition; a draft may still change, so it is read each time."""
    if view.is_draft:
        return parse_xform(xml(services, view))
    return form_reader(services, view.version.id).schema


def files(services: Services, view: FormView) -> tuple[StoredFile, ...]:
    """File slots of this edition by name."""
    with services.store.read() as conn:
        return forms.files_of(conn, view.version.id)


def file(services: Services, who: Caller, view: FormView, name: str) -> Blob:
    """One file of this edition; lists the server makes hold what the caller may see.

    Raise NotFound for an unknown name or an empty slot.
    """
    slot = next((each for each in files(services, view) if each.name == name), None)
    if slot is None:
        raise NotFound
    if slot.source:
        return _made(services, who, view.form.project_id, slot)
    if slot.digest is None or slot.md5 is None:
        raise NotFound
    with services.vault.open(slot.digest) as stored:
        mime = slot.mime or "application/octet-stream"
        return Blob(stored.read(), mime, slot.md5, name)


def _made(services: Services, who: Caller, project_id: int, slot: StoredFile) -> Blob:
    """A list made for this caller; households only for those who visit or look them up."""
    if slot.source == HOUSEHOLDS and not (who.may(May.SUBMIT) or who.may(May.SEE_HOUSEHOLDS)):
        raise NotAllowed
    with services.store.read() as conn:
        content = lists.content(services, conn, who.sender, slot.source, project_id=project_id)
    etag = hashlib.md5(content, usedforsecurity=False).hexdigest()
    return Blob(content, CSV, etag, slot.name)

"""One form at the administrator's desk: its draft beside what is published, and trying it out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from server.answers import form_reader
from server.core.caller import Caller
from server.core.desk.people import May
from server.core.errors import NotAllowed, NotFound
from server.core.schema.nouns import text_in
from server.publish import desk, draft_tests, drafts, managing, overview
from server.publish.definitions import Definition
from server.publish.webfill import missing
from server.scope import as_sender
from server.store import forms as stored

if TYPE_CHECKING:
    from datetime import datetime

    from server.core.desk.office import FieldChange, FormRow
    from server.core.desk.people import Asker
    from server.core.desk.record import Blob
    from server.core.schema import FormSchema
    from server.publish.overview import FormView
    from server.services import Services
    from server.store.draft_tests import TestSubmission

MOST_TESTS = 20


@dataclass(frozen=True, slots=True)
class Draft:
    """An unpublished edition: what publishing it would change, and how it is tried out.

    `losing` are the changes after which answers of earlier submissions stand in no column.
    """

    version: str
    created_at: datetime
    changes: tuple[FieldChange, ...]
    unchanged: int
    url: str
    tests: tuple[TestSubmission, ...]
    is_taken: bool

    @property
    def losing(self) -> tuple[FieldChange, ...]:
        """Changes that lose data, named."""
        return tuple(each for each in self.changes if each.severity == "E")


@dataclass(frozen=True, slots=True)
class FormDesk:
    """A form; `row` is None before it is published, `missing` what no browser can ask."""

    form_id: str
    project_id: int
    title: str
    row: FormRow | None
    draft: Draft | None
    missing: tuple[tuple[str, str], ...]


def drafted(services: Services, who: Asker) -> tuple[FormView, ...]:
    """Forms that have a draft, by id."""
    project = _project(services, who)
    with services.store.read() as conn:
        found = [form for form in stored.forms_of(conn, project) if form.draft_id is not None]
        versions = stored.versions(conn, [form.draft_id or 0 for form in found])
    return tuple(overview.FormView(form, versions[form.draft_id or 0]) for form in found)


def form(services: Services, who: Asker, form_id: str, *, language: str) -> FormDesk:
    """One form with its draft; raise NotAllowed, NotFound."""
    project = _project(services, who)
    shown = overview.form(services, _caller(who), project, form_id)
    row = next((each for each in desk.forms(services, who) if each.form_id == form_id), None)
    draft = next((each for each in drafted(services, who) if each.form.form_id == form_id), None)
    schema = overview.schema(services, draft or shown)
    return FormDesk(
        form_id=form_id,
        project_id=project,
        title=schema.title,
        row=row,
        draft=None if draft is None else _draft(services, draft, schema, language),
        missing=tuple((text_in(f.label, language) or f.name, what) for f, what in missing(schema)),
    )


def _draft(services: Services, view: FormView, schema: FormSchema, language: str) -> Draft:
    current = view.form.current_id
    changes: tuple[FieldChange, ...] = ()
    unchanged = 0
    if current is not None:
        old = form_reader(services, current).schema
        changes, unchanged = desk.compared(old, schema, language)
    with services.store.read() as conn:
        taken = stored.find_version(conn, view.form.id, view.version.version)
    token = draft_tests.token_of(services, view) or ""
    base = services.settings.public_url
    path = f"/v1/test/{token}/projects/{view.form.project_id}/forms/{view.form.form_id}/draft"
    return Draft(
        version=view.version.version,
        created_at=view.version.created_at,
        changes=changes,
        unchanged=unchanged,
        url=f"{base}{path}",
        tests=tuple(draft_tests.submissions(services, view, offset=0, limit=MOST_TESTS)),
        is_taken=taken is not None,
    )


def save_draft(services: Services, who: Asker, draft: str, *, now: datetime) -> str:
    """Make a checked workbook the form's draft and return the form's id.

    `draft` is the key that checking gave.  Raise NotFound, NotAllowed, FieldTypeChanged.
    """
    project = _project(services, who)
    digest, _, name = draft.partition(desk.BETWEEN)
    with services.vault.open(digest) as file:
        definition = Definition(file.read(), name, ignores_warnings=True)
    form_id = desk.form_id_of(services, project, definition)
    with services.store.read() as conn:
        known = stored.find_form(conn, project, form_id)
    if known is None:
        return drafts.create_form(services, _caller(who), project, definition, now=now)
    drafts.replace_draft(services, _caller(who), project, form_id, definition, now=now)
    return form_id


def publish_draft(
    services: Services, who: Asker, form_id: str, *, version: str, now: datetime
) -> None:
    """Publish the draft, under another version if one is given; raise VersionTaken, NotFound."""
    project = _project(services, who)
    drafts.publish_draft(services, _caller(who), project, form_id, version=version or None, now=now)


def delete_draft(services: Services, who: Asker, form_id: str, *, now: datetime) -> None:
    """Throw the draft away; raise NotFound, NothingPublished."""
    project = _project(services, who)
    drafts.delete_draft(services, _caller(who), project, form_id, now=now)


def change_state(
    services: Services, who: Asker, form_id: str, *, state: str, now: datetime
) -> None:
    """Open a form, stop handing it out, or stop taking it; raise NotFound, UnexpectedValue."""
    project = _project(services, who)
    managing.change_form(services, _caller(who), project, form_id, state=state, name=None, now=now)


def preview(services: Services, who: Asker, form_id: str, *, is_draft: bool) -> FormView:
    """The edition to look at; raise NotFound, NotAllowed."""
    edition = overview.Edition.DRAFT if is_draft else overview.Edition.SHOWN
    return overview.form(services, _caller(who), _project(services, who), form_id, edition)


def preview_file(services: Services, who: Asker, view: FormView, name: str) -> Blob:
    """A file of that edition; raise NotFound, also for lists that are not the asker's to see."""
    try:
        return overview.file(services, _caller(who), view, name)
    except NotAllowed as hidden:
        raise NotFound from hidden


def _project(services: Services, who: Asker) -> int:
    if May.MANAGE_FORMS not in who.may:
        raise NotAllowed
    return desk.office_project(services)


def _caller(who: Asker) -> Caller:
    return Caller(as_sender(who), who)

"""Forms as the office manages them: what is published, and checking a workbook in the browser."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

from forms.diff import ChangeKind, diff
from server.answers import form_reader, known_forms
from server.core.desk.office import FieldChange, Finding, FormCheck, FormRow, FormVersionRow
from server.core.desk.people import May
from server.core.desk.record import Blob
from server.core.errors import FormInvalid, FormNotFound, NotAllowed, NotFound
from server.core.schema.nouns import text_in
from server.publish import publishing
from server.publish.excerpts import excerpts
from server.store import forms as stored
from server.store import records, users

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from forms.compile import Compiled
    from forms.diff import Change
    from server.answers.readers import KnownForm
    from server.core.desk.people import Asker
    from server.core.finding import Finding as Found
    from server.core.schema import FormSchema
    from server.publish.definitions import Definition
    from server.services import Services

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
XML = "application/xml"
BETWEEN = ":"
"""Parts digest and file name of a draft: the name is the id of a form whose workbook has none."""


def _project(services: Services, who: Asker) -> int:
    if May.MANAGE_FORMS not in who.may:
        raise NotAllowed
    return office_project(services)


def office_project(services: Services) -> int:
    """The oldest project: an office has one.  Raise NotFound before it has any."""
    with services.store.read() as conn:
        projects = stored.projects(conn)
    if not projects:
        raise NotFound
    return projects[0].id


def schema(services: Services, who: Asker, form_id: str) -> FormSchema:
    """The fields of a form in force, for whoever fills or manages forms.

    Raise NotAllowed, FormNotFound.
    """
    if who.may.isdisjoint({May.SUBMIT, May.MANAGE_FORMS}):
        raise NotAllowed
    form = known_forms(services).get((office_project(services), form_id))
    if form is None or form.current_id is None:
        raise FormNotFound(form_id=form_id)
    return form_reader(services, form.current_id).schema


def forms(services: Services, who: Asker) -> tuple[FormRow, ...]:
    """Published forms in order of their ids, each with its versions, newest first."""
    project = _project(services, who)
    mine = sorted(
        (form for form in known_forms(services).values() if form.project_id == project),
        key=lambda form: form.form_id,
    )
    with services.store.read() as conn:
        return tuple(
            _row(services, conn, form, form.current_id)
            for form in mine
            if form.current_id is not None
        )


def _row(services: Services, conn: Connection, form: KnownForm, current_id: int) -> FormRow:
    reader = form_reader(services, current_id)
    sent = records.count_by_version(conn, form.id)
    names = {account.id: account.name for account in users.accounts(conn)}
    return FormRow(
        form_id=form.form_id,
        title=reader.titles,
        state=form.state,
        fields=sum(field.is_asked for field in reader.schema.walk()),
        attachments=tuple(slot.name for slot in reader.schema.attachments),
        versions=tuple(
            FormVersionRow(
                version=each.version,
                published_at=each.published_at or each.created_at,
                by=names.get(each.published_by or 0, ""),
                submissions=sent.get(each.id, 0),
            )
            for each in stored.versions_of(conn, form.id)
        ),
    )


def check(
    services: Services,
    who: Asker,
    file_name: str,
    content: bytes,
    *,
    language: str,
    now: datetime,
) -> FormCheck:
    """What is wrong with a workbook, by cell, and what it would change; nothing is published."""
    del now
    project = _project(services, who)
    begun = time.perf_counter()
    try:
        compiled = publishing.check(services, project, content, file_name)
    except FormInvalid as invalid:
        return _told(
            file_name, content, begun, compiled=None, findings=invalid.findings, language=language
        )
    draft = f"{services.vault.put_bytes(content).digest}{BETWEEN}{file_name}"
    told = _told(
        file_name, content, begun, compiled=compiled, findings=compiled.warnings, language=language
    )
    published, changes, unchanged = _changes(services, project, compiled, language)
    return replace(
        told, published_version=published, changes=changes, unchanged=unchanged, draft=draft
    )


def _told(
    file_name: str,
    content: bytes,
    begun: float,
    *,
    compiled: Compiled | None,
    findings: tuple[Found, ...],
    language: str,
) -> FormCheck:
    return FormCheck(
        file_name=file_name,
        size=len(content),
        seconds=time.perf_counter() - begun,
        form_id=compiled.form_id if compiled else "",
        title=compiled.schema.title if compiled else "",
        version=compiled.version if compiled else "",
        published_version=None,
        findings=tuple(_finding(each, language) for each in findings),
        excerpts=excerpts(content, findings),
        changes=(),
        unchanged=0,
        draft=None,
    )


def _finding(found: Found, language: str) -> Finding:
    english = language == "en"
    return Finding(
        severity=found.severity,
        sheet=found.sheet or "",
        row=found.row,
        column=(found.cell or "").partition("!")[2].rstrip("0123456789"),
        cell=found.column or "",
        sentence=found.en if english else found.zh,
        hint=found.suggestion_en if english else found.suggestion_zh,
    )


def _changes(
    services: Services, project: int, compiled: Compiled, language: str
) -> tuple[str | None, tuple[FieldChange, ...], int]:
    """Differences to the published version, and how many fields stay as they are."""
    form = known_forms(services).get((project, compiled.form_id))
    if form is None or form.current_id is None:
        return None, (), 0
    old = form_reader(services, form.current_id).schema
    return old.version, *compared(old, compiled.schema, language)


def compared(
    old: FormSchema, new: FormSchema, language: str
) -> tuple[tuple[FieldChange, ...], int]:
    """Differences between two editions, and how many questions stay as they are."""
    found = diff(old, new)
    changes = tuple(_change(each, old, new, language) for each in found.changes)
    touched = {each.path for each in found.changes}
    same = sum(field.path not in touched for field in new.walk() if field.is_asked)
    return changes, same


def form_id_of(services: Services, project: int, definition: Definition) -> str:
    """The id of the form a file defines; raise FormInvalid."""
    return publishing.check(services, project, definition.content, definition.name).form_id


SHOWN_KINDS = {ChangeKind.ADDED: "added", ChangeKind.REMOVED: "removed"}


def _change(change: Change, old: FormSchema, new: FormSchema, language: str) -> FieldChange:
    field = new.by_path.get(change.path) or old.by_path.get(change.path)
    return FieldChange(
        kind=SHOWN_KINDS.get(change.kind, "changed"),
        name=change.path.rpartition("/")[2],
        label=text_in(field.label, language) if field else "",
        old=change.old,
        new=change.new,
        effect=change.line(language).partition(": " if language == "en" else "：")[2],
        severity="E" if change.loses_data else "",
    )


def publish(services: Services, who: Asker, draft: str, *, now: datetime) -> FormRow:
    """Publish a workbook that `check` found good; `draft` is the key it gave.

    Raise NotFound for an unknown draft, and what publishing raises.
    """
    project = _project(services, who)
    digest, _, name = draft.partition(BETWEEN)
    with services.vault.open(digest) as file:
        content = file.read()
    compiled = publishing.check(services, project, content, name)
    is_workbook = publishing.is_workbook(name)
    publishing.publish(
        services,
        project,
        compiled,
        workbook=content if is_workbook else None,
        workbook_name=name[-255:] if is_workbook else None,
        by=who.id,
        now=now,
    )
    return next(row for row in forms(services, who) if row.form_id == compiled.form_id)


def form_file(services: Services, who: Asker, form_id: str, version: str, kind: str) -> Blob:
    """The workbook (``xlsx``) or the XForm (``xml``) of a published version."""
    project = _project(services, who)
    form = known_forms(services).get((project, form_id))
    key = form.versions.get(version) if form is not None else None
    if key is None or kind not in {"xlsx", "xml"}:
        raise NotFound
    with services.store.read() as conn:
        stored_version = stored.get_version(conn, key)
        if kind == "xml":
            xml = stored.version_xml(conn, key)
            return Blob(xml, XML, stored_version.md5, f"{form_id}.xml")
    if stored_version.workbook_digest is None:
        raise NotFound
    with services.vault.open(stored_version.workbook_digest) as file:
        return Blob(file.read(), XLSX, stored_version.workbook_digest, f"{form_id}.xlsx")

"""The project for practising: every form, and nothing sent to it is ever loaded (S21)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from server.answers.readers import forget_forms
from server.core.errors import NotFound
from server.store import audit, forms

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from server.services import Services
    from server.store.forms import StoredFile, StoredForm

NAME = "练习（不入库） / Practice"


def ensure(services: Services, *, now: datetime) -> int:
    """The project for practising with the forms in force of the oldest project; its id.

    Made when there is none; asked again, it gets the versions published since.
    Raise NotFound before there is a project to practise for.
    """

    def work(conn: Connection) -> int:
        real = next(iter(forms.projects(conn)), None)
        if real is None:
            raise NotFound
        found = forms.training_project(conn)
        practice = found.id if found else forms.add_project(conn, NAME, now=now, is_training=True)
        if found is None:
            audit.note(conn, "training.create", at=now, by=None, subject=f"project {practice}")
        for form in forms.forms_of(conn, real.id):
            if form.current_id is not None:
                _copy(conn, practice, form, form.current_id, now=now)
        return practice

    made = services.store.write(work)
    forget_forms(services)
    return made


def _copy(conn: Connection, project: int, form: StoredForm, version: int, *, now: datetime) -> None:
    """Publish a version of a form for practice as well, with its files."""
    told = forms.get_version(conn, version)
    known = forms.find_form(conn, project, form.form_id)
    form_pk = known.id if known else forms.add_form(conn, project, form.form_id, now=now, by=None)
    if forms.find_version(conn, form_pk, told.version) is not None:
        return
    copied = forms.add_version(
        conn,
        form_pk=form_pk,
        version=told.version,
        titles=told.titles,
        xml=forms.version_xml(conn, version),
        md5=told.md5,
        sha256=told.sha256,
        workbook_digest=told.workbook_digest,
        workbook_name=told.workbook_name,
        created_at=now,
        published_at=now,
        key_id=told.key_id,
    )
    forms.add_files(conn, copied, [_slot(file) for file in forms.files_of(conn, version)])
    forms.change_form(conn, form_pk, current_id=copied, updated_at=now)


def _slot(file: StoredFile) -> dict[str, object]:
    return {
        "name": file.name,
        "kind": file.kind,
        "source": file.source,
        "digest": file.digest,
        "md5": file.md5,
        "size": file.size,
        "mime": file.mime,
        "updated_at": file.updated_at,
    }

"""Questions and orders about projects, forms, versions and their files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from server.core.errors import NotUnique
from server.store.tables.forms import form, form_attachment, form_version, project

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Column, Connection, CursorResult, Row, Select


@dataclass(frozen=True, slots=True)
class StoredProject:
    """A project."""

    id: int
    name: str
    description: str | None
    archived: bool
    created_at: datetime
    updated_at: datetime | None
    key_id: int | None = None


@dataclass(frozen=True, slots=True)
class StoredForm:
    """A form; `current_id` is None while nothing is published, `draft_id` while no draft is."""

    id: int
    project_id: int
    form_id: str
    state: str
    current_id: int | None
    draft_id: int | None
    created_at: datetime
    created_by: int | None
    updated_at: datetime | None


@dataclass(frozen=True, slots=True)
class StoredVersion:
    """One version of a form, without its XML; `key_id` is what its submissions are sealed with."""

    id: int
    form_pk: int
    version: str
    titles: Mapping[str, str]
    md5: str
    sha256: str
    workbook_digest: str | None
    workbook_name: str | None
    created_at: datetime
    created_by: int | None
    published_at: datetime | None
    published_by: int | None
    key_id: int | None = None


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file slot of a form version; `source` names a list the server makes for each asker."""

    id: int
    version_id: int
    name: str
    kind: str
    source: str
    digest: str | None
    md5: str | None
    size: int | None
    mime: str | None
    updated_at: datetime | None


_PROJECT: tuple[Column[Any], ...] = (
    project.c.id,
    project.c.name,
    project.c.description,
    project.c.archived,
    project.c.created_at,
    project.c.updated_at,
    project.c.key_id,
)
_FORM: tuple[Column[Any], ...] = (
    form.c.id,
    form.c.project_id,
    form.c.form_id,
    form.c.state,
    form.c.current_id,
    form.c.draft_id,
    form.c.created_at,
    form.c.created_by,
    form.c.updated_at,
)
_VERSION: tuple[Column[Any], ...] = (
    form_version.c.id,
    form_version.c.form_pk,
    form_version.c.version,
    form_version.c.titles,
    form_version.c.md5,
    form_version.c.sha256,
    form_version.c.workbook_digest,
    form_version.c.workbook_name,
    form_version.c.created_at,
    form_version.c.created_by,
    form_version.c.published_at,
    form_version.c.published_by,
    form_version.c.key_id,
)
_FILE: tuple[Column[Any], ...] = (
    form_attachment.c.id,
    form_attachment.c.version_id,
    form_attachment.c.name,
    form_attachment.c.kind,
    form_attachment.c.source,
    form_attachment.c.digest,
    form_attachment.c.md5,
    form_attachment.c.size,
    form_attachment.c.mime,
    form_attachment.c.updated_at,
)


def _key(added: CursorResult[Any]) -> int:
    """The key that the database gave to the one row just added."""
    return int(added.inserted_primary_key[0]) if added.inserted_primary_key else 0


def projects(conn: Connection) -> tuple[StoredProject, ...]:
    """All projects that are not deleted, oldest first."""
    rows = conn.execute(
        select(*_PROJECT).where(project.c.deleted_at.is_(None)).order_by(project.c.id)
    )
    return tuple(StoredProject(*row) for row in rows)


def find_project(conn: Connection, project_id: int) -> StoredProject | None:
    """The project, or None when there is none or it was deleted."""
    row = conn.execute(
        select(*_PROJECT).where(project.c.id == project_id, project.c.deleted_at.is_(None))
    ).first()
    return None if row is None else StoredProject(*row)


def add_project(
    conn: Connection,
    name: str,
    *,
    now: datetime,
    description: str = "",
    is_training: bool = False,
) -> int:
    """Create a project and return its id; what is sent to a training one is never loaded."""
    added = conn.execute(
        insert(project).values(
            name=name,
            description=description,
            created_at=now,
            archived=False,
            is_training=is_training,
        )
    )
    return _key(added)


def training_project(conn: Connection) -> StoredProject | None:
    """The project for practising, or None."""
    row = conn.execute(
        select(*_PROJECT).where(project.c.is_training.is_(True), project.c.deleted_at.is_(None))
    ).first()
    return None if row is None else StoredProject(*row)


def change_project(conn: Connection, project_id: int, **values: object) -> None:
    """Set columns of a project."""
    conn.execute(update(project).where(project.c.id == project_id).values(**values))


def _live() -> Select[Any]:
    return select(*_FORM).where(form.c.deleted_at.is_(None))


def forms_of(conn: Connection, project_id: int) -> tuple[StoredForm, ...]:
    """Forms of a project in order of their ids."""
    rows = conn.execute(_live().where(form.c.project_id == project_id).order_by(form.c.form_id))
    return tuple(StoredForm(*row) for row in rows)


_LIVE = (
    select(
        form.c.project_id,
        form.c.form_id,
        form.c.id,
        form.c.state,
        form.c.current_id,
        project.c.is_training,
        form_version.c.version,
        form_version.c.id.label("version_id"),
    )
    .join(project, (project.c.id == form.c.project_id) & project.c.deleted_at.is_(None))
    .outerjoin(
        form_version,
        (form_version.c.form_pk == form.c.id) & form_version.c.published_at.is_not(None),
    )
    .where(form.c.deleted_at.is_(None))
)


def live(conn: Connection) -> Sequence[Row[*tuple[Any, ...]]]:
    """Every live form of every project with each of its published versions, in one statement.

    A form without one has one row whose `version_id` is None.
    """
    return conn.execute(_LIVE).all()


def deleted_forms(conn: Connection, project_id: int) -> dict[StoredForm, datetime]:
    """Forms of a project that were deleted, newest first, and when."""
    rows = conn.execute(
        select(*_FORM, form.c.deleted_at)
        .where(form.c.project_id == project_id, form.c.deleted_at.is_not(None))
        .order_by(form.c.deleted_at.desc(), form.c.id.desc())
    )
    return {StoredForm(*row[:-1]): row[-1] for row in rows}


def find_form(conn: Connection, project_id: int, form_id: str) -> StoredForm | None:
    """The form, or None."""
    row = conn.execute(
        _live().where(form.c.project_id == project_id, form.c.form_id == form_id)
    ).first()
    return None if row is None else StoredForm(*row)


def add_form(
    conn: Connection, project_id: int, form_id: str, *, now: datetime, by: int | None
) -> int:
    """Create an empty form and return its key; raise NotUnique for an id in use."""
    try:
        added = conn.execute(
            insert(form).values(
                project_id=project_id, form_id=form_id, created_at=now, created_by=by, state="open"
            )
        )
    except IntegrityError as error:
        raise NotUnique(field="projectId,xmlFormId", value=f"{project_id},{form_id}") from error
    return _key(added)


def change_form(conn: Connection, form_pk: int, **values: object) -> None:
    """Set columns of a form."""
    conn.execute(update(form).where(form.c.id == form_pk).values(**values))


def versions_of(conn: Connection, form_pk: int) -> tuple[StoredVersion, ...]:
    """Published versions of a form, newest first."""
    rows = conn.execute(
        select(*_VERSION)
        .where(form_version.c.form_pk == form_pk, form_version.c.published_at.is_not(None))
        .order_by(form_version.c.published_at.desc(), form_version.c.id.desc())
    )
    return tuple(StoredVersion(*row) for row in rows)


def get_version(conn: Connection, version_id: int) -> StoredVersion:
    """The version with this key."""
    row = conn.execute(select(*_VERSION).where(form_version.c.id == version_id)).one()
    return StoredVersion(*row)


def versions(conn: Connection, version_ids: Sequence[int]) -> dict[int, StoredVersion]:
    """Several versions by key, drafts too."""
    rows = conn.execute(select(*_VERSION).where(form_version.c.id.in_(version_ids)))
    return {row.id: StoredVersion(*row) for row in rows}


def find_version(conn: Connection, form_pk: int, version: str) -> StoredVersion | None:
    """The published version of this name, or None."""
    row = conn.execute(
        select(*_VERSION).where(
            form_version.c.form_pk == form_pk,
            form_version.c.version == version,
            form_version.c.published_at.is_not(None),
        )
    ).first()
    return None if row is None else StoredVersion(*row)


def version_ids(conn: Connection, form_pk: int) -> dict[str, int]:
    """Published versions by name."""
    rows = conn.execute(
        select(form_version.c.version, form_version.c.id).where(
            form_version.c.form_pk == form_pk, form_version.c.published_at.is_not(None)
        )
    )
    return dict(rows.all())


def version_xml(conn: Connection, version_id: int) -> bytes:
    """The XForm of a version, byte for byte as it is served."""
    xml: bytes = conn.execute(
        select(form_version.c.xml).where(form_version.c.id == version_id)
    ).scalar_one()
    return xml


def add_version(conn: Connection, **values: object) -> int:
    """Store a version (draft or published) and return its key."""
    added = conn.execute(insert(form_version).values(**values))
    return _key(added)


def change_version(conn: Connection, version_id: int, **values: object) -> None:
    """Set columns of a version."""
    conn.execute(update(form_version).where(form_version.c.id == version_id).values(**values))


def remove_version(conn: Connection, version_id: int) -> None:
    """Remove a draft with its file slots; a published version is never removed."""
    conn.execute(form_attachment.delete().where(form_attachment.c.version_id == version_id))
    conn.execute(
        form_version.delete().where(
            form_version.c.id == version_id, form_version.c.published_at.is_(None)
        )
    )


def files_of(conn: Connection, version_id: int) -> tuple[StoredFile, ...]:
    """File slots of a version by name."""
    rows = conn.execute(
        select(*_FILE)
        .where(form_attachment.c.version_id == version_id)
        .order_by(form_attachment.c.name)
    )
    return tuple(StoredFile(*row) for row in rows)


def files_of_versions(
    conn: Connection, version_ids: Sequence[int]
) -> dict[int, tuple[StoredFile, ...]]:
    """File slots of several versions, by version."""
    rows = conn.execute(
        select(*_FILE)
        .where(form_attachment.c.version_id.in_(version_ids))
        .order_by(form_attachment.c.version_id, form_attachment.c.name)
    )
    found: dict[int, tuple[StoredFile, ...]] = {}
    for row in rows:
        file = StoredFile(*row)
        found[file.version_id] = (*found.get(file.version_id, ()), file)
    return found


def add_files(conn: Connection, version_id: int, files: Sequence[Mapping[str, object]]) -> None:
    """Create file slots of a version."""
    if files:
        conn.execute(insert(form_attachment), [{"version_id": version_id, **f} for f in files])


def fill_file(conn: Connection, version_id: int, name: str, **values: object) -> bool:
    """Set the content of a slot; false when the version has no such slot."""
    done = conn.execute(
        update(form_attachment)
        .where(and_(form_attachment.c.version_id == version_id, form_attachment.c.name == name))
        .values(**values)
    )
    return done.rowcount > 0


def count_forms(conn: Connection) -> dict[int, int]:
    """Number of live forms by project."""
    rows = conn.execute(
        select(form.c.project_id, func.count())
        .where(form.c.deleted_at.is_(None))
        .group_by(form.c.project_id)
    )
    return dict(rows.all())

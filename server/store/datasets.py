"""Questions and orders about entity lists and their properties."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError

from server.core.entity_names import folded
from server.core.errors import DatasetNameConflict, NotUnique, PropertyNameConflict
from server.store.list_changes import changed
from server.store.tables.entities import dataset, dataset_property

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy import Column, Connection


@dataclass(frozen=True, slots=True)
class StoredDataset:
    """An entity list."""

    id: int
    project_id: int
    name: str
    approval_required: bool
    owner_only: bool
    created_at: datetime
    created_by: int | None
    updated_at: datetime

    @property
    def list_name(self) -> str:
        """Its name among the lists whose changes are counted."""
        return f"dataset:{self.id}"


@dataclass(frozen=True, slots=True)
class StoredProperty:
    """A property of a list."""

    name: str
    published_at: datetime


_DATASET: tuple[Column[Any], ...] = (
    dataset.c.id,
    dataset.c.project_id,
    dataset.c.name,
    dataset.c.approval_required,
    dataset.c.owner_only,
    dataset.c.created_at,
    dataset.c.created_by,
    dataset.c.updated_at,
)


def datasets_of(conn: Connection, project_id: int) -> tuple[StoredDataset, ...]:
    """Lists of a project by name."""
    rows = conn.execute(
        select(*_DATASET).where(dataset.c.project_id == project_id).order_by(dataset.c.name)
    )
    return tuple(StoredDataset(*row) for row in rows)


def find(conn: Connection, project_id: int, name: str) -> StoredDataset | None:
    """The list of this name, in these capitals; None without one."""
    row = conn.execute(
        select(*_DATASET).where(dataset.c.project_id == project_id, dataset.c.name == name)
    ).first()
    return None if row is None else StoredDataset(*row)


def by_id(conn: Connection, dataset_id: int) -> StoredDataset | None:
    """The list with this key, or None."""
    row = conn.execute(select(*_DATASET).where(dataset.c.id == dataset_id)).first()
    return None if row is None else StoredDataset(*row)


def add(
    conn: Connection,
    project_id: int,
    name: str,
    *,
    approval_required: bool,
    owner_only: bool,
    by: int | None,
    now: datetime,
) -> StoredDataset:
    """A new list; raise NotUnique, DatasetNameConflict."""
    try:
        with conn.begin_nested():
            conn.execute(
                insert(dataset).values(
                    project_id=project_id,
                    name=name,
                    folded=folded(name),
                    approval_required=approval_required,
                    owner_only=owner_only,
                    created_at=now,
                    created_by=by,
                    updated_at=now,
                )
            )
    except IntegrityError as error:
        taken = conn.execute(
            select(dataset.c.name).where(
                dataset.c.project_id == project_id, dataset.c.folded == folded(name)
            )
        ).scalar()
        if taken is not None and taken != name:
            raise DatasetNameConflict(current=taken, provided=name) from error
        raise NotUnique(field="name,projectId", value=f"{name},{project_id}") from error
    found = find(conn, project_id, name)
    if found is None:
        raise NotUnique(field="name,projectId", value=f"{name},{project_id}")
    return found


def change(conn: Connection, dataset_id: int, *, now: datetime, **values: object) -> None:
    """Set columns of a list; tablets look at it again."""
    conn.execute(update(dataset).where(dataset.c.id == dataset_id).values(**values, updated_at=now))
    changed(conn, [(f"dataset:{dataset_id}", "")])


def touch(conn: Connection, about: StoredDataset, units: Iterable[str]) -> None:
    """Note that entities filed under these units changed."""
    changed(conn, [(about.list_name, unit) for unit in units])


def properties_of(conn: Connection, dataset_id: int) -> tuple[StoredProperty, ...]:
    """Properties of a list in the order they were added."""
    rows = conn.execute(
        select(dataset_property.c.name, dataset_property.c.published_at)
        .where(dataset_property.c.dataset_id == dataset_id)
        .order_by(dataset_property.c.id)
    )
    return tuple(StoredProperty(*row) for row in rows)


def add_property(conn: Connection, dataset_id: int, name: str, *, now: datetime) -> None:
    """A new property; raise NotUnique, PropertyNameConflict."""
    try:
        with conn.begin_nested():
            conn.execute(
                insert(dataset_property).values(
                    dataset_id=dataset_id, name=name, folded=folded(name), published_at=now
                )
            )
    except IntegrityError as error:
        taken = conn.execute(
            select(dataset_property.c.name).where(
                dataset_property.c.dataset_id == dataset_id,
                dataset_property.c.folded == folded(name),
            )
        ).scalar()
        if taken is not None and taken != name:
            raise PropertyNameConflict(current=taken, provided=name) from error
        raise NotUnique(field="name,datasetId", value=f"{name},{dataset_id}") from error
    change(conn, dataset_id, now=now)

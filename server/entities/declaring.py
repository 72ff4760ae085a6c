"""What a form declares of entity lists comes into being when it is published (protocol.md 4.1)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from server.core.entity_names import dataset_name, property_name
from server.entities import ours
from server.store import audit, datasets

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from server.core.schema import FormSchema
    from server.services import Services
    from server.store.datasets import StoredProperty


def declare(
    conn: Connection, project_id: int, schema: FormSchema, *, by: int | None, now: datetime
) -> None:
    """Make the lists and properties that a form saves to, as far as they are not there.

    Raise UnexpectedValue for a name, DatasetNameConflict, PropertyNameConflict.
    """
    for each in schema.entities:
        if each.dataset in ours.NAMES:
            continue
        found = datasets.find(conn, project_id, each.dataset)
        if found is None:
            ours.refuse_name(dataset_name(each.dataset))
            found = datasets.add(
                conn,
                project_id,
                each.dataset,
                approval_required=False,
                owner_only=False,
                by=by,
                now=now,
            )
            audit.note(conn, "dataset.create", at=now, by=by, subject=each.dataset)
        known = {prop.name for prop in datasets.properties_of(conn, found.id)}
        for name in each.properties:
            if name not in known:
                datasets.add_property(conn, found.id, property_name(name), now=now)


def names_in(conn: Connection, project_id: int) -> frozenset[str]:
    """Names of the lists that have rows of their own."""
    return frozenset(each.name for each in datasets.datasets_of(conn, project_id))


@dataclass(frozen=True, slots=True)
class DeclaredProperty:
    """A property of a list beside a form: whether the form saves to it, whether it is to come."""

    name: str
    in_form: bool
    is_new: bool


@dataclass(frozen=True, slots=True)
class Declared:
    """A list that a form fills, as it is and as publishing the form makes it."""

    name: str
    is_new: bool
    properties: tuple[DeclaredProperty, ...]


def declared(services: Services, project_id: int, schema: FormSchema) -> tuple[Declared, ...]:
    """The lists a form fills, with all their properties."""
    with services.store.read() as conn:
        return tuple(
            _declared(conn, project_id, schema, name)
            for name in dict.fromkeys(each.dataset for each in schema.entities)
        )


def _declared(conn: Connection, project_id: int, schema: FormSchema, name: str) -> Declared:
    saved = {p: None for e in schema.entities if e.dataset == name for p in e.properties}
    found = ours.named(conn, project_id, name) or datasets.find(conn, project_id, name)
    stored: tuple[StoredProperty, ...] = ()
    if found is not None:
        is_ours = ours.is_ours(found)
        stored = ours.properties_of(found) if is_ours else datasets.properties_of(conn, found.id)
    known = {each.name: None for each in stored}
    return Declared(
        name,
        found is None,
        tuple(DeclaredProperty(p, p in saved, p not in known) for p in {**known, **saved}),
    )

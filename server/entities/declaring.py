"""What a form declares of entity lists comes into being when it is published (protocol.md 4.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from server.core.entity_names import dataset_name, property_name
from server.entities import ours
from server.store import audit, datasets

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from server.core.schema import FormSchema


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

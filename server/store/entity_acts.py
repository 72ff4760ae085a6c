"""What submissions did to entities, and what of it waits for another (protocol.md 4.2)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from server.store.tables.entities import entity_act

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Connection


class Outcome(StrEnum):
    """What became of one entity element."""

    CREATED = "created"
    UPDATED = "updated"
    HELD = "held"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Act:
    """One entity element of a submission (`path`), and what became of it.

    `version` is the entity's version it made; `code`, `zh` and `en` tell why it failed.
    """

    county: str
    submission_id: int
    path: str
    version_id: int
    dataset_id: int
    uuid: str
    outcome: Outcome
    version: int | None
    conflict: str | None
    code: str
    zh: str
    en: str
    at: datetime


_ACT = tuple(entity_act.c[name] for name in Act.__slots__)


def _act(row: Sequence[Any]) -> Act:
    values = dict(zip(Act.__slots__, row, strict=True))
    return Act(**values | {"outcome": Outcome(values["outcome"])})


def put(conn: Connection, act: Act) -> None:
    """Note what became of an entity element, in place of what was noted before."""
    values = {name: getattr(act, name) for name in Act.__slots__}
    dialect = postgresql if conn.dialect.name == "postgresql" else sqlite
    row = dialect.insert(entity_act).values(**values)
    conn.execute(
        row.on_conflict_do_update(
            index_elements=["county", "submission_id", "path"],
            set_={name: row.excluded[name] for name in values},
        )
    )


def of_submission(conn: Connection, county: str, submission_id: int) -> tuple[Act, ...]:
    """What a submission did, by path."""
    rows = conn.execute(
        select(*_ACT)
        .where(entity_act.c.county == county, entity_act.c.submission_id == submission_id)
        .order_by(entity_act.c.path)
    )
    return tuple(_act(row) for row in rows)


def held_for(conn: Connection, dataset_id: int, uuid: str) -> tuple[Act, ...]:
    """What waits for a version of this entity."""
    rows = conn.execute(
        select(*_ACT).where(
            entity_act.c.dataset_id == dataset_id,
            entity_act.c.uuid == uuid,
            entity_act.c.outcome == Outcome.HELD,
        )
    )
    return tuple(_act(row) for row in rows)

"""What submissions did to entities, and what of it waits for another (protocol.md 4.2)."""

from __future__ import annotations

from dataclasses import dataclass, fields
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from server.store.tables.entities import entity_act
from server.store.tables.submissions import submission, submission_version

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Connection, Row

    AnyRow = Row[*tuple[Any, ...]]


class Outcome(StrEnum):
    """What became of one entity element."""

    CREATED = "created"
    UPDATED = "updated"
    HELD = "held"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Act:
    """One entity element of a submission (`path`), and what became of it.

    `version` is the entity's version it made; `code`, `zh` and `en` tell why it failed; `change`
    is what is held, as a document.
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
    change: Mapping[str, Any] | None = None


_NAMES = tuple(field.name for field in fields(Act))
_ACT = tuple(entity_act.c[name] for name in _NAMES)


def _act(row: Sequence[Any]) -> Act:
    values = dict(zip(_NAMES, row, strict=True))
    return Act(**values | {"outcome": Outcome(values["outcome"])})


def put(conn: Connection, act: Act) -> None:
    """Note what became of an entity element, in place of what was noted before."""
    values = {name: getattr(act, name) for name in _NAMES}
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


def source_of(conn: Connection, county: str, version_id: int) -> AnyRow | None:
    """A version of a submission if it is still the current one, with what entities need of it."""
    return conn.execute(
        select(
            submission.c.county,
            submission.c.id.label("submission_id"),
            submission.c.project_id,
            submission.c.instance_id,
            submission.c.unit_code,
            submission.c.review_state,
            submission.c.is_training,
            submission_version.c.id.label("version_id"),
            submission_version.c.version_id.label("form_version"),
            submission_version.c.xml,
            submission_version.c.submitter_id,
            submission_version.c.user_agent,
            submission_version.c.received_at,
        )
        .join(
            submission,
            (submission.c.county == submission_version.c.county)
            & (submission.c.id == submission_version.c.submission_id)
            & (submission.c.current_id == submission_version.c.id),
        )
        .where(
            submission_version.c.county == county,
            submission_version.c.id == version_id,
            submission.c.deleted_at.is_(None),
        )
    ).first()

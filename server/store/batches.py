"""Clean records that are accepted together: who offered them, the sample, what became of each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select, true, update

from server.core.types import State
from server.store.records import in_area
from server.store.tables.desk import review_batch, review_batch_item
from server.store.tables.submissions import review_action, submission

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Connection, Row

    AnyRow = Row[*tuple[Any, ...]]

DECIDED = ("approved", "returned", "rejected")


def clean(
    conn: Connection, units: Sequence[str], *, but_of: int, form_id: str | None, limit: int
) -> Sequence[AnyRow]:
    """Records that wait without an error or warning, whole, not held, not sent by `but_of`."""
    s = submission.c
    query = (
        select(s.county, s.id, s.unit_code, s.row_version)
        .where(
            in_area(units),
            s.township.in_(sorted({unit[:9] for unit in units})) if _are_small(units) else true(),
            s.state == State.TO_REVIEW,
            s.errors + s.warnings == 0,
            s.unanswered == 0,
            s.is_held.is_(False),
            s.files_present >= s.files_expected,
            s.submitter_id != but_of,
        )
        .order_by(s.received_at, s.id)
        .limit(limit)
    )
    if form_id:
        query = query.where(s.form_id == form_id)
    return conn.execute(query).all()


def _are_small(units: Sequence[str]) -> bool:
    return all(unit[6:9] != "000" for unit in units)


def add(conn: Connection, batch: Mapping[str, Any], items: Sequence[Mapping[str, Any]]) -> None:
    """Keep a batch with its items."""
    conn.execute(insert(review_batch), [batch])
    conn.execute(insert(review_batch_item), items)


def find(conn: Connection, batch_id: int, actor_id: int) -> AnyRow | None:
    """A batch of this person; None for somebody else's."""
    return conn.execute(
        select(review_batch).where(
            review_batch.c.id == batch_id, review_batch.c.actor_id == actor_id
        )
    ).first()


def items(conn: Connection, batch_id: int) -> Sequence[AnyRow]:
    """Items of a batch with how their records stand now."""
    return conn.execute(
        select(
            review_batch_item,
            submission.c.title,
            submission.c.form_id,
            submission.c.state.label("stands"),
        )
        .join(
            submission,
            (submission.c.county == review_batch_item.c.county)
            & (submission.c.id == review_batch_item.c.submission_id),
        )
        .where(review_batch_item.c.batch_id == batch_id)
        .order_by(review_batch_item.c.submission_id)
    ).all()


def decided(conn: Connection, batch_id: int, actor_id: int, since: datetime) -> Mapping[int, str]:
    """What this person decided one by one about items of a batch since it was offered."""
    rows = conn.execute(
        select(review_action.c.submission_id, review_action.c.kind, review_action.c.details)
        .join(
            review_batch_item,
            (review_batch_item.c.county == review_action.c.county)
            & (review_batch_item.c.submission_id == review_action.c.submission_id),
        )
        .where(
            review_batch_item.c.batch_id == batch_id,
            review_action.c.actor_id == actor_id,
            review_action.c.at >= since,
            review_action.c.kind.in_(DECIDED),
            review_action.c.is_undone.is_(False),
        )
        .order_by(review_action.c.id)
    )
    return {row.submission_id: row.kind for row in rows if not (row.details or {}).get("batch")}


def action_of(conn: Connection, item: AnyRow, actor_id: int) -> AnyRow | None:
    """The act that accepted an item with its batch, if nobody undid it."""
    rows = conn.execute(
        select(review_action)
        .where(
            review_action.c.county == item.county,
            review_action.c.submission_id == item.submission_id,
            review_action.c.actor_id == actor_id,
            review_action.c.kind == "approved",
            review_action.c.is_undone.is_(False),
        )
        .order_by(review_action.c.id.desc())
    )
    wanted = str(item.batch_id)
    return next((row for row in rows if (row.details or {}).get("batch") == wanted), None)


def set_item(conn: Connection, batch_id: int, submission_id: int, state: str) -> None:
    """Note what became of an item."""
    conn.execute(
        update(review_batch_item)
        .where(
            review_batch_item.c.batch_id == batch_id,
            review_batch_item.c.submission_id == submission_id,
        )
        .values(state=state)
    )


def close(conn: Connection, batch_id: int, *, was: str, state: str, now: datetime) -> bool:
    """Move a batch on; False when somebody was quicker."""
    return (
        conn.execute(
            update(review_batch)
            .where(review_batch.c.id == batch_id, review_batch.c.state == was)
            .values(state=state, closed_at=now)
        ).rowcount
        == 1
    )

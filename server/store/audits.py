"""Samples that counties draw of what townships accepted, and what they found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import func, insert, select, update

from server.store.tables.desk import audit_draw, audit_item
from server.store.tables.submissions import review_action, submission

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Connection, Row

    AnyRow = Row[*tuple[Any, ...]]


def accepted(
    conn: Connection, township: str, states: Iterable[str], since: datetime, until: datetime
) -> Sequence[AnyRow]:
    """Records of a township (9 digits) accepted in a span and still so, with who accepted them."""
    newest = (
        select(
            review_action.c.county,
            review_action.c.submission_id,
            func.max(review_action.c.id).label("id"),
        )
        .join(
            submission,
            (submission.c.county == review_action.c.county)
            & (submission.c.id == review_action.c.submission_id),
        )
        .where(
            submission.c.township == township,
            submission.c.state.in_(states),
            submission.c.deleted_at.is_(None),
            review_action.c.kind == "approved",
            review_action.c.is_undone.is_(False),
            review_action.c.at >= since,
            review_action.c.at < until,
        )
        .group_by(review_action.c.county, review_action.c.submission_id)
        .subquery()
    )
    return conn.execute(
        select(
            review_action.c.county,
            review_action.c.submission_id,
            review_action.c.actor_id,
            review_action.c.actor_name,
        )
        .join(
            newest,
            (newest.c.county == review_action.c.county) & (newest.c.id == review_action.c.id),
        )
        .order_by(review_action.c.submission_id)
    ).all()


def add(conn: Connection, draw: Mapping[str, Any], items: Sequence[Mapping[str, Any]]) -> None:
    """Keep a draw with its items."""
    conn.execute(insert(audit_draw), [draw])
    if items:
        conn.execute(insert(audit_item), items)


_COUNTED = (
    select(
        audit_draw,
        func.count().filter(audit_item.c.result == "pass").label("passed"),
        func.count().filter(audit_item.c.result == "fail").label("failed"),
    )
    .join(audit_item, audit_item.c.draw_id == audit_draw.c.id, isouter=True)
    .group_by(*audit_draw.c)
)


def draws(conn: Connection, counties: Sequence[str], *, limit: int) -> Sequence[AnyRow]:
    """Draws of these counties with what was found, newest first."""
    return conn.execute(
        _COUNTED.where(audit_draw.c.county.in_(counties))
        .order_by(audit_draw.c.id.desc())
        .limit(limit)
    ).all()


def find(conn: Connection, counties: Sequence[str], draw_id: int) -> AnyRow | None:
    """One draw with what was found."""
    return conn.execute(
        _COUNTED.where(audit_draw.c.county.in_(counties), audit_draw.c.id == draw_id)
    ).first()


def items(conn: Connection, draw_id: int) -> Sequence[AnyRow]:
    """Items of a draw in the order drawn, with how their records stand."""
    return conn.execute(
        select(
            audit_item,
            submission.c.title,
            submission.c.form_id,
            submission.c.unit_code,
            submission.c.state,
            submission.c.submitter_id,
        )
        .join(
            submission,
            (submission.c.county == audit_item.c.county)
            & (submission.c.id == audit_item.c.submission_id),
        )
        .where(audit_item.c.draw_id == draw_id)
        .order_by(audit_item.c.position)
    ).all()


def decide(conn: Connection, draw_id: int, submission_id: int, values: Mapping[str, Any]) -> bool:
    """Write what was found of an item; False when that was done already."""
    return (
        conn.execute(
            update(audit_item)
            .where(
                audit_item.c.draw_id == draw_id,
                audit_item.c.submission_id == submission_id,
                audit_item.c.result == "",
            )
            .values(**values)
        ).rowcount
        == 1
    )


def rates(conn: Connection, counties: Sequence[str]) -> Sequence[AnyRow]:
    """By township: how many were drawn, passed and failed in all draws."""
    return conn.execute(
        select(
            audit_draw.c.township,
            func.count(audit_item.c.submission_id).label("drawn"),
            func.count().filter(audit_item.c.result == "pass").label("passed"),
            func.count().filter(audit_item.c.result == "fail").label("failed"),
        )
        .join(audit_item, audit_item.c.draw_id == audit_draw.c.id)
        .where(audit_draw.c.county.in_(counties))
        .group_by(audit_draw.c.township)
        .order_by(audit_draw.c.township)
    ).all()

"""Who reviews which village, and who stands in for whom."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, func, insert, select

from server.core.types import State
from server.store.clauses import within
from server.store.tables.desk import review_absence, review_duty
from server.store.tables.submissions import submission
from server.store.tables.users import actor, assignment

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from sqlalchemy import Connection, Row

    AnyRow = Row[*tuple[Any, ...]]


def duties(conn: Connection, units: Sequence[str]) -> Mapping[str, AnyRow]:
    """By village: who reviews it."""
    rows = conn.execute(select(review_duty).where(within(review_duty.c.unit_code, units)))
    return {row.unit_code: row for row in rows}


def absences(conn: Connection, on: date) -> Mapping[int, AnyRow]:
    """By person: who stands in on that day, and until when."""
    rows = conn.execute(select(review_absence).where(review_absence.c.to_date >= on))
    return {row.actor_id: row for row in rows}


def villages_of(conn: Connection, actor_id: int, on: date) -> tuple[str, ...]:
    """Villages a person reviews on that day: the own ones unless away, and those stood in for."""
    away = {row.actor_id: row.deputy_id for row in absences(conn, on).values()}
    people = {each for each, deputy in away.items() if deputy == actor_id}
    if actor_id not in away:
        people.add(actor_id)
    if not people:
        return ()
    rows = conn.execute(
        select(review_duty.c.unit_code)
        .where(review_duty.c.actor_id.in_(people))
        .order_by(review_duty.c.unit_code)
    )
    return tuple(rows.scalars())


def has_any(conn: Connection, actor_id: int) -> bool:
    """Whether this person has or stands in for any village, away or not."""
    found = conn.execute(
        select(review_duty.c.unit_code).where(review_duty.c.actor_id == actor_id).limit(1)
    ).first()
    stands = conn.execute(
        select(review_absence.c.actor_id).where(review_absence.c.deputy_id == actor_id).limit(1)
    ).first()
    return found is not None or stands is not None


def put(
    conn: Connection, unit_code: str, who: tuple[int, str] | None, *, by: int, now: datetime
) -> None:
    """Give a village to a person (id, name), or to nobody."""
    conn.execute(delete(review_duty).where(review_duty.c.unit_code == unit_code))
    if who is not None:
        row = {
            "unit_code": unit_code,
            "actor_id": who[0],
            "actor_name": who[1],
            "set_by": by,
            "set_at": now,
        }
        conn.execute(insert(review_duty), [row])


def stand_in(
    conn: Connection,
    actor_id: int,
    deputy: tuple[int, str] | None,
    *,
    to_date: date | None,
    now: datetime,
) -> None:
    """Let somebody stand in for a person to a day, or end that."""
    conn.execute(delete(review_absence).where(review_absence.c.actor_id == actor_id))
    if deputy is not None and to_date is not None:
        row = {
            "actor_id": actor_id,
            "to_date": to_date,
            "deputy_id": deputy[0],
            "deputy_name": deputy[1],
            "set_at": now,
        }
        conn.execute(insert(review_absence), [row])


def reviewers(
    conn: Connection, units: Sequence[str], posts: Sequence[str], *, on: date
) -> tuple[tuple[int, str], ...]:
    """People who review in these units on a day, by name."""
    rows = conn.execute(
        select(actor.c.id, actor.c.display_name)
        .join(assignment, assignment.c.actor_id == actor.c.id)
        .where(
            assignment.c.role.in_(posts),
            assignment.c.unit_code.in_(units),
            func.coalesce(assignment.c.from_date, on) <= on,
            func.coalesce(assignment.c.to_date, on) >= on,
            actor.c.deleted_at.is_(None),
        )
        .distinct()
        .order_by(actor.c.display_name, actor.c.id)
    )
    return tuple((row.id, row.display_name) for row in rows)


def waiting(conn: Connection, units: Sequence[str]) -> Mapping[str, tuple[int, datetime]]:
    """By village: how many records wait for review, and since when the oldest."""
    s = submission.c
    rows = conn.execute(
        select(s.unit_code, func.count(), func.min(s.received_at))
        .where(
            within(s.unit_code, units),
            s.township.in_(sorted({unit[:9] for unit in units})),
            s.state == State.TO_REVIEW,
            s.deleted_at.is_(None),
        )
        .group_by(s.unit_code)
    )
    return {code: (int(n), oldest) for code, n, oldest in rows}

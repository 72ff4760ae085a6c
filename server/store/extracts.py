"""Rows of files that people take out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, select, update

from server.core.desk.extract import OPEN, Extract, ExtractState, Wish
from server.store.ids import new_id
from server.store.tables.extracts import extract
from server.store.tables.users import actor

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection, Row

_ALL = select(extract, actor.c.display_name).join(actor, actor.c.id == extract.c.actor_id)


def add(conn: Connection, wish: Wish, *, by: int, title: str, now: datetime) -> int:
    """Note what is wanted; the id of the file to be."""
    ref = new_id()
    conn.execute(
        insert(extract).values(
            id=ref,
            actor_id=by,
            source=wish.source,
            title=title,
            format=wish.format,
            language=wish.language,
            wish={"query": dict(wish.query), "codes": wish.codes},
            purpose=wish.purpose,
            state=ExtractState.WAITING,
            created_at=now,
        )
    )
    return ref


def find(conn: Connection, ref: int) -> Extract | None:
    """One of them."""
    row = conn.execute(_ALL.where(extract.c.id == ref)).first()
    return None if row is None else _extract(row)


def of_actor(conn: Connection, by: int, *, limit: int) -> tuple[Extract, ...]:
    """The newest files of a person."""
    wanted = _ALL.where(extract.c.actor_id == by).order_by(extract.c.id.desc()).limit(limit)
    return tuple(_extract(row) for row in conn.execute(wanted))


def count_open(conn: Connection, by: int) -> int:
    """How many of a person's files are still to be made."""
    wanted = select(extract.c.id).where(extract.c.actor_id == by, extract.c.state.in_(OPEN))
    return len(conn.execute(wanted).all())


def any_waiting(conn: Connection) -> bool:
    """Whether `take` would find one."""
    wanted = select(extract.c.id).where(extract.c.state == ExtractState.WAITING).limit(1)
    return conn.execute(wanted).first() is not None


def take(conn: Connection, *, now: datetime) -> Extract | None:
    """The oldest that waits, marked as begun; nobody else gets it."""
    wanted = (
        select(extract.c.id)
        .where(extract.c.state == ExtractState.WAITING)
        .order_by(extract.c.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    ref = conn.execute(wanted).scalar()
    if ref is None:
        return None
    change(conn, ref, state=ExtractState.RUNNING, started_at=now, rows=0)
    return find(conn, ref)


def change(conn: Connection, ref: int, **columns: Any) -> None:  # noqa: ANN401  # values of columns
    """Set columns of one."""
    conn.execute(update(extract).where(extract.c.id == ref).values(**columns))


def end(
    conn: Connection,
    ref: int,
    state: ExtractState,
    *,
    now: datetime,
    **columns: Any,  # noqa: ANN401  # as above
) -> bool:
    """End one that is still open; False when it had ended before."""
    changed = conn.execute(
        update(extract)
        .where(extract.c.id == ref, extract.c.state.in_(OPEN))
        .values(state=state, finished_at=now, **columns)
    )
    return changed.rowcount == 1


def release_running(conn: Connection) -> int:
    """Give back what a process was making when it died; return how many."""
    return conn.execute(
        update(extract)
        .where(extract.c.state == ExtractState.RUNNING)
        .values(state=ExtractState.WAITING)
    ).rowcount


def forget_expired(conn: Connection, *, now: datetime) -> tuple[Extract, ...]:
    """Take out of the list what has been kept long enough; the audit trail keeps who took what."""
    gone = tuple(_extract(row) for row in conn.execute(_ALL.where(extract.c.expires_at <= now)))
    if gone:
        conn.execute(delete(extract).where(extract.c.id.in_([each.id for each in gone])))
    return gone


def _extract(row: Row[Any]) -> Extract:
    wish = Wish(
        source=row.source,
        format=row.format,
        purpose=row.purpose,
        language=row.language,
        codes=row.wish["codes"],
        query=row.wish["query"],
    )
    return Extract(
        id=row.id,
        by=row.actor_id,
        by_name=row.display_name,
        wish=wish,
        title=row.title,
        state=ExtractState(row.state),
        rows=row.rows,
        total=row.total,
        size=row.size,
        sha256=row.sha256,
        reason=row.reason,
        created_at=row.created_at,
        started_at=row.started_at,
        finished_at=row.finished_at,
        expires_at=row.expires_at,
    )

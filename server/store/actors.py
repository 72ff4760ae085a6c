"""Whoever can act, person or tablet: the name and the times, for those who show who did what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select, update

from server.core.errors import NotFound
from server.store.tables.users import actor

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy import Connection

MOST_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Actor:
    """A person (`kind` ``user``), a tablet (``app_user``) or a public link, also a deleted one."""

    id: int
    kind: str
    name: str
    created_at: datetime
    created_by: int | None
    updated_at: datetime | None
    deleted_at: datetime | None


_ACTOR = select(
    actor.c.id,
    actor.c.kind,
    actor.c.display_name,
    actor.c.created_at,
    actor.c.created_by,
    actor.c.updated_at,
    actor.c.deleted_at,
)


def actors(conn: Connection, ids: Iterable[int | None]) -> dict[int, Actor]:
    """The actors with these ids, by id; None and unknown ids are passed over."""
    wanted = sorted({each for each in ids if each is not None})
    found: dict[int, Actor] = {}
    for start in range(0, len(wanted), MOST_AT_ONCE):
        some = wanted[start : start + MOST_AT_ONCE]
        found |= {row.id: Actor(*row) for row in conn.execute(_ACTOR.where(actor.c.id.in_(some)))}
    return found


def get_actor(conn: Connection, actor_id: int) -> Actor:
    """One actor; raise NotFound, also for a deleted one."""
    row = conn.execute(_ACTOR.where(actor.c.id == actor_id, actor.c.deleted_at.is_(None))).first()
    if row is None:
        raise NotFound
    return Actor(*row)


def rename(conn: Connection, actor_id: int, name: str, *, now: datetime) -> None:
    """Give an actor another name; what was done before keeps the old one."""
    conn.execute(
        update(actor).where(actor.c.id == actor_id).values(display_name=name, updated_at=now)
    )


def delete(conn: Connection, actor_id: int, *, now: datetime) -> None:
    """Take an actor off every list; what it did stays."""
    conn.execute(update(actor).where(actor.c.id == actor_id).values(deleted_at=now))

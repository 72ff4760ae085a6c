"""One-time codes for forgotten passwords."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select

from server.store.tables.users import password_reset

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection


def add(conn: Connection, digest: str, actor_id: int, *, expires_at: datetime) -> None:
    """Keep a code; an earlier one of the same person is void."""
    void(conn, actor_id)
    conn.execute(
        insert(password_reset).values(token_digest=digest, actor_id=actor_id, expires_at=expires_at)
    )


def owner(conn: Connection, digest: str, *, now: datetime) -> int | None:
    """Whose code it is; None for an unknown or expired one."""
    found: int | None = conn.execute(
        select(password_reset.c.actor_id).where(
            password_reset.c.token_digest == digest, password_reset.c.expires_at > now
        )
    ).scalar()
    return found


def void(conn: Connection, actor_id: int) -> None:
    """Make a person's code void."""
    conn.execute(delete(password_reset).where(password_reset.c.actor_id == actor_id))

"""Spreadsheets that were checked and wait to be loaded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select

from server.store.ids import new_id
from server.store.tables.registers import register_draft

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection


def keep(
    conn: Connection,
    register: str,
    actor_id: int,
    file: tuple[str, bytes],
    *,
    now: datetime,
    older_than: datetime,
) -> str:
    """Keep a file (name, sealed content) and return its key; drafts older than that go."""
    name, content = file
    conn.execute(delete(register_draft).where(register_draft.c.at < older_than))
    key = new_id()
    conn.execute(
        insert(register_draft).values(
            id=key, register=register, actor_id=actor_id, at=now, name=name, content=content
        )
    )
    return str(key)


def find(conn: Connection, register: str, actor_id: int, draft: str) -> tuple[str, bytes] | None:
    """Name and content of one's own draft."""
    if not (draft.isascii() and draft.isdecimal()):
        return None
    row = conn.execute(
        select(register_draft.c.name, register_draft.c.content).where(
            register_draft.c.id == int(draft),
            register_draft.c.register == register,
            register_draft.c.actor_id == actor_id,
        )
    ).first()
    return None if row is None else (row.name, row.content)


def drop(conn: Connection, draft: str) -> None:
    """A draft that was loaded goes."""
    conn.execute(delete(register_draft).where(register_draft.c.id == int(draft)))

"""What programs want remembered for a person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, func, insert, select

from server.store.tables.users import user_preference

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Connection

SITE = 0
"""In place of a project: the whole site."""


def preferences(conn: Connection, actor_id: int) -> dict[int, dict[str, Any]]:
    """All of a person's by project and name."""
    found: dict[int, dict[str, Any]] = {}
    rows = conn.execute(
        select(user_preference.c.project_id, user_preference.c.name, user_preference.c.value)
        .where(user_preference.c.actor_id == actor_id)
        .order_by(user_preference.c.project_id, user_preference.c.name)
    )
    for row in rows:
        found.setdefault(row.project_id, {})[row.name] = row.value[0]
    return found


def count(conn: Connection, actor_id: int) -> int:
    """How many a person has."""
    rows = select(func.count()).where(user_preference.c.actor_id == actor_id)
    return int(conn.execute(rows).scalar_one())


def put(conn: Connection, actor_id: int, project_id: int, name: str, value: object) -> None:
    """Remember one; kept in a list, since null is a value too."""
    remove(conn, actor_id, project_id, name)
    conn.execute(
        insert(user_preference).values(
            actor_id=actor_id, project_id=project_id, name=name, value=[value]
        )
    )


def remove(conn: Connection, actor_id: int, project_id: int, name: str) -> bool:
    """Forget one; false when there was none."""
    done = conn.execute(delete(user_preference).where(*_one(actor_id, project_id, name)))
    return done.rowcount > 0


def _one(actor_id: int, project_id: int, name: str) -> tuple[ColumnElement[bool], ...]:
    return (
        user_preference.c.actor_id == actor_id,
        user_preference.c.project_id == project_id,
        user_preference.c.name == name,
    )

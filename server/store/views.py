"""Parts of the queue that people keep under a name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, delete, func, insert, or_, select

from server.store.tables.desk import saved_view

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection, Row

    AnyRow = Row[*tuple[Any, ...]]


def views(conn: Connection, owner_id: int, unit_code: str) -> Sequence[AnyRow]:
    """One's own views, and those shared with everybody of the same unit, by name."""
    return conn.execute(
        select(saved_view)
        .where(
            or_(
                saved_view.c.owner_id == owner_id,
                and_(saved_view.c.unit_code == unit_code, saved_view.c.is_shared.is_(True)),
            )
        )
        .order_by(saved_view.c.name, saved_view.c.id)
    ).all()


def count(conn: Connection, owner_id: int) -> int:
    """How many views a person keeps."""
    wanted = select(func.count()).select_from(saved_view).where(saved_view.c.owner_id == owner_id)
    return int(conn.execute(wanted).scalar_one())


def put(conn: Connection, row: Mapping[str, Any]) -> None:
    """Keep a view; one of the same name and owner is replaced."""
    conn.execute(
        delete(saved_view).where(
            saved_view.c.owner_id == row["owner_id"], saved_view.c.name == row["name"]
        )
    )
    conn.execute(insert(saved_view), [row])


def drop(conn: Connection, owner_id: int, view_id: int) -> bool:
    """Forget a view of one's own; False when there is none."""
    gone = conn.execute(
        delete(saved_view).where(saved_view.c.id == view_id, saved_view.c.owner_id == owner_id)
    )
    return gone.rowcount == 1

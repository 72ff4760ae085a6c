"""Tables of figures that people keep under a name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, delete, func, insert, or_, select

from server.store.tables.maps import saved_figures

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection, Row

    AnyRow = Row[*tuple[Any, ...]]


def of(conn: Connection, owner_id: int, unit_code: str) -> Sequence[AnyRow]:
    """One's own, and those shared with everybody of the same unit, by name."""
    return conn.execute(
        select(saved_figures)
        .where(
            or_(
                saved_figures.c.owner_id == owner_id,
                and_(saved_figures.c.unit_code == unit_code, saved_figures.c.is_shared.is_(True)),
            )
        )
        .order_by(saved_figures.c.name, saved_figures.c.id)
    ).all()


def count(conn: Connection, owner_id: int) -> int:
    """How many a person keeps."""
    wanted = select(func.count()).where(saved_figures.c.owner_id == owner_id)
    return int(conn.execute(wanted).scalar_one())


def put(conn: Connection, row: Mapping[str, Any]) -> None:
    """Keep one; one of the same name and owner is replaced."""
    conn.execute(
        delete(saved_figures).where(
            saved_figures.c.owner_id == row["owner_id"], saved_figures.c.name == row["name"]
        )
    )
    conn.execute(insert(saved_figures), [row])


def drop(conn: Connection, owner_id: int, key: int) -> bool:
    """Forget one of one's own; False when there is none."""
    gone = conn.execute(
        delete(saved_figures).where(saved_figures.c.id == key, saved_figures.c.owner_id == owner_id)
    )
    return gone.rowcount == 1

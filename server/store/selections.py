"""Selections drawn on a map: short-lived lists of keys, each its owner's own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, select

from server.store.ids import new_id
from server.store.tables.maps import map_selection, map_selection_item

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection, Row

    AnyRow = Row[*tuple[Any, ...]]


def keep(conn: Connection, row: Mapping[str, Any], refs: Sequence[int], *, most: int) -> int:
    """Keep a selection and return its id; what is past its time, and all but `most`, goes."""
    _forget_old(conn, row["owner_id"], row["created_at"], most=most)
    key = new_id()
    conn.execute(insert(map_selection), [{**row, "id": key, "n": len(refs)}])
    if refs:
        conn.execute(
            insert(map_selection_item), [{"selection_id": key, "ref": ref} for ref in refs]
        )
    return key


def _forget_old(conn: Connection, owner_id: int, now: datetime, *, most: int) -> None:
    mine = conn.execute(
        select(map_selection.c.id)
        .where(map_selection.c.owner_id == owner_id)
        .order_by(map_selection.c.id.desc())
    ).scalars()
    late = conn.execute(select(map_selection.c.id).where(map_selection.c.expires_at <= now))
    gone = {*list(mine)[most - 1 :], *late.scalars()}
    if gone:
        conn.execute(delete(map_selection_item).where(map_selection_item.c.selection_id.in_(gone)))
        conn.execute(delete(map_selection).where(map_selection.c.id.in_(gone)))


def find(conn: Connection, owner_id: int, key: int, *, now: datetime) -> AnyRow | None:
    """A selection of one's own that still holds."""
    return conn.execute(
        select(map_selection).where(
            map_selection.c.id == key,
            map_selection.c.owner_id == owner_id,
            map_selection.c.expires_at > now,
        )
    ).first()


def refs(conn: Connection, key: int) -> frozenset[int]:
    """Keys in a selection; whose it is, the caller has looked at."""
    found = select(map_selection_item.c.ref).where(map_selection_item.c.selection_id == key)
    return frozenset(conn.execute(found).scalars())


def selected(column: ColumnElement[int], key: int) -> ColumnElement[bool]:
    """Rows whose key in `column` stands in a selection."""
    return column.in_(
        select(map_selection_item.c.ref).where(map_selection_item.c.selection_id == key)
    )

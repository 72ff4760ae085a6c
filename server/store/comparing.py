"""Fresh and live tables side by side, row by row (decision D2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import MetaData, String, collate, select

from server.store.scratch import live_name
from server.store.tables.areas import counter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy import Connection, Row, Table

    Values = tuple[Any, ...]
    Opened = Callable[[object], object]
    AnyRow = Row[*tuple[Any, ...]]

BATCH = 1_000


@dataclass(frozen=True, slots=True)
class Difference:
    """A row that is not the same in both: its table and key, and the columns that differ.

    `columns` is empty for a row that is in one of them only; `is_live` tells in which.
    """

    table: str
    key: Values
    columns: tuple[str, ...] = ()
    is_live: bool = True


def differences(conn: Connection, table: Table, opened: Opened) -> Iterator[Difference]:
    """Rows of the live and the fresh table that differ.

    `opened` makes comparable what is sealed: the same text is never sealed to the same bytes.
    """
    names = [column.name for column in table.columns]
    at = [names.index(column.name) for column in table.primary_key.columns]
    live = _rows(conn, table.to_metadata(MetaData(), schema=live_name(conn)))
    fresh = _rows(conn, table)
    one, other = next(live, None), next(fresh, None)
    while one is not None or other is not None:
        left = None if one is None else tuple(one[n] for n in at)
        right = None if other is None else tuple(other[n] for n in at)
        if one is not None and other is not None and left == right:
            columns = tuple(_differing(names, one, other, opened))
            if columns:
                yield Difference(table.name, left or (), columns)
        elif right is None or (left is not None and left < right):
            yield Difference(table.name, left or ())
        else:
            yield Difference(table.name, right, is_live=False)
        ahead = right is None or (left is not None and left <= right)
        behind = left is None or (right is not None and right <= left)
        one = next(live, None) if ahead else one
        other = next(fresh, None) if behind else other


def _rows(conn: Connection, table: Table) -> Iterator[AnyRow]:
    """All rows by key, texts in the order of their characters whatever the collation."""
    order = [
        collate(column, "C")
        if conn.dialect.name == "postgresql" and isinstance(column.type, String)
        else column
        for column in table.primary_key.columns
    ]
    query = select(table).order_by(*order)
    if table.name == counter.name:
        query = query.where(table.c.n != 0)  # one that was counted down stays with nothing in it
    yield from conn.execute(query, execution_options={"yield_per": BATCH})


def _differing(names: list[str], one: AnyRow, other: AnyRow, opened: Opened) -> Iterator[str]:
    for name, left, right in zip(names, one, other, strict=True):
        if left != right and opened(left) != opened(right):
            yield name

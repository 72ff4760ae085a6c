"""Letting registers follow: what belonged to one household or person belongs to another now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from server.core.errors import MergeRefused, PeriodsOverlap, RecordExists
from server.core.registers import BY_NAME
from server.store import register_acts
from server.store.named import named_rows
from server.store.register_history import Act
from server.store.tables.registers import TABLES, main_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import Connection

    from server.core.registers.fields import FieldType
    from server.core.registers.register import Register
    from server.population.changing import Deed
    from server.store.named import Named

    Moved = list[str | int]

MERGED = "merged"
"""Reason code of such corrections (domain.md 5.8)."""


def columns(kind: FieldType) -> Iterator[tuple[Register, str]]:
    """Registers with a column that names a household or a person, and that column."""
    for register in BY_NAME.values():
        for field in register.columns:
            if field.type is kind and not field.is_sealed:
                yield register, main_name(field)


def move(
    conn: Connection, county: str, kind: FieldType, change: tuple[str, str], deed: Deed
) -> list[Moved]:
    """Put `change[1]` for `change[0]` in every register; return what was moved.

    Raise MergeRefused when both have the same benefit, or another record that may be there once.
    """
    old, new = change
    moved: list[Moved] = []
    for register, column in columns(kind):
        for row in _holding(conn, register, county, column, old):
            _rewrite(conn, register, row, column, new, deed=deed)
            moved.append([register.name, row["id"], column, old, new])
    return moved


def move_back(conn: Connection, county: str, moved: Sequence[Moved], deed: Deed) -> None:
    """Put the old values back where nobody has changed them since."""
    for name, key, column, old, new in reversed(moved):
        register = BY_NAME[str(name)]
        table = TABLES[register.name]
        where = (table.c.county == county, table.c.id == key, table.c[str(column)] == new)
        for row in named_rows(conn, select(table).where(*where)):
            _rewrite(conn, register, row, str(column), str(old), deed=deed)


def _holding(
    conn: Connection, register: Register, county: str, column: str, value: str
) -> Sequence[Named]:
    table = TABLES[register.name]
    return named_rows(
        conn,
        select(table)
        .where(table.c.county == county, table.c[column] == value)
        .order_by(table.c.record_id, table.c.valid_from),
    )


def _rewrite(
    conn: Connection, register: Register, row: Named, column: str, value: str, *, deed: Deed
) -> None:
    act = Act(
        at=deed.at,
        actor_id=deed.actor_id,
        actor_name=deed.actor_name,
        reason=MERGED,
        note=deed.note[:500],
    )
    try:
        register_acts.rewrite(conn, register, row, {column: value}, act)
    except (RecordExists, PeriodsOverlap) as error:
        raise MergeRefused(
            reason_zh=f"两边在“{register.zh}”中都有同样的记录，请先在台账中停止或更正其中一条",
            reason_en=f"both have the same record in “{register.en}”; end or correct one first",
        ) from error

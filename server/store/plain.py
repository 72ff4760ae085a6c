"""Columns' values as JSON can hold them, and back."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy import Date, LargeBinary, Numeric

from server.store.tables.base import UtcTime

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sqlalchemy import Table


def plain(value: object) -> object:
    """A column's value as JSON can hold it: bytes as hex, amounts as text, times in ISO."""
    match value:
        case bytes():
            return value.hex()
        case Decimal():
            return str(value)
        case datetime():
            return value.astimezone(UTC).isoformat()
        case date():
            return value.isoformat()
        case _:
            return value


def plain_row(row: Mapping[str, Any]) -> dict[str, Any]:
    """All columns of a row as JSON can hold them."""
    return {name: plain(value) for name, value in row.items()}


READERS: Mapping[type, Callable[[str], object]] = {
    UtcTime: datetime.fromisoformat,
    Date: date.fromisoformat,
    LargeBinary: bytes.fromhex,
    Numeric: Decimal,
}


def typed(kind: object, value: object) -> object:
    """The value again, as the column's type wants it."""
    reader = READERS.get(type(kind))
    return reader(value) if reader is not None and isinstance(value, str) else value


def typed_row(table: Table, row: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of a table that `row` has, with their types."""
    return {
        str(column.name): typed(column.type, row[column.name])
        for column in table.columns
        if column.name in row
    }

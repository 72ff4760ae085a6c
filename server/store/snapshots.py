"""Rows of a household as a document and back, so that a version can be put in force again."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy import Date, LargeBinary, Numeric

from server.store.households import HouseholdRows
from server.store.tables.base import UtcTime
from server.store.tables.households import household, person

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sqlalchemy import Table


def packed(rows: HouseholdRows) -> dict[str, Any]:
    """A document that orjson can write: bytes as hex, amounts as text, times in ISO."""
    return {
        "household": _packed(rows.household),
        "persons": [_packed(row) for row in rows.persons],
    }


def _packed(row: Mapping[str, Any]) -> dict[str, Any]:
    return {key: plain(value) for key, value in row.items()}


def plain(value: object) -> object:
    """A column's value as JSON can hold it."""
    match value:
        case bytes():
            return value.hex()
        case Decimal():
            return str(value)
        case datetime() | date():
            return value.isoformat()
        case _:
            return value


def unpacked(snapshot: Mapping[str, Any]) -> HouseholdRows:
    """The rows again, with the types of their columns."""
    return HouseholdRows(
        household=_unpacked(household, snapshot["household"]),
        persons=[_unpacked(person, row) for row in snapshot["persons"]],
    )


def _unpacked(table: Table, row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        column.name: typed(column.type, row[column.name])
        for column in table.columns
        if column.name in row
    }


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

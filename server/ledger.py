"""Typed values of a register's record <-> the columns of its table: sealed, digested, opened.

Use cases of every kind write records through here, so that nothing of the last privacy class
reaches a table in the clear.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from server.core.area import level_of
from server.core.days import local_date
from server.core.registers.fields import FieldType
from server.core.registers.masking import Hidden, is_open, masked
from server.core.registers.numbering import series_of
from server.core.registers.reading import read
from server.core.registers.register import UNIT
from server.core.registers.writing import text_of
from server.core.types import GeoPoint, Level, UnitCode
from server.store.register_keys import next_number
from server.store.tables.registers import POINT_PARTS, digest_name, main_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sqlalchemy import Connection

    from server.core.registers.fields import Privacy, RegisterField
    from server.core.registers.register import Register, Values
    from server.secrets import Sealer

    Columns = dict[str, Any]


def place_columns(unit: UnitCode) -> Columns:
    """Where a record belongs, as every table keeps it (decision D5)."""
    is_wide = level_of(unit) in {Level.CITY, Level.COUNTY}
    return {
        "county": unit[:6],
        "unit_code": unit,
        "township": "" if is_wide else unit[:9],
    }


def columns_of(register: Register, values: Values, sealer: Sealer) -> Columns:
    """Columns for the values given: typed, or sealed with a digest to find them by.

    The days a record holds follow from the columns `since` and `until` name.
    """
    columns: Columns = {}
    for name, value in values.items():
        if name == UNIT.name:
            columns |= place_columns(UnitCode(str(value)))
        else:
            columns.update(_stored(register.by_name[name], value, sealer))
    if register.since in values:
        columns["valid_from"] = day_of(values[register.since])
    if register.until in values:
        columns["valid_to"] = day_of(values[register.until])
    return columns


def _stored(field: RegisterField, value: object, sealer: Sealer) -> Iterator[tuple[str, object]]:
    if field.is_sealed:
        text = text_of(value)
        yield field.name, sealer.seal(text) if text else None
        if field.find:
            yield digest_name(field), sealer.digest(text) if text else None
    elif field.type is FieldType.POINT:
        for part in POINT_PARTS:
            yield f"{field.name}_{part}", getattr(value, part, None)
    else:
        yield main_name(field), " ".join(value) if isinstance(value, tuple) else value


def day_of(value: object) -> date | None:
    """The day a value stands for: the first of a month or year, the local day of a moment.

    >>> day_of("2026-11"), day_of(2026)
    (datetime.date(2026, 11, 1), datetime.date(2026, 1, 1))
    """
    match value:
        case datetime():
            return local_date(value)
        case date() | None:
            return value
        case int():
            return date(value, 1, 1)
        case _:
            return date.fromisoformat(f"{value}-01")


def values_of(register: Register, row: Mapping[str, Any], sealer: Sealer) -> dict[str, object]:
    """Every value of a period in the clear: for comparing and writing, not for a screen."""
    return {field.name: value_of(field, row, sealer) for field in register.columns}


def shown_of(
    register: Register,
    row: Mapping[str, Any],
    sealer: Sealer,
    shows: Privacy,
    fields: Iterable[RegisterField] | None = None,
) -> dict[str, object]:
    """Values as somebody may see them who sees up to class `shows`; others are `Hidden`."""
    wanted = register.columns if fields is None else fields
    return {field.name: _seen(field, row, sealer, shows) for field in wanted}


def _seen(
    field: RegisterField, row: Mapping[str, Any], sealer: Sealer, shows: Privacy
) -> object | Hidden | None:
    value = value_of(field, row, sealer)
    return value if is_open(field, shows) else masked(field, value)


def value_of(field: RegisterField, row: Mapping[str, Any], sealer: Sealer) -> object:
    """One value of a row, opened."""
    if field.is_sealed:
        sealed = row[field.name]
        return None if sealed is None else read(field, sealer.open(sealed))
    if field.type is FieldType.POINT:
        lat, lon, alt_m, accuracy_m = (row[f"{field.name}_{part}"] for part in POINT_PARTS)
        return None if lat is None else GeoPoint(lat, lon, alt_m, accuracy_m)
    value = row[main_name(field)]
    if field.type is FieldType.CHOICES and value is not None:
        return tuple(value.split())
    return value


def number_missing(conn: Connection, register: Register, values: dict[str, object]) -> None:
    """Give running numbers to the columns that have one and are empty."""
    for field in register.fields:
        if field.type is FieldType.NUMBER and not values.get(field.name):
            series = series_of(field, UnitCode(str(values[UNIT.name])), values)
            values[field.name] = f"{series}{next_number(conn, series):0{field.places or 4}d}"

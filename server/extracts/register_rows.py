"""A register as a table: columns in order, labels or codes, masks as on the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from exports.table import Column, Kind, Position, Table
from server import places
from server.core.registers.fields import FieldType
from server.core.registers.masking import Hidden, is_open
from server.core.registers.writing import shown, text_of
from server.core.types import GeoPoint, UnitCode
from server.registers import listing
from server.registers.access import readable, shows, units_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from server.core.area import AreaTree
    from server.core.desk.extract import Wish
    from server.core.desk.people import Asker
    from server.core.registers.fields import Privacy, RegisterField
    from server.core.registers.filters import Asked
    from server.core.registers.register import Register
    from server.services import Services

KINDS = {
    FieldType.WHOLE: Kind.WHOLE,
    FieldType.YEAR: Kind.WHOLE,
    FieldType.DECIMAL: Kind.NUMBER,
    FieldType.DATE: Kind.DAY,
    FieldType.MOMENT: Kind.MOMENT,
    FieldType.YES_NO: Kind.YES_NO,
    FieldType.POINT: Kind.POINT,
}
"""Columns that keep their type; all others are text."""

OWN = frozenset({"unit", "text", "on", "sort"})
"""Words of a list's address that are not columns."""

UNIT_NAME = {"zh": "区划名称", "en": "Unit name"}


def register_source(
    services: Services, who: Asker, name: str, wish: Wish, *, now: datetime
) -> tuple[Table, int, Iterator[Sequence[object]]]:
    """Table, count and rows of a register as the asker may see it (`sources.Source`)."""
    register = readable(who, name)
    query = wish.query
    unit = UnitCode(query["unit"]) if query.get("unit") else None
    units_of(who, unit)  # a unit of somebody else is refused before the first row
    asked = _asked(register, who, query, now)
    total = listing.page(services, who, name, asked, unit=unit, limit=1, now=now).total
    columns = listing.visible_columns(register)
    table = Table(
        name=register.name,
        title=register.label(wish.language),
        columns=(
            Column("unit_name", UNIT_NAME[wish.language]),
            *(_column(column, shows(who), wish.language) for column in columns),
        ),
    )
    found = listing.every(services, who, name, asked, unit=unit)
    return table, total, _rows(columns, found, places.tree(services), wish)


def _asked(register: Register, who: Asker, query: Mapping[str, str], now: datetime) -> Asked:
    pairs = [(key, text) for key, text in query.items() if key not in OWN]
    return listing.asked_for(
        register,
        who,
        pairs=pairs,
        text=query.get("text", ""),
        on=query.get("on", ""),
        sort=query.get("sort", ""),
        now=now,
    )


def _column(column: RegisterField, sees: Privacy, language: str) -> Column:
    """Its title with the unit; what is masked for the asker is text, whatever it was."""
    unit = f"（{column.unit.zh}）" if column.unit and language == "zh" else ""
    unit = f" ({column.unit.en})" if column.unit and language == "en" else unit
    kind = KINDS.get(column.type, Kind.TEXT) if is_open(column, sees) else Kind.TEXT
    return Column(column.name, f"{column.label(language)}{unit}", kind)


def _rows(
    columns: tuple[RegisterField, ...],
    found: Iterator[Mapping[str, object]],
    tree: AreaTree,
    wish: Wish,
) -> Iterator[Sequence[object]]:
    for row in found:
        unit = UnitCode(str(row["unit"]))
        path = tree.lineage(unit)[1:] if unit in tree else ()
        where = "".join(each.name for each in path)
        yield [where, *(_value(column, row[column.name], wish) for column in columns)]


def _value(column: RegisterField, value: object, wish: Wish) -> object:
    if isinstance(value, Hidden):
        return value.text
    if value is None or column.type in KINDS:
        return _place(value)
    return text_of(value) if wish.codes else shown(column, value, wish.language)


def _place(value: object) -> object:
    return Position(value.lon, value.lat, value.alt_m) if isinstance(value, GeoPoint) else value

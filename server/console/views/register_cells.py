"""Values of registers ready to print: labels for codes, masks kept, units behind numbers."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from server.console.views.values import EMPTY, LONG_FROM, Kind, Shown, thousands
from server.core.area import short_name
from server.core.registers.databases import DATABASES
from server.core.registers.fields import FieldType
from server.core.registers.masking import Hidden
from server.core.registers.writing import shown

if TYPE_CHECKING:
    from collections.abc import Mapping

    from server.core.registers.fields import RegisterField
    from server.core.registers.register import Register

    Labels = Mapping[str, Mapping[str, str]]


def show(column: RegisterField, value: object, labels: Labels, language: str) -> Shown:
    """One value ready to print."""
    if isinstance(value, Hidden):
        return Shown(value.text, Kind.CODE, hidden=True)
    if value is None:
        return EMPTY
    unit = column.unit.name(language) if column.unit else ""
    if column.is_number and isinstance(value, int | Decimal):
        return Shown(thousands(value), Kind.NUMBER if value else Kind.ZERO, unit)
    text = _named(column, value, labels) or shown(column, value, language)
    if column.type in {FieldType.NUMBER, FieldType.HOUSEHOLD, FieldType.RECORD}:
        return Shown(text, Kind.CODE)
    return Shown(text, Kind.LONG if len(text) > LONG_FROM else Kind.TEXT)


def _named(column: RegisterField, value: object, labels: Labels) -> str:
    name = labels.get(column.name, {}).get(str(value), "")
    return short_name(name) if column.type is FieldType.PLACE else name


def database_name(register: Register, language: str) -> str:
    """The database a register belongs to."""
    return next(each.label(language) for each in DATABASES if each.number == register.database)


def title(register: Register, values: Mapping[str, object], labels: Labels, language: str) -> str:
    """What people call a record."""
    words = [
        show(register.by_name[name], values[name], labels, language)
        for name in register.title
        if values.get(name) is not None
    ]
    return " ".join(str(word) for word in words) or register.label(language)

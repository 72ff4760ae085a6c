"""Forms of registers: one input for each column."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from server.core.days import local
from server.core.registers.explaining import explained
from server.core.registers.fields import FieldType
from server.core.registers.masking import Hidden
from server.core.registers.writing import WORDS, text_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from server.core.registers.fields import RegisterField
    from server.core.registers.register import Complaint

UNUSUAL = frozenset({FieldType.POINT, FieldType.NUMBER, FieldType.FILE, FieldType.MOMENT})
INPUTS: Mapping[FieldType, str] = {
    FieldType.WHOLE: "number",
    FieldType.YEAR: "number",
    FieldType.DATE: "date",
    FieldType.MONTH: "month",
    FieldType.MOMENT: "datetime-local",
    FieldType.PHONE: "tel",
    FieldType.FILE: "file",
}


@dataclass(frozen=True, slots=True)
class Widget:
    """One input of a form: `kind` is text, area, select, picks, or a type of input."""

    name: str
    label: str
    unit: str
    kind: str
    value: str
    chosen: tuple[str, ...]
    options: tuple[tuple[str, str], ...]
    hint: str
    required: bool
    error: str = ""
    masked: str = ""


def options_of(field: RegisterField, language: str) -> tuple[tuple[str, str], ...]:
    """Values and labels of a closed list."""
    if field.type is FieldType.YES_NO:
        return (("1", WORDS[True][language]), ("0", WORDS[False][language]))
    return tuple((choice.value, choice.name(language)) for choice in field.choices)


def widgets(
    fields: Iterable[RegisterField],
    values: Mapping[str, object],
    language: str,
    complaints: Sequence[Complaint] = (),
) -> tuple[Widget, ...]:
    """Inputs for some columns, filled with values typed or stored; faults stand beside them."""
    wrong = {c.field: c.en if language == "en" else c.zh for c in complaints}
    return tuple(_widget(f, values.get(f.name), language, wrong.get(f.name, "")) for f in fields)


def _widget(field: RegisterField, value: object, language: str, error: str) -> Widget:
    is_hidden = isinstance(value, Hidden)
    options = options_of(field, language)
    return Widget(
        name=field.name,
        label=field.label(language),
        unit=field.unit.name(language) if field.unit else "",
        kind=_kind(field),
        value="" if is_hidden else _typed(value),
        chosen=() if is_hidden else _ticked(value),
        options=options,
        hint=field.hint(language) or _how(field, language),
        required=field.required and not is_hidden,
        error=error,
        masked=str(value) if is_hidden else "",
    )


def _how(field: RegisterField, language: str) -> str:
    """How to write what an input does not say itself."""
    return explained(field, language) if field.type in UNUSUAL else ""


def _kind(field: RegisterField) -> str:
    if field.type is FieldType.CHOICES:
        return "picks"
    if field.choices or field.type is FieldType.YES_NO:
        return "select"
    if field.type is FieldType.NOTE:
        return "area"
    return INPUTS.get(field.type, "text")


def _typed(value: object) -> str:
    """A value as an input takes it; what was typed and refused stays as it was."""
    if isinstance(value, datetime):
        return f"{local(value):%Y-%m-%dT%H:%M}"
    return text_of(value)


def _ticked(value: object) -> tuple[str, ...]:
    if isinstance(value, tuple | list):
        return tuple(map(str, value))
    return (text_of(value),) if value is not None else ()


def loose(complaints: Sequence[Complaint], language: str) -> tuple[str, ...]:
    """Faults of the record as a whole, which stand above the form."""
    return tuple(c.en if language == "en" else c.zh for c in complaints if not c.field)

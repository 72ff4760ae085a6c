"""One typed answer as text: choices by their labels, numbers with separators, persons masked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from server.console.views import labels, masks
from server.core.days import local
from server.core.types import GeoPoint

if TYPE_CHECKING:
    from collections.abc import Mapping

    from server.core.schema import Field, FormSchema


class Kind(StrEnum):
    """How a template sets a value."""

    TEXT = "text"
    NUMBER = "number"
    ZERO = "zero"
    CODE = "code"
    LONG = "long"
    PHOTO = "photo"
    SIGNED = "signed"
    EMPTY = "empty"


@dataclass(frozen=True, slots=True)
class Shown:
    """A value ready to print; `unit` follows a number small and grey, `hidden` tells of a mask."""

    text: str
    kind: Kind = Kind.TEXT
    unit: str = ""
    hidden: bool = False

    def __str__(self) -> str:
        """The value with its unit."""
        return f"{self.text} {self.unit}".rstrip()


EMPTY = Shown("—", Kind.EMPTY)
LONG_FROM = 24
FIRST_WIDE = 0x2E80
"""From here on signs are as wide as they are high."""

LONGEST_NUMBER = 9
"""Digits a calculated number may have; more of them are a code of something."""

JOINERS = {"zh": "、", "en": ", "}


@dataclass(frozen=True, slots=True)
class Teller:
    """Says values of one submission in one language.

    `lists` hold the labels of external choice files: file name -> value -> label.
    """

    schema: FormSchema
    lists: Mapping[str, Mapping[str, str]]
    language: str

    def show(self, field: Field, value: object) -> Shown:
        """`value` of question `field`, masked and decoded."""
        if value is None or value in ("", ()):
            return EMPTY
        if field.type == "binary":
            signed = "signature" in (field.appearance or "")
            return Shown(str(value), Kind.SIGNED if signed else Kind.PHOTO)
        if isinstance(value, str):
            return self._text(field, value)
        return self._typed(field, value)

    def plain(self, field: Field, value: object) -> str:
        """`value` as bare text, for a struck old value or an export of the eye."""
        return str(self.show(field, value))

    def choice(self, field: Field, code: str) -> str:
        """The label of one chosen value; the code itself when the list does not know it."""
        if field.choice_file:
            return self.lists.get(field.choice_file, {}).get(code, code)
        return self._listed(self._list_name(field), code)

    def _text(self, field: Field, value: str) -> Shown:
        if field.choices or field.choice_file or self._list_name(field):
            return Shown(self.choice(field, value))
        text = masks.masked(field.name, value)
        if field.name in masks.ID_NUMBERS or text.isascii():
            return self._code(field, value, text)
        return Shown(text, Kind.LONG if len(text) > LONG_FROM else Kind.TEXT, hidden=text != value)

    def _code(self, field: Field, value: str, text: str) -> Shown:
        if _is_number(text) and field.name not in masks.ID_NUMBERS | masks.PHONES:
            return self._number(field, Decimal(text))
        kind = Kind.CODE if any(sign.isdigit() for sign in text) else Kind.TEXT
        return Shown(text, kind, hidden=text != value)

    def _typed(self, field: Field, value: object) -> Shown:
        if isinstance(value, tuple):
            joined = JOINERS[self.language].join(self.choice(field, str(code)) for code in value)
            return Shown(joined, Kind.LONG if len(joined) > LONG_FROM else Kind.TEXT)
        if isinstance(value, GeoPoint):
            return Shown(_position(value), Kind.LONG)
        if isinstance(value, int | Decimal):
            return self._number(field, Decimal(value))
        return Shown(_moment(value))

    def _number(self, field: Field, number: Decimal) -> Shown:
        unit = labels.own_unit(field.unit or "", self.language)
        kind = Kind.NUMBER if number else Kind.ZERO
        is_year = field.name.endswith("year")
        return Shown(str(number) if is_year else thousands(number), kind, unit)

    def _list_name(self, field: Field) -> str:
        known = labels.known().get(field.name)
        return field.choices or (known.choices if known else "")

    def _listed(self, name: str, code: str) -> str:
        for choice in self.schema.choices.get(name, ()):
            if choice.name == code:
                return labels.plain(labels.spoken(choice.label, self.language))
        return BUILT_IN.get(name, {}).get(code, {}).get(self.language, code)


BUILT_IN: Mapping[str, Mapping[str, Mapping[str, str]]] = {
    "sex": {"1": {"zh": "男", "en": "male"}, "2": {"zh": "女", "en": "female"}},
    "hh_grade": {
        "1": {"zh": "倒塌住房户", "en": "collapsed"},
        "2": {"zh": "严重损坏住房户", "en": "severe"},
        "3": {"zh": "一般损坏住房户", "en": "slight"},
        "0": {"zh": "住房未受损", "en": "undamaged"},
    },
}
"""Lists a form leaves out when it only calculates with their codes."""


def thousands(number: Decimal | int) -> str:
    """A number with commas, and without needless places.

    >>> thousands(Decimal("12600.00")), thousands(Decimal("4.20")), thousands(-3)
    ('12,600', '4.2', '-3')
    """
    text = f"{number:,f}" if isinstance(number, Decimal) else f"{number:,}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def width(text: str) -> int:
    """Room a text takes, in half-width characters.

    >>> width("三组 12 号"), width("620421********001X")
    (10, 18)
    """
    return sum(2 if ord(sign) >= FIRST_WIDE else 1 for sign in text)


def _is_number(text: str) -> bool:
    head, _, tail = text.removeprefix("-").partition(".")
    leading_zero = len(head) > 1 and head.startswith("0")
    is_sum = head.isdecimal() and len(head) <= LONGEST_NUMBER and not leading_zero
    return is_sum and (not tail or tail.isdecimal())


def _position(point: GeoPoint) -> str:
    accuracy = "" if point.accuracy_m is None else f" ±{point.accuracy_m:.0f} m"
    return f"{point.lat:.5f}, {point.lon:.5f}{accuracy}"


def _moment(value: object) -> str:
    if isinstance(value, datetime):
        return f"{local(value):%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return f"{value:%H:%M}"
    return str(value)

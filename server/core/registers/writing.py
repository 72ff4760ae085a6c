"""The value of a column as text and as JSON: `reading.read` gives the value back from both."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from server.core.days import local
from server.core.registers.fields import FieldType
from server.core.types import GeoPoint

if TYPE_CHECKING:
    from server.core.registers.fields import RegisterField

WORDS = {True: {"zh": "是", "en": "yes"}, False: {"zh": "否", "en": "no"}}
JOINERS = {"zh": "、", "en": ", "}


def text_of(value: object) -> str:
    """The value as stored text: what is sealed, and what history keeps.

    >>> text_of(Decimal("12.50")), text_of(True), text_of(("ill", "old"))
    ('12.50', '1', 'ill old')
    """
    match value:
        case None:
            text = ""
        case bool():
            text = "1" if value else "0"
        case datetime():
            text = value.astimezone(UTC).isoformat()
        case GeoPoint():
            parts = (value.lat, value.lon, value.alt_m, value.accuracy_m)
            text = " ".join("-" if part is None else repr(part) for part in parts)
        case tuple():
            text = " ".join(value)
        case _:
            text = str(value)
    return text


def json_of(value: object) -> object:
    """The value as JSON holds it; amounts stay exact as text.

    >>> json_of(Decimal("12.50")), json_of(("ill",)), json_of(None)
    ('12.50', ['ill'], None)
    """
    match value:
        case None | bool() | int():
            return value
        case tuple():
            return list(value)
        case GeoPoint():
            return {
                "lat": value.lat,
                "lon": value.lon,
                "alt_m": value.alt_m,
                "accuracy_m": value.accuracy_m,
            }
        case _:
            return text_of(value)


def shown(field: RegisterField, value: object, language: str) -> str:
    """The value as people read it in ``"zh"`` or ``"en"``: labels for codes, without the unit."""
    match value:
        case bool():
            text = WORDS[value][language]
        case tuple():
            text = JOINERS[language].join(field.choice_label(each, language) for each in value)
        case datetime():
            text = f"{local(value):%Y-%m-%d %H:%M}"
        case GeoPoint():
            accuracy = "" if value.accuracy_m is None else f" ±{value.accuracy_m:.0f} m"
            text = f"{value.lat:.5f}, {value.lon:.5f}{accuracy}"
        case str() if field.type is FieldType.CHOICE:
            text = field.choice_label(value, language)
        case Decimal():
            text = f"{value:f}"
        case _:
            text = text_of(value)
    return text

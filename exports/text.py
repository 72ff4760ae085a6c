"""Values as text that no spreadsheet runs and no reader stumbles over."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from exports.table import Position

if TYPE_CHECKING:
    from exports.table import Column

CHINA = ZoneInfo("Asia/Shanghai")
FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
"""First characters by which a spreadsheet would take a text for a formula, full-width ones too."""

CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
"""What no XML file and no spreadsheet may hold."""


def clean(text: str) -> str:
    """The text without control characters and halves of surrogate pairs."""
    return CONTROLS.sub("", text)


def harmless(text: str) -> str:
    """The text so that a spreadsheet shows it instead of running it.

    >>> harmless("=1+1"), harmless("三组")
    ("'=1+1", '三组')
    """
    return f"'{text}" if text.startswith(FORMULA) else text


def plain(value: object) -> str:
    """A value as a cell of a text file: days as ISO, moments in China's time, numbers exact."""
    match value:
        case None:
            text = ""
        case str():
            text = harmless(clean(value))
        case bool():
            text = "1" if value else "0"
        case datetime():
            text = f"{value.astimezone(CHINA):%Y-%m-%d %H:%M:%S}"
        case Decimal():
            text = f"{value:f}"
        case _:
            text = str(value)  # days are ISO by themselves
    return text


def jsonable(value: object) -> object:
    """A value as JSON holds it; moments with their zone."""
    match value:
        case None | bool() | int() | float():
            return value
        case Decimal():
            return int(value) if value == value.to_integral_value() else float(value)
        case datetime() | date():
            return value.isoformat()
        case Position():
            return [value.lon, value.lat]
        case _:
            return clean(str(value))


def unique(columns: tuple[Column, ...], *, titles: bool) -> list[str]:
    """Headings of the columns, none twice: a second one gets its name behind it."""
    seen: set[str] = set()
    heads = []
    for column in columns:
        head = clean(column.title if titles else column.name)
        if head.lower() in seen:
            head = f"{head} ({column.name})"
        seen.add(head.lower())
        heads.append(head)
    return heads

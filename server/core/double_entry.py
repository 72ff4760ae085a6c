"""Two entries of one record by two people, and when they say the same (互为校正; domain.md 5.4)."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

WRITTEN_DATE = re.compile(
    r"([0-9]{4})(?:[-./]|年)([0-9]{1,2})(?:[-./]|月)([0-9]{1,2})日?|([0-9]{4})([0-9]{2})([0-9]{2})"
)


@dataclass(frozen=True, slots=True)
class Entry:
    """What one person entered: key fields by the path of their question, as text."""

    user: str
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class EntryPair:
    """Both entries of a record; only fields that either has are compared."""

    first: Entry
    second: Entry

    def differing(self) -> list[str]:
        """Fields that differ after normalising, in the order of the first entry."""
        first, second = self.first.values, self.second.values
        fields = dict.fromkeys((*first, *second))
        return [
            name for name in fields if normal(first.get(name, "")) != normal(second.get(name, ""))
        ]

    @property
    def compared(self) -> int:
        """How many fields were compared: the divisor of a person's quality (5.4)."""
        return len({*self.first.values, *self.second.values})


def normal(value: str) -> str:
    """A value without what does not matter: spaces, width, case and the way a date is written.

    >>> normal(" ６２０４２１x "), normal("2026年3月4日")
    ('620421X', '2026-03-04')
    """
    half_width = unicodedata.normalize("NFKC", value).upper()
    text = unicodedata.normalize("NFKC", "".join(half_width.split()))
    found = WRITTEN_DATE.fullmatch(text)
    if not found:
        return text
    year, month, day = (int(part) for part in found.groups() if part)
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return text

"""What the limits of the rules are called, in which unit, and what a value may be.

``limits.csv`` has one line per field of `Limits`, in its order; a test keeps the two together.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass, fields
from decimal import Decimal, InvalidOperation
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from server.core.errors import LimitUnfit
from server.core.limits import Limits

if TYPE_CHECKING:
    from collections.abc import Mapping

    Value = bool | int | float | Decimal

LARGEST = 10_000_000
MOST = {
    "bits": 4,
    "o'clock": 24,
    "working days": 250,
    "days": 3_650,
    "hours": 24 * 366,
    "months": 120,
    "years": 200,
}
"""The largest value by unit, so that no date runs off the calendar and no count of days is long.

Photos are found by slices of their hashes, which is exact up to four differing bits.
"""


@dataclass(frozen=True, slots=True)
class Threshold:
    """One limit: the rules that compare with it, its names and its unit by language."""

    name: str
    rules: tuple[str, ...]
    label: Mapping[str, str]
    unit: Mapping[str, str]
    kind: type
    default: Value

    def read(self, text: str) -> Value:
        """The value somebody typed; raise LimitUnfit for what is none of this limit."""
        try:
            number = Decimal(text.strip())
        except InvalidOperation as error:
            raise LimitUnfit(value=text) from error
        if not number.is_finite() or not 0 <= number <= MOST.get(self.unit["en"], LARGEST):
            raise LimitUnfit(value=text)
        if self.kind in {int, bool} and number != number.to_integral_value():
            raise LimitUnfit(value=text)
        if self.kind is bool and number > 1:
            raise LimitUnfit(value=text)
        value: Value = self.kind(number)
        return value


@cache
def thresholds() -> Mapping[str, Threshold]:
    """Every limit by its name, in the order of `Limits`."""
    text = files("server.core.rules").joinpath("limits.csv").read_text(encoding="utf-8")
    rows = {row["name"]: row for row in csv.DictReader(text.splitlines())}
    defaults = Limits()
    return {
        each.name: Threshold(
            name=each.name,
            rules=tuple(rows[each.name]["rules"].split()),
            label={language: rows[each.name][language] for language in ("zh", "en")},
            unit={language: rows[each.name][f"unit_{language}"] for language in ("zh", "en")},
            kind=type(getattr(defaults, each.name)),
            default=getattr(defaults, each.name),
        )
        for each in fields(Limits)
    }


@cache
def of_rule(rule: str) -> tuple[Threshold, ...]:
    """The limits a rule compares with."""
    return tuple(each for each in thresholds().values() if rule in each.rules)

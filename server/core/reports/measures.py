"""What a column of a report adds up: rows of a register, or a number in them, at which moment."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Figures = Mapping[str, Decimal]


class When(StrEnum):
    """Which periods of records count, by the span of the report."""

    IN_FORCE = "in_force"  # holds on the last day
    OPENING = "opening"  # held on the day before the first
    BEGAN = "began"  # holds on the last day and did not on the day before the first
    ENDED = "ended"  # held on the day before the first and does not on the last day
    HELD = "held"  # what it says happened in the span
    THIS_YEAR = "this_year"  # happened from 1 January to the last day


@dataclass(frozen=True, slots=True)
class Measure:
    """One column that adds up.

    `of` is the number summed, empty for a count of records, and `absent` what a record without
    that number counts; with `distinct` the records are told
    apart by that column.  `where` lists by column the values that count; a value of ``None``
    means the column is empty, ``"*"`` that it is not.
    """

    name: str
    zh: str
    en: str
    register: str
    when: When
    of: str = ""
    distinct: str = ""
    where: Mapping[str, tuple[str | int | bool | None, ...]] = field(default_factory=dict)
    absent: int = 0
    is_money: bool = False


@dataclass(frozen=True, slots=True)
class Derived:
    """A column computed from others of its line: a share, an average; None where it has none."""

    name: str
    zh: str
    en: str
    compute: Callable[[Figures], Decimal | None]


@dataclass(frozen=True, slots=True)
class Formula:
    """What must hold in every line and in the total."""

    zh: str
    en: str
    holds: Callable[[Figures], bool]


def share(part: str, whole: str) -> Callable[[Figures], Decimal | None]:
    """A hundred times one column by another; None of nothing."""

    def compute(figures: Figures) -> Decimal | None:
        total = figures.get(whole, Decimal(0))
        return None if not total else 100 * figures.get(part, Decimal(0)) / total

    return compute


def average(total: str, number: str) -> Callable[[Figures], Decimal | None]:
    """One column by another; None of nothing."""

    def compute(figures: Figures) -> Decimal | None:
        many = figures.get(number, Decimal(0))
        return None if not many else figures.get(total, Decimal(0)) / many

    return compute


def balance(end: str, start: str, new: str, gone: str) -> Callable[[Figures], bool]:
    """Whether what stood, plus what came, minus what went, is what stands."""

    def holds(figures: Figures) -> bool:
        return figures[end] == figures[start] + figures[new] - figures[gone]

    return holds


def total_of(whole: str, *parts: str) -> Callable[[Figures], bool]:
    """Whether parts add up to a whole."""

    def holds(figures: Figures) -> bool:
        return figures[whole] == sum((figures[part] for part in parts), Decimal(0))

    return holds


def at_most(part: str, whole: str) -> Callable[[Figures], bool]:
    """Whether a part is no more than the whole."""

    def holds(figures: Figures) -> bool:
        return figures[part] <= figures[whole]

    return holds

"""What every report is: a unit, a day, columns, a line for each unit below, a total, checks."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime
    from decimal import Decimal

    from server.core.types import UnitCode

    Cell = int | Decimal | str | None


class Shape(StrEnum):
    """How the values of a column are written."""

    WHOLE = "whole"
    PERCENT = "percent"
    AMOUNT = "amount"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class ReportColumn:
    """One column, named in both languages."""

    name: str
    zh: str
    en: str
    shape: Shape = Shape.WHOLE

    def label(self, language: str) -> str:
        """The name in ``"zh"`` or ``"en"``."""
        return self.en if language.startswith("en") else self.zh


@dataclass(frozen=True, slots=True)
class ReportLine:
    """One line: of a unit where `code` is given, which has units below it where `opens`."""

    zh: str
    en: str
    cells: Mapping[str, Cell]
    code: UnitCode | None = None
    opens: bool = False

    def label(self, language: str) -> str:
        """What stands at its head."""
        return self.en if language.startswith("en") else self.zh


@dataclass(frozen=True, slots=True)
class Check:
    """One formula of the foot, and whether it holds."""

    zh: str
    en: str
    holds: bool

    def label(self, language: str) -> str:
        """The formula in ``"zh"`` or ``"en"``."""
        return self.en if language.startswith("en") else self.zh


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A report as it was computed at `made_at` from the records of then (domain.md 6)."""

    number: str
    title: tuple[str, str]
    unit: UnitCode
    unit_name: str
    day: date
    made_at: datetime
    head: tuple[str, str]
    columns: tuple[ReportColumn, ...]
    lines: tuple[ReportLine, ...]
    total: Mapping[str, Cell]
    checks: tuple[Check, ...] = ()
    period: tuple[str, str] = ("", "")

    def span(self, language: str) -> str:
        """What it is about in ``"zh"`` or ``"en"``: a month, a year, or the day it stands for."""
        return self.period[language.startswith("en")] or self.day.isoformat()

    def label(self, language: str) -> str:
        """The title in ``"zh"`` or ``"en"``."""
        return self.title[language.startswith("en")]

    @property
    def is_sound(self) -> bool:
        """Whether every formula of the foot holds."""
        return all(check.holds for check in self.checks)

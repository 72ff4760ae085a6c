"""The span of days a report is about: the month, quarter, half-year or year of its day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class Every(StrEnum):
    """How often a report is made (domain.md 6)."""

    DAY = "day"
    MONTH = "month"
    QUARTER = "quarter"
    HALF = "half"
    YEAR = "year"


MONTHS = {Every.MONTH: 1, Every.QUARTER: 3, Every.HALF: 6, Every.YEAR: 12}


@dataclass(frozen=True, slots=True)
class Span:
    """First and last day, both counted."""

    first: date
    last: date

    @property
    def before(self) -> date:
        """The day before the first: what stood then is the opening balance."""
        return self.first - timedelta(days=1)


def span_of(every: Every, day: date) -> Span:
    """The span `day` lies in.

    >>> span_of(Every.QUARTER, date(2026, 11, 25)).first
    datetime.date(2026, 10, 1)
    """
    if every is Every.DAY:
        return Span(day, day)
    months = MONTHS[every]
    begin = date(day.year, (day.month - 1) // months * months + 1, 1)
    year, month = divmod(begin.month - 1 + months, 12)
    return Span(begin, date(begin.year + year, month + 1, 1) - timedelta(days=1))


def name_of(every: Every, span: Span, language: str) -> str:
    """How the span is written: ``2026年第4季度``, ``Q4 2026``."""
    year, month = span.first.year, span.first.month
    is_english = language.startswith("en")
    match every:
        case Every.DAY:
            return span.last.isoformat()
        case Every.MONTH:
            return f"{span.first:%Y-%m}" if is_english else f"{year}年{month}月"
        case Every.QUARTER:
            number = (month + 2) // 3
            return f"Q{number} {year}" if is_english else f"{year}年第{number}季度"
        case Every.HALF:
            if is_english:
                return f"H{1 if month == 1 else 2} {year}"
            return f"{year}年{'上' if month == 1 else '下'}半年"
        case Every.YEAR:
            return str(year) if is_english else f"{year}年"

"""Calendar days and ages as the offices count them: Asia/Shanghai.

The zone is a fixed eight hours: China has kept it without summer time since 1992, and a fixed
offset needs no zone files on a township's Windows PC.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

LOCAL = timezone(timedelta(hours=8), "Asia/Shanghai")

FIRST_YEAR, LAST_YEAR = 1800, 2200
"""Years an answer may lie in: wide enough to show a device's fault, narrow enough to count with."""


def local(moment: datetime) -> datetime:
    """`moment` on the clocks of the offices."""
    return moment.astimezone(LOCAL)


def local_date(moment: datetime) -> date:
    """The calendar day `moment` falls on (D12)."""
    return moment.astimezone(LOCAL).date()


def years_after(day: date, years: int) -> date:
    """The same day `years` later; 29 February goes to 1 March in a common year.

    >>> years_after(date(2024, 2, 29), 1)
    datetime.date(2025, 3, 1)
    """
    return _day_or_next_month(day.year + years, day.month, day.day)


def months_after(day: date, months: int) -> date:
    """The same day `months` later, or the first of the month after when there is none.

    >>> months_after(date(2026, 1, 31), 1)
    datetime.date(2026, 3, 1)
    """
    whole_years, month = divmod(day.month - 1 + months, 12)
    return _day_or_next_month(day.year + whole_years, month + 1, day.day)


def _day_or_next_month(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        return date(year, month + 1, 1)  # only months before December are shorter than 31 days


def age_on(day: date, born: date) -> int:
    """Completed years on `day` (周岁), as the forms count them (forms.md 1).

    >>> age_on(date(2026, 4, 16), date(1963, 4, 17))
    62
    """
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))

"""Working days, which deadlines of the offices are counted in.

Holidays and make-up working days are announced by the State Council every year, so they are data
handed in; without them Saturdays and Sundays are free.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

SATURDAY = 5
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Calendar:
    """Days off that fall on weekdays, and weekend days that are worked (调休)."""

    days_off: frozenset[date] = frozenset()
    days_on: frozenset[date] = frozenset()

    def is_working_day(self, day: date) -> bool:
        """Whether offices are open on `day`."""
        if day in self.days_on:
            return True
        return day.weekday() < SATURDAY and day not in self.days_off

    def after(self, day: date, working_days: int) -> date:
        """The last of so many working days after `day`, which is itself not counted.

        >>> Calendar().after(date(2026, 11, 20), 10)
        datetime.date(2026, 12, 4)
        """
        left = working_days
        while left > 0:
            day += DAY
            left -= self.is_working_day(day)
        return day


WEEKENDS = Calendar()
"""What holds where no holidays were entered."""

"""Deadlines in working days."""

import doctest
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from server.core import workdays
from server.core.workdays import WEEKENDS, Calendar

DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))
NATIONAL_DAY = Calendar(
    days_off=frozenset(date(2026, 10, day) for day in range(1, 8)),
    days_on=frozenset({date(2026, 9, 27), date(2026, 10, 10)}),
)


def test_the_examples_in_the_module_are_true():
    assert doctest.testmod(workdays).failed == 0


def test_a_holiday_week_puts_the_deadline_off():
    assert WEEKENDS.after(date(2026, 9, 30), 5) == date(2026, 10, 7)
    assert NATIONAL_DAY.after(date(2026, 9, 30), 5) == date(2026, 10, 13)


def test_a_worked_weekend_counts():
    assert NATIONAL_DAY.after(date(2026, 9, 25), 1) == date(2026, 9, 27)


@given(DAYS, st.integers(1, 60))
def test_between_day_and_deadline_lie_as_many_working_days(day, count):
    due = NATIONAL_DAY.after(day, count)
    between = (day + timedelta(days=n) for n in range(1, (due - day).days + 1))
    assert sum(map(NATIONAL_DAY.is_working_day, between)) == count
    assert NATIONAL_DAY.is_working_day(due)


@given(DAYS)
def test_no_working_days_end_the_same_day(day):
    assert WEEKENDS.after(day, 0) == day

"""Days, months and ages on the offices' calendar."""

import doctest
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.core import days
from server.core.days import FIRST_YEAR, LAST_YEAR, age_on, local_date, months_after, years_after

DAYS = st.dates(date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31))


def test_the_examples_in_the_module_are_true():
    assert doctest.testmod(days).failed == 0


def test_the_day_begins_at_midnight_in_the_office_not_in_greenwich():
    assert local_date(datetime(2026, 11, 22, 16, 0, tzinfo=UTC)) == date(2026, 11, 23)


@given(DAYS, st.integers(0, 120))
def test_somebody_turns_an_age_on_the_day_so_many_years_after_birth(born, years):
    birthday = years_after(born, years)
    assert age_on(birthday, born) == years
    assert age_on(date.fromordinal(birthday.toordinal() - 1), born) == years - 1


@given(DAYS, st.integers(0, 600))
def test_twelve_months_are_a_year(day, months):
    assert months_after(day, 12) == years_after(day, 1)
    assert months_after(day, months) >= day


@pytest.mark.parametrize(
    ("months", "day"),
    [(1, date(2027, 1, 31)), (2, date(2027, 3, 1)), (14, date(2028, 3, 1))],
    ids=["over the year", "no such day", "no such day in a leap year"],
)
def test_months_are_counted_from_the_last_of_a_month(months, day):
    assert months_after(date(2026, 12, 31), months) == day

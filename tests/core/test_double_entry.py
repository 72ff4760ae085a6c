"""Two entries say the same when they differ in nothing that matters."""

import doctest
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.core import double_entry
from server.core.double_entry import Entry, EntryPair, normal

TEXTS = st.text(max_size=30)


def test_the_examples_in_the_module_are_true():
    assert doctest.testmod(double_entry).failed == 0


@pytest.mark.parametrize(
    "written",
    ["2026-3-4", "2026/03/04", "2026.3.4", "2026年3月4日", "20260304", " ２０２６-０３-０４ "],
)
def test_one_day_is_one_day_however_it_is_written(written):
    assert normal(written) == "2026-03-04"


@pytest.mark.parametrize("number", ["20261345", "2026-02-30", "012345", "62042119750304120x"])
def test_what_is_no_day_stays_what_it_is(number):
    assert normal(number) == number.upper()


@given(TEXTS)
def test_normalising_twice_changes_nothing_more(text):
    assert normal(normal(text)) == normal(text)


@given(
    st.dictionaries(st.sampled_from("abc"), TEXTS), st.dictionaries(st.sampled_from("abc"), TEXTS)
)
def test_who_entered_first_does_not_matter(one, other):
    there = EntryPair(Entry("甲", one), Entry("乙", other))
    back = EntryPair(Entry("乙", other), Entry("甲", one))
    assert set(there.differing()) == set(back.differing())
    assert len(there.differing()) <= there.compared == len({*one, *other})


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)))
def test_the_day_that_was_meant_is_kept(day):
    assert normal(f"{day.year}年{day.month}月{day.day}日") == day.isoformat()


def test_a_field_left_out_is_an_empty_one():
    pair = EntryPair(Entry("甲", {"a": "", "b": "1"}), Entry("乙", {"b": "2", "c": "3"}))
    assert pair.differing() == ["b", "c"]

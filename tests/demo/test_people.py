"""Families that could be, with numbers that are nobody's."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.core import idnumber
from server.core.days import years_after
from server.demo import people
from server.demo.people import family, id_number
from tests.builders.demo import dice

TODAY = date(2026, 11, 24)


def a_family(seed, number=17):
    return family(dice(seed), TODAY, number=number, division="620421")


@given(st.integers(), st.integers(1, 499))
def test_every_card_number_is_valid_and_fits_its_person(seed, number):
    for one in a_family(seed, number):
        assert idnumber.is_valid(one.card)
        assert (idnumber.birth_date(one.card), idnumber.sex(one.card)) == (one.born, one.sex)


@given(st.integers())
def test_a_family_has_one_head_and_nobody_twice(seed):
    members = a_family(seed)
    assert [one.relation for one in members].count(people.HEAD) == 1
    assert len({one.card for one in members}) == len(members)


@given(st.integers())
def test_generations_are_more_than_fifteen_years_apart(seed):
    head, *others = a_family(seed)
    for one in others:
        if one.relation in (people.SON, people.DAUGHTER):
            assert years_after(head.born, 15) <= one.born
        if one.relation in (people.FATHER, people.MOTHER):
            assert years_after(one.born, 15) <= head.born


@given(st.integers())
def test_the_married_are_of_age(seed):
    assert all(one.age(TODAY) >= 22 for one in a_family(seed) if one.is_married)


def test_two_households_never_share_a_running_number():
    first, second = (a_family(7, number)[0].card for number in (3, 4))
    assert first[6:14] == second[6:14]
    assert first != second


@pytest.mark.parametrize("sex", [people.MEN, people.WOMEN])
def test_a_number_tells_the_sex_it_was_made_for(sex):
    assert idnumber.sex(id_number(sex=sex, running=121)) == sex

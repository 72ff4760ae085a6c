"""Resident identity numbers: what is accepted, read out of them and shown of them."""

import doctest
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.core import idnumber
from server.core.errors import IdNumberCheckWrong, IdNumberDateWrong, IdNumberFormatWrong
from tests.builders.people import id_number

BIRTHS = st.dates(min_value=date(1900, 1, 1), max_value=date(2099, 12, 31))
NUMBERS = st.builds(
    id_number,
    BIRTHS,
    sex=st.sampled_from(["1", "2"]),
    running=st.integers(0, 998),
    division=st.integers(100_000, 999_999).map(str),
)

NO_SUCH_DAY = "62042120070230012" + idnumber.check_digit("62042120070230012")


def test_the_examples_in_the_module_are_true():
    assert doctest.testmod(idnumber).failed == 0


@given(NUMBERS)
def test_a_number_with_its_check_digit_is_valid(number):
    assert idnumber.is_valid(number)


@given(NUMBERS, st.integers(1, 17), st.sampled_from("0123456789X"))
def test_one_wrong_digit_is_always_caught(number, place, digit):
    wrong = number[:place] + digit + number[place + 1 :]
    assert idnumber.is_valid(wrong) is (wrong == number)


@given(NUMBERS, st.integers(0, 15))
def test_two_neighbours_swapped_are_always_caught(number, place):
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    assert idnumber.is_valid(swapped) is (swapped == number)


@given(BIRTHS, st.sampled_from(["1", "2"]))
def test_birth_and_sex_are_read_back(born, sex):
    number = id_number(born, sex=sex)
    assert (idnumber.birth_date(number), idnumber.sex(number)) == (born, sex)


@given(st.dates(date(1900, 1, 1), date(1999, 12, 31)), st.integers(0, 998))
def test_an_old_number_becomes_the_new_number_of_the_same_person(born, running):
    number = id_number(born, running=running)
    assert idnumber.from_15(number[:6] + number[8:17]) == number


@pytest.mark.parametrize(
    ("text", "failure"),
    [
        ("", IdNumberFormatWrong),
        ("3405241980010100", IdNumberFormatWrong),
        ("04052419800101001X", IdNumberFormatWrong),
        ("34052418800101001X", IdNumberFormatWrong),
        ("34052419801301001X", IdNumberFormatWrong),
        ("3405241980010100XX", IdNumberFormatWrong),
        ("3405 2419800101001", IdNumberFormatWrong),
        ("340524198001010011", IdNumberCheckWrong),
        (id_number() + "1", IdNumberFormatWrong),
        (NO_SUCH_DAY, IdNumberDateWrong),
    ],
    ids=[
        "nothing",
        "sixteen places",
        "division begins with 0",
        "born in the nineteenth century",
        "thirteenth month",
        "X before the end",
        "blank inside",
        "check digit",
        "nineteen places",
        "30 February",
    ],
)
def test_a_wrong_number_is_named_for_what_is_wrong(text, failure):
    with pytest.raises(failure):
        idnumber.validate(text)


def test_nothing_of_the_number_stands_in_the_failure():
    with pytest.raises(IdNumberCheckWrong) as caught:
        idnumber.validate("340524198001010011")
    assert "34052419" not in f"{caught.value} {caught.value.details} {caught.value.sentence('zh')}"


@pytest.mark.parametrize(
    "text",
    ["34052419800101001x", "  34052419800101001X\n", "３４０５２４１９８００１０１００１Ｘ"],
    ids=["small x", "blanks around", "full width"],
)
def test_what_a_keyboard_does_to_a_number_is_undone(text):
    assert idnumber.validate(text) == "34052419800101001X"


def test_every_province_of_the_rule_is_known_and_no_other():
    ranges = [(11, 15), (21, 23), (31, 37), (41, 46), (50, 54), (61, 65), (71, 71), (81, 83)]
    expected = {str(code) for first, last in ranges for code in range(first, last + 1)}
    assert set(idnumber.PROVINCES) == expected


def test_a_retired_or_unknown_county_is_no_fault():
    assert idnumber.is_valid(id_number(division="629999"))


@given(NUMBERS)
def test_a_mask_keeps_ten_places_on_a_screen_and_eight_on_a_list(number):
    screen, public = idnumber.masked(number), idnumber.masked_for_list(number)
    assert (screen, public) == (
        f"{number[:6]}********{number[14:]}",
        f"{number[:6]}**********{number[16:]}",
    )


@given(st.text(alphabet="0123456789X", max_size=14))
def test_a_fragment_of_a_number_is_hidden_but_for_its_last_two(fragment):
    shown = idnumber.masked(fragment) + idnumber.masked_for_list(fragment)
    assert len(shown.replace("*", "")) <= 4

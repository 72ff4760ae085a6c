from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.core.likeness import REASONS, THRESHOLD, Home, Someone, homes_alike, likeness
from server.core.types import GeoPoint
from tests.builders.people import id_number

BORN = date(1963, 4, 11)
VILLAGE = "620421102201"
ONE = Someone(name="王桂兰", birth_date=BORN, sex="2", village=VILLAGE)

names = st.sampled_from(
    ["王桂兰", "王贵兰", "王秀英", "张伟", "曾红", "增红", "王玉", "玉王", "买买提·艾力"]
)
people = st.builds(
    Someone,
    name=names,
    birth_date=st.one_of(st.none(), st.dates(date(1930, 1, 1), date(2020, 1, 1))),
    sex=st.sampled_from(["", "1", "2"]),
    id_number=st.one_of(st.just(""), st.dates(date(1930, 1, 1), date(2020, 1, 1)).map(id_number)),
    village=st.sampled_from([VILLAGE, "620421102202", "620421103201", "620422100200"]),
    household_id=st.integers(0, 3),
)


@given(people, people)
def test_the_order_of_two_never_matters(one, other):
    assert likeness(one, other) == likeness(other, one)


@given(people)
def test_everybody_is_most_like_themselves(one):
    alike = likeness(one, one)
    assert alike.score >= likeness(one, replace(one, name="欧阳无此人")).score
    assert set(alike.reasons) <= set(REASONS)


@given(people, people)
def test_a_score_stays_between_nothing_and_certain(one, other):
    assert 0 <= likeness(one, other).score <= 100


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": "王贵兰", "birth_date": date(1963, 11, 4)}, "同音姓名 · 出生日期月日互换 · 同村"),
        ({"birth_date": date(1963, 4, 12)}, "姓名相同 · 出生日期一位不同 · 同村"),
        ({"birth_date": date(1936, 4, 11)}, "姓名相同 · 出生日期相邻两位互换 · 同村"),
        ({"name": "玉桂兰"}, "形近姓名 · 出生日期相同 · 同村"),
        ({"village": "620421105201"}, "姓名相同 · 出生日期相同 · 同县区"),
    ],
    ids=["sound and swap", "one digit", "digits changed places", "look alike", "elsewhere"],
)
def test_likely_pairs_are_told_in_words(changes, words):
    alike = likeness(ONE, replace(ONE, **changes))
    assert alike.words("zh") == words
    assert alike.is_worth_a_look


@pytest.mark.parametrize(
    "other",
    [
        replace(ONE, name="王秀英"),
        replace(ONE, birth_date=date(1980, 7, 30)),
        replace(ONE, birth_date=None),
        replace(ONE, name="王玉兰", birth_date=date(1966, 4, 11)),
    ],
    ids=["another name", "another age", "a namesake of unknown age", "a sister"],
)
def test_others_are_left_alone(other):
    assert likeness(ONE, other).score < THRESHOLD


def test_two_sound_numbers_that_differ_speak_against_it():
    one = replace(ONE, id_number=id_number(BORN, running=120))
    other = replace(ONE, id_number=id_number(BORN, running=484))
    assert not likeness(one, other).is_worth_a_look


def test_one_digit_of_a_number_and_its_check_digit_are_one_slip():
    one = replace(ONE, id_number=id_number(BORN, running=120))
    other = replace(ONE, id_number=id_number(BORN, running=130))
    assert "id_one_digit" in likeness(one, other).reasons
    assert likeness(one, other).is_worth_a_look


def test_neighbours_in_the_register_of_births_are_not_one_person():
    one = replace(ONE, id_number=id_number(BORN, running=120))
    other = replace(ONE, name="王桂英", id_number=id_number(BORN, running=122))
    assert "id_one_digit" in likeness(one, other).reasons
    assert not likeness(one, replace(other, village="620421105201")).is_worth_a_look


def test_the_same_number_is_certain_whatever_the_name():
    one = replace(ONE, id_number=id_number(BORN))
    assert likeness(one, replace(one, name="王贵兰")).score == 100


def test_households_are_told_by_head_members_phone_and_distance():
    here = Home(ONE, "13993001234", "三社17号", GeoPoint(36.53, 104.01), VILLAGE)
    there = replace(here, at=GeoPoint(36.5301, 104.01))
    alike = homes_alike(here, there, common=2)
    assert alike == homes_alike(there, here, common=2)
    assert alike.score == 100
    assert "very_near" in alike.reasons


def test_neighbours_with_one_telephone_are_not_one_household():
    here = Home(ONE, "13993001234", "三社17号", None, VILLAGE)
    there = replace(here, head=replace(ONE, name="李守田"), address="三社18号")
    assert not homes_alike(here, there, common=0).is_worth_a_look

"""Damaged houses: whom an assessment repeats, and what the signs allow."""

import pytest

from server.core.disaster_event import DisasterEvent
from server.core.facts import Facts, OtherDamage
from server.core.rules import examine
from tests.builders.cases import DOOR, HOUSEHOLD, NEIGHBOURS, START, damage, house


def rules(case):
    return [issue.rule for issue in examine(case)]


def beside(hh=None, **facts):
    other = OtherDamage(**{"instance_id": "uuid:other", "head_name": "马玉兰"} | facts)
    return damage(hh={"head_name_s": "李守田"} | (hh or {}), facts=Facts(other_damages=(other,)))


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"household": HOUSEHOLD, "position": DOOR}, ["D-33"]),
        ({"household": NEIGHBOURS}, []),
        ({"household": NEIGHBOURS, "position": DOOR}, ["D-33"]),
        ({"household": NEIGHBOURS, "position": DOOR, "head_name": ""}, []),
        ({"head_id": "", "position": None}, []),
    ],
    ids=["itself", "elsewhere", "same spot", "nobody knows the head", "nothing known"],
)
def test_an_assessment_is_compared_by_household_then_by_place(facts, said):
    assert rules(beside(**facts)) == said


def test_a_household_of_the_list_is_not_one_that_stands_in_none():
    assert rules(beside(household="", position=None)) == []


def test_a_house_of_a_bad_position_is_compared_with_no_other():
    case = beside(hh={"gps": None}, household=NEIGHBOURS, position=DOOR)
    assert rules(case) == ["S-01"]


def test_the_registers_event_counts_before_what_the_tablet_knew():
    started = DisasterEvent("E1", start_at=START)
    case = damage(event={"event_start": "2026-11-25"}, facts=Facts(event=started))
    assert rules(case) == []


def test_signs_that_were_not_answered_contradict_nothing():
    assert rules(damage(house(collapsed=1, signs=None))) == []


def test_each_house_is_told_by_its_place():
    case = damage(house(), house(rooms=1, area=None, severe=1, minor=1))
    assert [issue.path for issue in examine(case)] == ["/house[2]/h_rooms"]


def test_more_dead_than_people_are_told_once():
    assert rules(damage(hh={"persons": 1, "deaths": 2, "relocated": 0})) == ["D-36"]

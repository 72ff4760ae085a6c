"""A public list: rounds that follow each other, the photo of the board, names that may stand."""

import pytest

from server.core.publicity import ListState
from server.core.rules.records import examine_list
from tests.builders.people import id_number
from tests.builders.records import earlier_list, item, list_case


def of_list(case):
    return [(issue.rule, issue.values.get("reason", "")) for issue in examine_list(case)]


def test_a_list_of_the_first_round_follows_none():
    assert of_list(list_case(facts={"earlier": ()})) == []


@pytest.mark.parametrize("state", [ListState.DRAFT, ListState.POSTED, ListState.PAUSED])
def test_a_round_that_has_not_ended_holds_up_the_next(state):
    case = list_case(facts={"earlier": (earlier_list(state=state),)})
    assert of_list(case) == [("L-02", "round")]


def test_where_the_board_is_must_be_known_to_be_away_from_it():
    assert of_list(list_case(facts={"board": None})) == []


def test_a_photo_without_a_time_does_not_show_when():
    assert of_list(list_case(posted_at=None)) == [("L-04", "other_time")]


def test_two_members_of_one_household_are_one_household_on_the_list():
    twice = (item(household="one"), item(2, "王秀英", household="one"))
    case = list_case(*twice, facts={"households": 1, "persons": 4})
    assert of_list(case) == []


@pytest.mark.parametrize("shown", ["李守田", "李守田（三组）"])
def test_the_applicants_own_name_may_stand(shown):
    hidden = {"AP-1": ("守田", "李梅")}
    assert of_list(list_case(item(name=shown), facts={"hidden_names": hidden})) == []


def test_a_minor_who_applies_is_not_named():
    around = {"applicants": {}, "hidden_names": {"AP-1": ("李守田",)}}
    assert of_list(list_case(item(), facts=around)) == [("L-03", "")]
    assert of_list(list_case(item(name="李某"), facts=around)) == []


def test_each_kind_of_leak_on_a_line_is_told_once():
    line = item(result=f"因病，患癌，电话13912345678，证号{id_number()}")
    issues = [issue for issue in examine_list(list_case(line)) if issue.rule == "L-03"]
    assert sorted(issue.values["kind"] for issue in issues) == ["health", "id", "phone"]
    assert id_number()[:-2] not in " ".join(issue.values["excerpt"] for issue in issues)

"""A village's profile: what one cause leaves unsaid."""

from server.core.facts import Facts
from server.core.rules import examine
from tests.builders.village_cases import profile


def rules(case):
    return [issue.rule for issue in examine(case)]


def test_a_profile_of_another_version_is_not_judged():
    assert rules(profile(base={"gps": None}, gov=None)) == ["S-01"]


def test_every_part_above_its_whole_is_told():
    case = profile(population=1000)
    assert rules(case) == ["G-02"] * 3  # women, labour, voters


def test_a_committee_outside_a_village_has_no_size():
    case = profile(committee_size=15, admin={"village": "620421102999"})
    assert "G-07" not in rules(case)


def test_size_and_women_of_a_committee_are_two_things():
    assert rules(profile(committee_size=9, committee_women=0)) == ["G-07", "G-07"]


def test_what_the_register_does_not_count_is_not_compared():
    assert rules(profile(facts=Facts(village_register={"age60": 420}))) == []

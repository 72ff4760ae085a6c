"""A village's profile as the rules and the reports see it."""

from datetime import date

from server.core.profile import profile_of
from tests.builders.village_cases import profile


def test_a_profile_has_its_year_and_its_figures():
    told = profile(votes=1200).profile
    assert (told.year, told.figures["votes"], told.figures["farmland"]) == (2026, 1200, 8200)
    assert told.election_date == date(2024, 3, 20)


def test_answers_of_another_version_read_as_unanswered():
    assert profile_of({"base": None, "gov": {"votes": "many"}}).figures == {}

"""A meeting: each applicant told by the place in the minutes, unanswered votes left alone."""

from server.core.rules import examine
from tests.builders.village_cases import applicant, appraisal


def rules(case):
    return [issue.rule for issue in examine(case)]


def test_each_applicant_is_told_by_the_place_in_the_minutes():
    case = appraisal(applicant(), applicant(application="AP-2", agree=9, oppose=9, abstain=9))
    assert [issue.path for issue in examine(case)] == ["/case[2]/abstain", "/case[2]/passed"]


def test_votes_that_were_not_answered_are_not_added_up():
    assert rules(appraisal(applicant(abstain=None))) == []


def test_without_the_number_present_no_vote_is_judged():
    assert rules(appraisal(meeting={"present": None})) == []

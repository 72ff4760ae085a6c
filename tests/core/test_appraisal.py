"""The minutes of an appraisal meeting as the rules see them."""

from server.core.appraisal import appraisal_of
from tests.builders.village_cases import applicant, appraisal


def test_a_meeting_has_its_people_and_its_applicants():
    told = appraisal(applicant(), applicant(agree=None, passed="0")).appraisal
    assert (told.due, told.present, told.representatives) == (24, 20, 15)
    assert [each.votes for each in told.applicants] == [20, None]
    assert [each.passed for each in told.applicants] == [True, False]
    assert told.applicants[1].at("agree") == "/case[2]/agree"


def test_answers_of_another_version_read_as_unanswered():
    assert appraisal_of({"meeting": [], "case": [None]}).applicants[0].votes is None

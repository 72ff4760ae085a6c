"""A reviewer corrects an answer in place; the version before stays byte for byte."""

from datetime import timedelta

import pytest

from server.core.desk.people import May
from server.core.desk.record import Answered, Decision
from server.core.errors import (
    AnswerRefused,
    ChangedMeanwhile,
    MoveNotAllowed,
    NotAllowed,
    NotFound,
    NothingChanged,
    NothingToUndo,
    ReasonNeeded,
)
from server.core.instance import read_envelope
from server.core.types import State
from server.intake.amending import NewAnswers, at_desk, undo
from server.review.decisions import answer
from server.review.record import record
from server.store import records
from tests.builders.instances import HEAD_BORN, head, household_xml, member
from tests.builders.people import id_number
from tests.review.conftest import SENT_AT

LATER = SENT_AT + timedelta(minutes=5)
INACCURATE = "36.53 104.01 1707.0 45.0"
PHONE = "/ident/phone"


def correct(desk, submission, values, *, note="电话核实", who=None, version=None):
    version = version or record(desk.office, desk.clerk, submission).row_version
    new = NewAnswers(values=values, note=note, row_version=version)
    at_desk(desk.office, who or desk.clerk, submission, new, now=LATER)


def versions(desk, submission):
    """All versions as stored, oldest first."""
    with desk.office.store.read() as conn:
        row = records.by_key(conn, "620421", submission)
        keys = records.versions_of(conn, row.county, row.id)
        return [records.version(conn, row.county, each.id) for each in keys]


def test_a_correction_is_a_new_version_and_the_one_sent_stays(desk):
    xml = household_xml()
    submission = desk.send(xml)
    correct(desk, submission, {PHONE: "13893000002"})
    first, second = versions(desk, submission)
    assert first.xml == xml
    assert read_envelope(second.xml).deprecated_id == first.instance_id
    assert second.xml.count(b"13893000002") == 1
    assert second.submitter_id == desk.clerk.id
    found = record(desk.office, desk.clerk, submission)
    assert found.answers["ident"]["phone"] == "13893000002"
    assert found.state is State.TO_REVIEW
    (line,) = [each for each in found.history if each.kind == "corrected"]
    assert (line.who, line.note, line.detail["path"]) == ("李军", "电话核实", PHONE)


def test_what_follows_from_an_answer_is_calculated_anew(desk):
    submission = desk.send(household_xml([head(), member(sex="2")]))
    number = id_number(HEAD_BORN.replace(year=1950), sex="2", running=101)
    correct(desk, submission, {"/member[1]/m_id_number": number})
    first = record(desk.office, desk.clerk, submission).answers["member"][0]
    assert (first["m_birth_date"][:4], first["m_age"], first["m_sex"]) == ("1950", "76", "2")
    flags = record(desk.office, desk.clerk, submission).flags
    assert [flag.issue.rule for flag in flags if flag.issue.rule == "W-05"] == []


def test_rules_run_again_and_a_corrected_answer_settles_its_warning(desk):
    submission = desk.send(household_xml(member_count_book=5))
    before = [flag.issue.rule for flag in record(desk.office, desk.clerk, submission).flags]
    correct(desk, submission, {"/members_check/member_count_book": "2"})
    after = [flag.issue.rule for flag in record(desk.office, desk.clerk, submission).flags]
    gone = set(before) - set(after)
    assert gone
    with desk.office.store.read() as conn:
        old = versions(desk, submission)[0]
        rows = records.issues_of(conn, old.county, old.id)
    assert {row.rule for row in rows if row.state == Answered.CORRECTED} == gone


def test_an_answered_warning_stays_answered(desk):
    submission = desk.send(household_xml(gps=INACCURATE))
    for flag in record(desk.office, desk.clerk, submission).flags:
        if flag.issue.severity == "W":
            told = {"answered": Answered.TRUE, "note": "崖下遮挡", "now": SENT_AT}
            answer(desk.office, desk.clerk, submission, flag.id, **told)
    correct(desk, submission, {PHONE: "13893000002"})
    kept = [f for f in record(desk.office, desk.clerk, submission).flags if f.issue.severity == "W"]
    assert [(flag.answered, flag.note) for flag in kept] == [(Answered.TRUE, "崖下遮挡")]
    desk.decide(submission)
    assert record(desk.office, desk.clerk, submission).state is State.LOADED


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (PHONE, "12"),
        ("/members_check/member_count_book", "two"),
        ("/ident/hukou_type", "9"),
        ("/ident/address", ""),
    ],
    ids=["against a constraint", "of another type", "no choice", "left empty"],
)
def test_what_the_form_would_not_take_is_refused_with_its_sentence(desk, path, text):
    submission = desk.send(household_xml())
    with pytest.raises(AnswerRefused) as refusal:
        correct(desk, submission, {path: text})
    assert refusal.value.details["label_zh"]
    assert refusal.value.details["reason_zh"]
    assert len(versions(desk, submission)) == 1


def test_a_correction_has_a_reason_a_question_and_a_difference(desk):
    submission = desk.send(household_xml())
    with pytest.raises(ReasonNeeded):
        correct(desk, submission, {PHONE: "13893000002"}, note=" ")
    with pytest.raises(NothingChanged):
        correct(desk, submission, {PHONE: "13893000001"})
    for path in (
        "/ident/none",
        "/member[7]/m_name",
        "/members_check/member_count",
        "/meta/instanceID",
    ):
        with pytest.raises(NotFound):
            correct(desk, submission, {path: "x"})


def test_a_newer_version_is_never_written_over(desk):
    submission = desk.send(household_xml())
    seen = record(desk.office, desk.clerk, submission).row_version
    correct(desk, submission, {PHONE: "13893000002"})
    with pytest.raises(ChangedMeanwhile):
        correct(desk, submission, {PHONE: "13893000003"}, version=seen)


def test_only_a_reviewer_of_the_area_corrects_what_waits(desk):
    submission = desk.send(household_xml())
    for who, refusal in ((desk.stranger, NotFound), (desk.county, NotAllowed)):
        with pytest.raises(refusal):
            correct(desk, submission, {PHONE: "13893000002"}, who=who)
    desk.decide(submission, Decision.REJECT, note="重复")
    with pytest.raises(MoveNotAllowed):
        correct(desk, submission, {PHONE: "13893000002"})
    assert May.REVIEW in desk.clerk.may


def test_a_correction_is_taken_back_as_the_next_version(desk):
    submission = desk.send(household_xml())
    correct(desk, submission, {PHONE: "13893000002"})
    assert undo(desk.office, desk.clerk, now=LATER).id == submission
    found = record(desk.office, desk.clerk, submission)
    assert found.answers["ident"]["phone"] == "13893000001"
    assert len(versions(desk, submission)) == 3
    with pytest.raises(NothingToUndo):
        undo(desk.office, desk.clerk, now=LATER)

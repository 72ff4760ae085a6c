"""Deciding: who may, what has to be answered first, what follows, and taking it back."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from server.core.desk.record import Answered, Decision
from server.core.errors import (
    ChangedMeanwhile,
    IssuesUnanswered,
    MoveNotAllowed,
    NotAllowed,
    NotFound,
    NothingToUndo,
    OwnCollection,
    ReasonNeeded,
)
from server.core.types import State
from server.registers import households as register
from server.review.decisions import answer, comment, undo
from server.review.record import record
from server.store import audit
from server.store.tables.households import household, household_version, person
from tests.builders.instances import head, household_xml, member
from tests.builders.office import settled
from tests.review.conftest import SENT_AT

INACCURATE = "36.53 104.01 1707.0 45.0"


def survey(number=1, **answers):
    """A clean home survey of a household of its own."""
    entity = f"5e1f2a3b-4c5d-4e6f-8a7b-{number:012d}"
    people = [head(running=101 + 2 * number), member(running=200 + 2 * number)]
    return household_xml(
        answers.pop("members", people),
        instance_id=f"uuid:0a1b2c3d-0001-4000-8000-{number:012d}",
        new_uuid=entity,
        entity_id=entity,
        **answers,
    )


def stored(desk, table):
    with desk.office.store.read() as conn:
        return conn.execute(select(table)).all()


def state(desk, submission):
    return record(desk.office, desk.clerk, submission).state


def flags(desk, submission, severity):
    found = record(desk.office, desk.clerk, submission).flags
    return [flag for flag in found if flag.issue.severity == severity]


def test_an_accepted_survey_is_a_household_with_its_people(desk):
    submission = desk.send(survey())
    desk.decide(submission)
    (row,) = stored(desk, household)
    assert state(desk, submission) is State.LOADED
    assert (row.hh_no, row.head_name, row.member_count) == ("6204211022010001", "李守田", 2)
    assert [p.name for p in stored(desk, person)] == ["李守田", "王秀英"]
    assert all(p.submission_id == submission for p in stored(desk, person))


def test_identity_numbers_are_sealed_and_stand_in_no_readable_column(desk):
    desk.decide(desk.send(survey()))
    (first, _) = stored(desk, person)
    number = desk.office.sealer.open(first.id_sealed)
    assert number.endswith(first.id_last4)
    assert number not in str([stored(desk, t) for t in (household, person)]).replace(
        str(first.id_sealed), ""
    )


def test_two_households_of_a_village_get_running_numbers(desk):
    for number in (1, 2):
        desk.decide(desk.send(survey(number)))
    assert [row.hh_no[-4:] for row in stored(desk, household)] == ["0001", "0002"]


def test_a_warning_has_to_be_answered_before_acceptance(desk):
    submission = desk.send(survey(gps=INACCURATE))
    (flag,) = flags(desk, submission, "W")
    with pytest.raises(IssuesUnanswered):
        desk.decide(submission)
    answer(desk.office, desk.clerk, submission, flag.id, answered=Answered.TRUE, now=SENT_AT)
    desk.decide(submission)
    assert state(desk, submission) is State.LOADED


def test_an_answer_can_be_taken_back(desk):
    submission = desk.send(survey(gps=INACCURATE))
    (flag,) = flags(desk, submission, "W")
    for answered in (Answered.TRUE, Answered.OPEN):
        answer(desk.office, desk.clerk, submission, flag.id, answered=answered, now=SENT_AT)
    with pytest.raises(IssuesUnanswered):
        desk.decide(submission)


def test_an_error_is_not_true_and_only_the_county_waives_it_with_a_reason(desk):
    twins = [head(running=101), member("李守全", relation="02", sex="1", running=103)]
    submission = desk.send(survey(members=twins))
    error = flags(desk, submission, "E")[0]
    ask = {"now": SENT_AT}
    with pytest.raises(NotAllowed):
        answer(desk.office, desk.clerk, submission, error.id, answered=Answered.TRUE, **ask)
    with pytest.raises(NotAllowed):
        answer(
            desk.office, desk.clerk, submission, error.id, answered=Answered.WAIVED, note="x", **ask
        )
    with pytest.raises(ReasonNeeded):
        answer(desk.office, desk.county, submission, error.id, answered=Answered.WAIVED, **ask)
    answer(
        desk.office,
        desk.county,
        submission,
        error.id,
        answered=Answered.WAIVED,
        note="两户合住，已电话核实",
        **ask,
    )
    kept = {flag.id: flag for flag in record(desk.office, desk.clerk, submission).flags}[error.id]
    assert (kept.answered, kept.by) == (Answered.WAIVED, "赵敏")


@pytest.mark.parametrize("decision", [Decision.RETURN, Decision.REJECT], ids=str)
def test_returning_and_rejecting_say_why(desk, decision):
    submission = desk.send(survey())
    with pytest.raises(ReasonNeeded):
        desk.decide(submission, decision)
    desk.decide(submission, decision, reasons=("照片看不清",), fields=("/ident/photo_door",))
    history = record(desk.office, desk.clerk, submission).history
    assert any("照片看不清" in line.note for line in history)


def test_a_rejected_record_keeps_its_bytes_and_loads_nothing(desk):
    submission = desk.send(survey())
    desk.decide(submission, Decision.REJECT, note="测试数据")
    assert state(desk, submission) is State.REJECTED
    assert stored(desk, household) == []
    with pytest.raises(MoveNotAllowed):
        desk.decide(submission)


def test_a_held_record_stays_in_the_queue_until_it_is_taken_up_again(desk):
    submission = desk.send(survey())
    desk.decide(submission, Decision.HOLD)
    assert record(desk.office, desk.clerk, submission).is_held
    assert desk.waiting() == [submission]
    desk.decide(submission, Decision.RESUME)
    assert not record(desk.office, desk.clerk, submission).is_held


def test_nobody_decides_on_what_somebody_else_has_just_changed(desk):
    submission = desk.send(survey())
    seen = record(desk.office, desk.clerk, submission).row_version
    comment(desk.office, desk.clerk, submission, "电话问过", now=SENT_AT)
    desk.decide(submission, Decision.HOLD)
    with pytest.raises(ChangedMeanwhile):
        desk.decide(submission, row_version=seen)


def test_a_stranger_finds_no_record_to_decide_about(desk):
    submission = desk.send(survey())
    for attempt in (desk.decide, lambda s, who: record(desk.office, who, s)):
        with pytest.raises(NotFound):
            attempt(submission, who=desk.stranger)


def test_the_collector_does_not_review_the_own_record(desk):
    submission = desk.send(survey())
    with pytest.raises(OwnCollection):
        desk.decide(submission, who=replace(desk.clerk, id=7))


def test_undo_takes_a_new_household_out_again_and_keeps_its_version(desk):
    submission = desk.send(survey())
    desk.decide(submission)
    assert undo(desk.office, desk.clerk, now=SENT_AT).id == submission
    assert state(desk, submission) is State.TO_REVIEW
    assert stored(desk, household) == stored(desk, person) == []
    assert [row.is_undone for row in stored(desk, household_version)] == [True]


def test_undo_puts_the_version_before_in_force(desk):
    first = desk.send(survey())
    desk.decide(first)
    (loaded,) = stored(desk, household)
    again = household_xml(
        [head(running=103), member(running=202)],
        instance_id="uuid:0a1b2c3d-0001-4000-8000-000000000099",
        survey_mode="update",
        household=loaded.entity_uuid,
        entity_id=loaded.entity_uuid,
        hh_no_old=loaded.hh_no,
        hh_no=loaded.hh_no,
        group_no="五组",
    )
    second = desk.send(again)
    for flag in flags(desk, second, "W"):
        answer(desk.office, desk.clerk, second, flag.id, answered=Answered.TRUE, now=SENT_AT)
    desk.decide(second)
    assert stored(desk, household)[0].group_no == "五组"
    people = {row.id for row in stored(desk, person)}
    undo(desk.office, desk.clerk, now=SENT_AT)
    (row,) = stored(desk, household)
    assert (row.group_no, row.version, row.hh_no) == ("三组", 1, loaded.hh_no)
    assert {p.id for p in stored(desk, person)} == people


def test_every_value_knows_the_submission_that_brought_it(desk):
    submission = desk.send(survey())
    desk.decide(submission)
    file = register.household(desk.office, desk.clerk, "6204211022010001")
    assert {value.source.submission for value in file.values.values()} == {submission}
    assert {m.id_masked[:6] for m in file.members} == {"620421"}
    assert {m.id_masked[6:14] for m in file.members} == {"*" * 8}


def test_reading_a_household_leaves_a_trace(desk):
    desk.decide(desk.send(survey()))
    register.household(desk.office, desk.clerk, "6204211022010001")
    settled(desk.office)
    with desk.office.store.read() as conn:
        (line,) = audit.entries(conn, action="household.read")
    assert (line.actor_name, line.subject) == ("李军", "6204211022010001")


def test_nothing_is_undone_twice(desk):
    desk.decide(desk.send(survey()))
    undo(desk.office, desk.clerk, now=SENT_AT)
    with pytest.raises(NothingToUndo):
        undo(desk.office, desk.clerk, now=SENT_AT)


def test_a_part_of_new_dibao_goes_to_the_county_before_it_is_loaded(desk):
    dibao = {
        "hh_benefit": "dibao_rural",
        "dibao_class": "2",
        "dibao_persons": "2",
    }
    states = []
    for number in range(1, 9):
        submission = desk.send(survey(number, **dibao))
        for flag in flags(desk, submission, "W"):
            answer(
                desk.office, desk.clerk, submission, flag.id, answered=Answered.TRUE, now=SENT_AT
            )
        desk.decide(submission)
        states.append(state(desk, submission))
    assert {State.LOADED, State.TO_AUDIT} == set(states)
    waiting = desk.waiting(desk.county)
    assert len(waiting) == states.count(State.TO_AUDIT)
    desk.decide(waiting[0], who=desk.county)
    assert len(stored(desk, household)) == states.count(State.LOADED) + 1


def test_a_full_number_is_shown_for_a_purpose_that_is_written_down(desk):
    desk.decide(desk.send(survey()))
    person_id = str(stored(desk, person)[0].id)
    with pytest.raises(ReasonNeeded):
        register.reveal(
            desk.office,
            desk.clerk,
            "6204211022010001",
            person_id,
            "id_number",
            purpose=" ",
            now=SENT_AT,
        )
    with pytest.raises(NotFound):
        register.reveal(
            desk.office,
            desk.stranger,
            "6204211022010001",
            person_id,
            "id_number",
            purpose="核对",
            now=SENT_AT,
        )
    number = register.reveal(
        desk.office,
        desk.clerk,
        "6204211022010001",
        person_id,
        "id_number",
        purpose="与户口簿核对",
        now=SENT_AT,
    )
    assert number[6:10] == str(date(1975, 3, 4).year)


def test_the_list_of_households_says_what_waits_about_each(desk):
    desk.decide(desk.send(survey()))
    (loaded,) = stored(desk, household)
    again = household_xml(
        instance_id="uuid:0a1b2c3d-0001-4000-8000-000000000099",
        survey_mode="update",
        household=loaded.entity_uuid,
        entity_id=loaded.entity_uuid,
        hh_no_old=loaded.hh_no,
        hh_no=loaded.hh_no,
        gps=INACCURATE,
    )
    desk.send(again)
    (row,) = register.search(desk.office, desk.clerk).rows
    assert (row.waiting, row.open.warnings > 0) == (1, True)

"""Accepted visits, damages, profiles, appraisals and objections become rows of registers."""

from datetime import date, timedelta

import pytest

from forms.catalogue import bundled
from server.core.desk.record import Answered
from server.core.errors import LoadStands, NotLoadable, RecordExists
from server.core.registers.reasons import Reason
from server.core.types import State
from server.publish import publishing
from server.registers import editing, identity, listing, records
from server.registers.editing import Why
from server.review.decisions import answer, undo
from server.review.record import record
from server.store.tables.households import household, person
from server.store.tables.search import household_act
from tests.builders import instances, lives
from tests.builders.areas import SANHE
from tests.builders.office import everything_in
from tests.review.conftest import SENT_AT
from tests.review.test_decisions import stored, survey

FIRST = "5e1f2a3b-4c5d-4e6f-8a7b-000000000001"


@pytest.fixture
def publish(desk):
    """Publish one of the bundled forms."""

    def work(form_id):
        form = next(each for each in bundled() if each.form_id == form_id)
        compiled = publishing.check(desk.office, 1, form.workbook.read_bytes(), form.workbook.name)
        publishing.publish(desk.office, 1, compiled, by=None, now=SENT_AT)

    return work


def accept(desk, xml):
    """Send, answer every flag, approve; returns the submission."""
    submission = desk.send(xml)
    for flag in record(desk.office, desk.county, submission).flags:
        is_error = flag.issue.severity == "E"
        answer(
            desk.office,
            desk.county if is_error else desk.clerk,
            submission,
            flag.id,
            answered=Answered.WAIVED if is_error else Answered.TRUE,
            note="已核实",
            now=SENT_AT,
        )
    desk.decide(submission)
    return submission


def rows(desk, name, who=None):
    """Every record of a register as its list shows it."""
    person = who or desk.clerk
    register = listing.readable(person, name)
    asked = listing.asked_for(register, person, on="all", now=SENT_AT)
    page = listing.page(desk.office, person, name, asked, now=SENT_AT)
    return [line.values for line in page.lines]


def visited(desk):
    (row,) = stored(desk, household)
    return row.last_visit_at


@pytest.fixture
def home(desk):
    """A household in the store."""
    desk.decide(desk.send(survey()))
    return FIRST


def test_an_accepted_visit_is_in_the_register_and_the_household_knows_its_day(desk, publish, home):
    publish("visit_followup")
    accept(desk, instances.visit_xml(household=home, changes="ill", income_now="450.0"))
    (visit,) = rows(desk, "visit")
    assert visit["hh_no"] == "6204211022010001"
    assert (visit["completed"], visit["on_time"]) == (True, True)
    assert visit["visit_date"] == date(2026, 11, 23)
    assert visit["changes"] == ("ill",)
    assert str(visit["gps"]) == "***"
    assert visited(desk).date() == date(2026, 11, 23)


def test_undoing_takes_the_visit_out_again(desk, publish, home):
    publish("visit_followup")
    submission = accept(desk, instances.visit_xml(household=home))
    assert record(desk.office, desk.clerk, submission).state is State.LOADED
    undo(desk.office, desk.clerk, now=SENT_AT)
    assert rows(desk, "visit") == []
    assert visited(desk) is None
    assert record(desk.office, desk.clerk, submission).state is State.TO_REVIEW


def test_a_visit_that_met_nobody_is_an_attempt(desk, publish, home):
    publish("visit_followup")
    accept(desk, instances.visit_xml(household=home, met="4"))
    (visit,) = rows(desk, "visit")
    assert visit["completed"] is False
    assert visited(desk) is None


def test_what_was_changed_by_hand_since_is_not_taken_back(desk, publish, home):
    publish("visit_followup")
    accept(desk, instances.visit_xml(household=home))
    register = listing.readable(desk.clerk, "visit")
    asked = listing.asked_for(register, desk.clerk, now=SENT_AT)
    key = listing.page(desk.office, desk.clerk, "visit", asked, now=SENT_AT).lines[0].record_id
    editing.change(
        desk.office,
        desk.clerk,
        "visit",
        key,
        {"opinion": "补记"},
        why=Why(reason=Reason.CHECKED),
        row_version=1,
        now=SENT_AT,
    )
    with pytest.raises(LoadStands):
        undo(desk.office, desk.clerk, now=SENT_AT)
    assert len(records.record(desk.office, desk.clerk, "visit", key).acts) == 2


def test_damage_is_a_row_for_the_household_and_one_for_each_building(desk, publish, home):
    publish("house_damage")
    houses = [instances.house(rooms=5, collapsed=2), instances.house(use="2", severe=1)]
    accept(desk, instances.damage_xml(houses, household=home))
    (damage,) = rows(desk, "house_damage")
    assert damage["damage_no"] == "F-620421102-20261116-0001"
    assert (damage["head_name"], damage["hh_no"]) == ("李守田", "6204211022010001")
    assert (damage["col_rooms"], damage["col_res_rooms"]) == (2, 2)
    assert (damage["sev_rooms"], damage["sev_res_rooms"]) == (1, 0)
    assert (damage["houses"], damage["hh_grade"]) == (2, "1")
    buildings = rows(desk, "damaged_house")
    assert {each["damage_no"] for each in buildings} == {damage["damage_no"]}
    assert sorted(each["seq"] for each in buildings) == [1, 2]


def test_a_head_who_is_not_in_the_list_is_kept_with_a_sealed_number(desk, publish):
    publish("house_damage")
    xml = instances.damage_xml(in_list="0")
    accept(desk, xml)
    (damage,) = rows(desk, "house_damage")
    assert damage["head_name"] == "李守田"
    number = xml.decode().split("<head_id>")[1].split("<")[0]
    assert number not in everything_in(desk.office, "house_damage", "edit_history")


def test_a_profile_of_the_same_year_is_not_accepted_twice(desk, publish):
    publish("village_profile")
    accept(desk, instances.profile_xml())
    (profile,) = rows(desk, "village_profile")
    assert (profile["unit"], profile["year"], profile["population"]) == (SANHE, 2026, 2240)
    assert profile["facilities"] == ("office", "clinic", "road", "water")
    with pytest.raises(RecordExists):
        accept(
            desk,
            instances.profile_xml(instance_id="uuid:0a1b2c3d-0002-4000-8000-000000000002"),
        )


def test_an_appraisal_brings_its_meeting_and_every_case(desk, publish):
    publish("dibao_appraisal")
    accept(desk, instances.appraisal_xml())
    (meeting,) = rows(desk, "appraisal")
    cases = rows(desk, "appraisal_case")
    assert meeting["case_count"] == len(cases) > 0
    assert {case["appraisal_no"] for case in cases} == {meeting["appraisal_no"]}
    assert sum(case["passed"] for case in cases) == meeting["passed_count"]


def test_an_objection_gets_a_number_and_ten_working_days(desk, publish):
    publish("objection")
    accept(desk, instances.objection_xml())
    (case,) = rows(desk, "petition")
    assert case["case_no"] == "X-620421102-2026-0001"
    assert case["state"] == "received"
    assert case["deadline"] > case["recv_time"].date() + timedelta(days=10)


def test_what_lacks_an_answer_its_register_needs_cannot_be_loaded(desk, publish, home):
    publish("visit_followup")
    with pytest.raises(NotLoadable) as refused:
        accept(desk, instances.visit_xml(household=home, visit_type=None))
    assert "走访类别" in refused.value.sentence("zh")
    assert rows(desk, "visit") == []


def test_a_death_told_on_a_visit_is_recorded_and_goes_with_the_visit(desk, publish, home):
    publish("visit_followup")
    accept(desk, instances.visit_xml(household=home, changes="death", death_name="王秀瑛"))
    died = {row.name: (row.status, row.status_date) for row in stored(desk, person)}
    assert died["王秀英"] == ("dead", instances.START.date())  # the one whose name sounds so
    (act,) = stored(desk, household_act)
    assert (act.kind, act.person_id is not None) == ("death", True)
    undo(desk.office, desk.clerk, now=SENT_AT)
    assert {row.status for row in stored(desk, person)} == {"alive"}


def test_what_a_visit_tells_without_a_name_is_noted_for_staff(desk, publish, home):
    publish("visit_followup")
    accept(desk, instances.visit_xml(household=home, changes="move_out birth"))
    (act,) = stored(desk, household_act)
    assert (act.kind, act.details["changes"]) == ("reported", ["birth", "move_out"])
    assert {row.status for row in stored(desk, person)} == {"alive"}


def test_a_visit_to_a_merged_household_goes_to_the_one_that_goes_on(desk, publish, home):
    publish("visit_followup")
    other = lives.home(desk.office, number=77)
    (mine,) = (row.id for row in stored(desk, household) if row.entity_uuid == home)
    seen = identity.Seen()
    identity.merge(
        desk.office, desk.clerk, "household", stays=other, goes=mine, seen=seen, now=SENT_AT
    )
    accept(desk, instances.visit_xml(household=home))
    assert [row["hh_no"] for row in rows(desk, "visit")] == [f"{SANHE}0077"]

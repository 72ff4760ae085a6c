"""What was sent back is mended on the tablet: its list, the form behind it, and the record."""

import csv
import io
import re
from dataclasses import replace

import pytest

from server.core.desk.record import Decision
from server.core.rights import APP_USER, Grant
from server.core.tasks import task_uuid
from server.core.types import State
from server.intake import Upload, receive
from server.intake.worker import drain
from server.publish.lists import content
from server.review.record import record
from server.store import records as stored
from tests.builders.areas import GUAYUAN
from tests.builders.desk import published
from tests.builders.instances import correction_xml, fix, household_xml, instance_id
from tests.review.conftest import SENT_AT, TABLET

ADDRESS, DOOR, DANGER = "/ident/address", "/ident/photo_door", "/assets/house_danger"
NUMBER = "/member[1]/m_id_number"


@pytest.fixture
def returned(desk):
    """A survey that the township sent back for four answers."""
    published(desk.office, "correction")
    submission = desk.send(household_xml())
    why = "门牌看不清；王秀英证号 620421197503041218 与户口簿不符，收入 18,000 元"
    desk.decide(
        submission, Decision.RETURN, note=why, fields=(ADDRESS, DOOR, DANGER, NUMBER, ADDRESS)
    )
    return submission


def listed(desk, source, tablet=TABLET):
    with desk.office.store.read() as conn:
        text = content(desk.office, conn, tablet, source).decode()
    return list(csv.DictReader(io.StringIO(text)))


def mend(desk, submission, *fixes, number=90, tablet=None, **answers):
    """Let the tablet fill in and send the form; returns the correction's own number."""
    xml = correction_xml(
        [*fixes], task=task_uuid(submission), instance_id=instance_id(number), **answers
    )
    if tablet is None:
        return desk.send(xml)
    upload = Upload(project_id=1, sender=tablet, xml=xml, received_at=SENT_AT)
    receive(desk.office, upload)
    drain(desk.office)
    return None


def test_a_returned_record_is_a_task_of_its_village_with_reason_and_marked_questions(
    desk, returned
):
    (task,) = listed(desk, "tasks")
    assert task["name"] == task_uuid(returned)
    assert task["village"] == "620421102201"
    assert (task["returned_by"], task["fields"]) == ("李军", "4")
    assert task["label"].startswith("李守田 三组")
    fields = listed(desk, "task_fields")
    assert [(each["path"], each["kind"]) for each in fields] == [
        (ADDRESS, "text"),
        (DOOR, "photo"),
        (DANGER, "choice"),
        (NUMBER, "text"),
    ]
    assert fields[3]["label"] == "家庭成员 1 公民身份号码"
    assert [each["name"] for each in listed(desk, "task_choices")] == [*"ABCDN"]


def test_no_list_on_a_tablet_holds_a_number_an_income_or_a_member(desk, returned):
    for source in ("tasks", "task_fields", "task_choices"):
        text = str(listed(desk, source))
        assert not re.search(r"\d{15}", text.replace(task_uuid(returned), "").replace("-", " "))
        assert "18,000" not in text
        assert "王秀英" not in text


def test_tasks_of_other_villages_are_nowhere_on_a_tablet(desk, returned):
    other = replace(TABLET, id=8, grants=(Grant(APP_USER, GUAYUAN, 1),))
    assert [listed(desk, s, other) for s in ("tasks", "task_fields", "task_choices")] == [[]] * 3
    mend(desk, returned, fix(ADDRESS, new_text="x"), tablet=other)
    assert record(desk.office, desk.clerk, returned).state is State.RETURNED


def test_a_mended_record_goes_on_as_the_same_record_and_its_task_is_closed(desk, returned):
    correction = mend(
        desk,
        returned,
        fix(ADDRESS, new_text="三合村三组21号"),
        fix(DOOR, kind="photo", new_photo="1763863299999.jpg"),
        fix(DANGER, kind="choice", new_choice="C"),
        fix(NUMBER),
        explanation="门牌已换",
    )
    found = record(desk.office, desk.clerk, returned)
    assert found.state is State.TO_REVIEW
    assert found.answers["ident"]["address"] == "三合村三组21号"
    assert found.answers["ident"]["photo_door"] == "1763863299999.jpg"
    assert found.answers["assets"]["house_danger"] == "C"
    assert {photo.has_arrived for photo in found.photos if photo.path == DOOR} == {True}
    assert listed(desk, "tasks") == []
    (line,) = [each for each in found.history if each.kind == "amended"]
    assert (line.who, line.note) == ("三合村 1 号", "门牌已换")
    assert record(desk.office, desk.clerk, correction).state is State.ACCEPTED
    with desk.office.store.read() as conn:
        row = stored.by_key(conn, "620421", returned)
        assert len(stored.versions_of(conn, "620421", returned)) == 2
    assert row.review_state == "edited"
    desk.decide(returned)
    assert record(desk.office, desk.clerk, returned).state is State.LOADED


def test_an_explanation_alone_sends_the_record_back_as_it_was(desk, returned):
    mend(desk, returned)
    found = record(desk.office, desk.clerk, returned)
    assert found.state is State.TO_REVIEW
    (line,) = [each for each in found.history if each.kind == "replied"]
    assert line.note == "核对过户口簿，没有错"
    assert found.answers["ident"]["address"] == "三合村三组12号"


def test_a_correction_that_comes_too_late_is_left_to_the_reviewer(desk, returned):
    mend(desk, returned, fix(ADDRESS, new_text="三合村三组21号"))
    second = mend(desk, returned, fix(ADDRESS, new_text="三合村三组22号"), number=91)
    found = record(desk.office, desk.clerk, second)
    assert found.state is State.TO_REVIEW
    assert [line.kind for line in found.history if line.kind == "unused"] == ["unused"]
    kept = record(desk.office, desk.clerk, returned)
    assert kept.answers["ident"]["address"] == "三合村三组21号"


def test_an_answer_the_form_would_not_take_is_left_to_the_reviewer(desk, returned):
    wrong = mend(desk, returned, fix(NUMBER, new_text="620421197503041219"))
    assert record(desk.office, desk.clerk, returned).state is State.RETURNED
    (line,) = [e for e in record(desk.office, desk.clerk, wrong).history if e.kind == "unused"]
    assert "公民身份号码" in line.note


def test_an_edit_sent_from_the_tablet_closes_the_task_too(desk, returned):
    with desk.office.store.read() as conn:
        old = stored.by_key(conn, "620421", returned).instance_id
    xml = household_xml(deprecated_id=old, instance_id=instance_id(92), address="三合村三组21号")
    desk.send(xml)
    assert listed(desk, "tasks") == []
    assert record(desk.office, desk.clerk, returned).state is State.TO_REVIEW

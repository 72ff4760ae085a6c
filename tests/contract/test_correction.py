"""What was sent back reaches the tablet over the wire, and what it mends reaches the record."""

from __future__ import annotations

import csv
import io

from server.core.desk.record import Decision
from server.core.types import State
from server.intake.worker import drain
from server.review.decisions import Verdict, decide
from server.review.record import record
from tests.builders.areas import GUAYUAN
from tests.builders.desk import number_of, photographs, published
from tests.builders.instances import correction_xml, fix, household_xml, instance_id
from tests.builders.office import NOW, REVIEWER, asker

AUDIT = b"event,node,start,end\n"
ADDRESS = "/ident/address"


def listed(collect, name):
    """Rows of a list as it lies on the tablet."""
    text = collect.forms["correction"].media[name].decode()
    return list(csv.DictReader(io.StringIO(text)))


def test_a_sender_gets_its_task_mends_it_and_the_record_continues(live):
    office = live.office
    clerk = asker(office, REVIEWER)
    for form_id in ("household_survey", "correction"):
        published(office, form_id)
    collect, neighbour = live.tablet(), live.tablet(GUAYUAN)
    collect.refresh()
    assert b'odk:client-editable="true"' in collect.forms["household_survey"].xml
    assert listed(collect, "tasks.csv") == []
    xml = household_xml()
    assert collect.send(xml, photographs(xml) | {"audit.csv": AUDIT}).status == 201
    drain(office)
    ref = number_of(office, "uuid:0a1b2c3d-0001-4000-8000-000000000001")
    back = Verdict(decision=Decision.RETURN, reasons=("门牌号写错",), fields=(ADDRESS,))
    decide(office, clerk, ref, back, now=NOW)

    assert "correction" in collect.refresh()
    neighbour.refresh()
    assert listed(neighbour, "tasks.csv") == []
    (task,), (field,) = listed(collect, "tasks.csv"), listed(collect, "task_fields.csv")
    assert (task["reason"], field["path"], field["task"]) == ("门牌号写错", ADDRESS, task["name"])
    mended = correction_xml(
        [fix(field["path"], field["label"], field["kind"], new_text="三合村三组21号")],
        task=task["name"],
        instance_id=instance_id(77),
    )
    assert collect.send(mended, {"audit.csv": AUDIT}).status == 201
    drain(office)
    found = record(office, clerk, ref)
    assert (found.state, found.answers["ident"]["address"]) == (State.TO_REVIEW, "三合村三组21号")
    assert [each.path for each in found.replaced] == [ADDRESS]
    collect.refresh()
    assert listed(collect, "tasks.csv") == []


def test_an_edited_form_of_collect_joins_the_record_with_its_photos(live):
    office = live.office
    clerk = asker(office, REVIEWER)
    published(office)
    collect = live.tablet()
    xml = household_xml()
    files = photographs(xml) | {"audit.csv": AUDIT}
    collect.send(xml, files)
    drain(office)
    ref = number_of(office, "uuid:0a1b2c3d-0001-4000-8000-000000000001")
    decide(office, clerk, ref, Verdict(decision=Decision.RETURN, note="门牌号写错"), now=NOW)
    again = household_xml(
        address="三合村三组21号",
        deprecated_id="uuid:0a1b2c3d-0001-4000-8000-000000000001",
        instance_id=instance_id(78),
    )
    assert collect.send(again, files).status == 201
    drain(office)
    found = record(office, clerk, ref)
    assert found.state is State.TO_REVIEW
    assert all(photo.has_arrived for photo in found.photos)
    assert [each.path for each in found.replaced] == [ADDRESS]

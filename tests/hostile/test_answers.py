"""Crafted answers: whatever stands in them, the visit is taken, judged and shown (decision D3)."""

from __future__ import annotations

import logging
import random
import re

import pytest
from sqlalchemy import select

from server.app import create_app
from server.auth import passwords
from server.intake.upload import Outcome
from server.intake.worker import drain
from server.store.tables.submissions import job
from tests.builders import instances
from tests.builders import office as built
from tests.builders.desk import published
from tests.builders.field import records, send
from tests.builders.office import CHEAP, REVIEWER, person
from tests.strangers.world import signed_in

FORMS = {
    "household_survey": instances.household_xml,
    "house_damage": instances.damage_xml,
    "visit_followup": instances.visit_xml,
    "disaster_report": instances.report_xml,
    "village_profile": instances.profile_xml,
    "dibao_appraisal": instances.appraisal_xml,
    "objection": instances.objection_xml,
}
ODD = [
    *("", " ", "x" * 3_000, "照" * 2_000, "a\tb\nc", "..", "uuid:", "true", "0x10", "1_000"),
    *("0", "-1", "-0", "+5", "9" * 400, "1e308", "0." + "0" * 300 + "1", "NaN", "INF", "1e999"),
    *("9223372036854775807", "9223372036854775808", "１２３", "٣", "100000000", "99", "5", "01"),
    *("1e308 1e308 1e308 1e308", "-90 -180 0 0", "90 180", "36.53 104.01 1700 4", "36.53 104.01"),
    *("9999-12-31", "0001-01-01", "1900-01-01", "2100-12-31", "2026-02-29", "25:61:61"),
    *("0001-01-01T00:00:00.000+14:00", "9999-12-31T23:59:59.999-14:00"),
    *("620421102201", "620400000000", "000000000000", "999999999999", "13800138000"),
    *("11010119000307000X", "00000000000000000X", "&#x10FFFF;&#x1F600;", "&lt;script&gt;"),
    *("%s{0}{x}", "' OR 1=1", "1 1 1 2 3", "a.jpg", "jr://images/x", "{{7*7}}", "=1+1"),
]
LEAF = re.compile(r"<([\w:]+)>([^<]*)</\1>")
SHARES = (0.02, 0.1, 0.4, 1.0)
TIMES = 14


def crafted(xml, chance, instance_id):
    """The instance with some answers exchanged, left out or given twice."""
    share = chance.choice(SHARES)

    def other(found):
        name = found[1]
        if name.endswith("instanceID"):
            return f"<{name}>{instance_id}</{name}>"
        if chance.random() >= share:
            return found[0]
        answer = f"<{name}>{chance.choice(ODD)}</{name}>"
        return answer * chance.choice((0, 1, 1, 1, 1, 1, 2))

    return LEAF.sub(other, xml.decode()).encode()


@pytest.fixture
def office(settings, monkeypatch):
    monkeypatch.setattr(passwords, "HASHER", CHEAP)
    made = built.services(settings)
    yield made
    made.store.close()


@pytest.mark.parametrize("form_id", FORMS)
def test_no_answer_stops_a_visit_from_being_taken_judged_and_shown(office, form_id, caplog):
    caplog.set_level(logging.ERROR)
    published(office, form_id)
    chance = random.Random(form_id)  # noqa: S311 - the same answers every time
    for number in range(TIMES):
        xml = crafted(FORMS[form_id](), chance, f"uuid:{form_id}-{number}")
        assert send(office, xml) in {Outcome.STORED, Outcome.PARKED}
    drain(office)
    with office.store.read() as conn:
        assert conn.execute(select(job).where(job.c.attempts > 0)).all() == []
    person(office, REVIEWER)
    who = signed_in(office, REVIEWER)
    client = create_app(office.settings, office).test_client(use_cookies=False)
    for row in records(office):
        shown = client.get(
            f"/review/{row.id}?everything=1", headers={"Cookie": f"mz_session={who.session}"}
        )
        assert shown.status_code in {200, 404}  # 404: filed outside the reviewer's township
        assert b"<script>" not in shown.data
    assert caplog.text == ""

"""Practising with every form: checked like the real thing, never loaded, shown as practice."""

import pytest

from forms.catalogue import bundled
from server.auth.collect import PRACTICE_COLOUR
from server.auth.grants import OPERATOR
from server.auth.tablets import create_tablet, tablet_code
from server.core.desk.record import Decision
from server.core.rights import APP_USER, Grant, Sender
from server.core.types import State
from server.intake import Upload, receive
from server.intake.worker import drain
from server.publish import publishing, training
from server.review.decisions import Verdict, answer, decide
from server.review.record import record
from server.store import forms
from server.store.tables.households import household
from tests.auth.test_collect import scanned
from tests.builders.areas import SANHE
from tests.builders.field import records
from tests.builders.office import AUDITOR, NOW, REVIEWER, asker, everything_in, services
from tests.review.conftest import SENT_AT
from tests.review.test_decisions import survey


@pytest.fixture
def office(settings):
    opened = services(settings)
    form = next(each for each in bundled() if each.form_id == "household_survey")
    made = publishing.check(opened, 1, form.workbook.read_bytes(), form.workbook.name)
    publishing.publish(opened, 1, made, by=None, now=NOW)
    yield opened
    opened.store.close()


def test_a_practice_submission_is_checked_and_never_loaded(office):
    practice = training.ensure(office, now=NOW)
    sender = Sender(7, "练习", is_app_user=True, grants=(Grant(APP_USER, SANHE, practice),))
    receive(
        office,
        Upload(project_id=practice, sender=sender, xml=survey(), files=(), received_at=SENT_AT),
    )
    drain(office)
    (sent,) = records(office)
    county = asker(office, AUDITOR)
    seen = record(office, county, sent.id)
    assert seen.title.startswith("【练习】")
    for flag in seen.flags:
        answer(office, county, sent.id, flag.id, answered="waived", note="练习", now=SENT_AT)
    clerk = asker(office, REVIEWER)
    decide(office, clerk, sent.id, Verdict(decision=Decision.APPROVE), now=SENT_AT)
    assert records(office)[0].state == State.ACCEPTED
    assert everything_in(office, household.name) == "[[]]"


def test_asked_again_it_is_the_same_project_with_the_forms_in_force(office):
    practice = training.ensure(office, now=NOW)
    assert training.ensure(office, now=NOW) == practice
    with office.store.read() as conn:
        (form,) = forms.forms_of(conn, practice)
        (real,) = forms.forms_of(conn, 1)
        versions = [forms.get_version(conn, each.current_id) for each in (form, real)]
        files = [forms.files_of(conn, each.current_id) for each in (form, real)]
    assert versions[0].md5 == versions[1].md5
    assert [file.name for file in files[0]] == [file.name for file in files[1]]


def test_a_tablet_for_practice_looks_like_nothing_else(office):
    practice = training.ensure(office, now=NOW)
    made = create_tablet(
        office, OPERATOR, name="练习", units=(SANHE,), project_id=practice, now=NOW
    )
    code = tablet_code(office, OPERATOR, made.id, now=NOW)
    assert code.tablet.is_training
    assert scanned(code.settings)["project"]["color"] == PRACTICE_COLOUR

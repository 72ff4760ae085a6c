"""What a tablet sends of the bundled forms reads whole into the nouns the rules look at."""

from datetime import date, timedelta
from decimal import Decimal

from server.answers.typed import AnswerReader
from server.core.appraisal import appraisal_of
from server.core.disaster_report import PATHS, report_of
from server.core.instance import read_answers, read_envelope
from server.core.objection import objection_of
from server.core.profile import PATHS as PROFILE_PATHS
from server.core.profile import profile_of
from tests.builders.cases import TODAY
from tests.builders.forms import schema_of
from tests.builders.instances import (
    appraisal_xml,
    appraised,
    objection_xml,
    profile_xml,
    report_xml,
)


def read_whole(form_id, xml):
    """The typed answers of an instance, all of them readable."""
    schema = schema_of(form_id)
    raw = read_answers(read_envelope(xml).root, schema)
    typed = AnswerReader(schema).read(raw.values)
    assert typed.problems == ()
    return typed.answers


def test_the_bundled_form_asks_only_for_figures_that_are_known():
    schema = schema_of("disaster_report")
    asked = {
        field.path
        for group in schema.fields
        if group.name in {"people", "houses", "farm", "loss"}
        for field in group.children
        if field.type in {"int", "decimal"}
    }
    assert asked <= set(PATHS.values())
    unasked = {name for name, path in PATHS.items() if path not in asked}
    assert unasked == {"resettled_scattered", "grain_damaged", "grain_failed"}


def test_a_tablets_report_is_read_whole():
    told = report_of(read_whole("disaster_report", report_xml()))
    assert (told.stage, told.figures["min_res_hh"], told.loss_total_wan) == (
        "1",
        3,
        Decimal("17.4"),
    )
    assert told.event_start.utcoffset() == timedelta(hours=8)


def test_a_tablets_profile_is_read_whole():
    told = profile_of(read_whole("village_profile", profile_xml()))
    assert set(told.figures) == set(PROFILE_PATHS)
    assert told.figures["income_pc"] == Decimal(11_800)
    assert (told.one_shoulder, told.supervision, told.finance_open) == (True, True, True)
    assert (told.director, told.assistant_name) == ("张建国", "张伟")


def test_a_tablets_minutes_are_read_whole():
    xml = appraisal_xml([appraised(relative="1"), appraised(agree=3, oppose=17, abstain=0)])
    told = appraisal_of(read_whole("dibao_appraisal", xml))
    first, second = told.applicants
    assert (first.is_relative, first.passed, second.passed) == (True, True, False)
    assert (first.persons, first.income_pc_month) == (Decimal(2), Decimal(380))
    assert (told.meeting_date, told.chair) == (TODAY, "刘芳")


def test_a_tablets_objection_is_read_whole():
    told = objection_of(read_whole("objection", objection_xml(checked="1")))
    assert (told.kind, told.is_anonymous, told.is_checked) == ("1", False, True)
    assert told.list_end == date(2026, 11, 27)
    assert told.checkers == ("刘芳", "赵志强")
    assert (told.check_date, told.reply_date, told.finding) == (date(2026, 11, 23),) * 2 + ("2",)

"""The seven forms: what keeps their logic is not blamed, and each constraint can be broken."""

from datetime import date, datetime, timedelta

import pytest

from forms.catalogue import bundled
from server.core.case import ProblemKind
from server.core.days import LOCAL
from server.core.instance import read_answers, read_envelope
from server.core.logic import check, compile_logic
from server.core.schema import FieldType
from server.core.types import GeoPoint
from tests.builders.forms import schema_of
from tests.builders.instances import (
    START,
    appraisal_xml,
    appraised,
    correction_xml,
    damage_xml,
    fix,
    head,
    house,
    household_xml,
    member,
    objection_xml,
    profile_xml,
    report_xml,
    visit_xml,
)

FORMS = [form.form_id for form in bundled()]
LOGIC = {form_id: compile_logic(schema_of(form_id)) for form_id in FORMS}
FAR_OFF = GeoPoint(36.53, 104.01, 1707.0, 400.0)
CHILD = {"name": "李小宝", "born": date(2019, 5, 1), "relation": "20"}


def problems(form_id, xml):
    raw = read_answers(read_envelope(xml).root, schema_of(form_id)).values
    return check(LOGIC[form_id], raw, received_at=START)


VALID = {
    "a household of two": household_xml(),
    "a household of four": household_xml([head(), member(), member(**CHILD), member("李大宝")]),
    "nobody but the head": household_xml([head(born=date(1950, 2, 2))]),
    "an update": household_xml(survey_mode="update"),
    "in a town": household_xml(hukou_type="1"),
    "without a number": household_xml([head(id_status="2")]),
    "a graduate": household_xml(
        [head(), member(**CHILD | {"born": date(2003, 1, 1)}, graduate="1")]
    ),
    "disabled and away": household_xml([head(disabled="1", employ="3", benefit="youfu")]),
    "Dibao": household_xml(hh_benefit="dibao_rural temp"),
    "a visit": visit_xml(),
    "nobody at home": visit_xml(met="4"),
    "a death": visit_xml(changes="death income_down"),
    "in care": visit_xml(v_benefits="tekun", care_eat="0"),
    "a damaged house": damage_xml(),
    "not in the list": damage_xml([house(collapsed=2), house(use="2", minor=1)], in_list="0"),
    "a first report": report_xml(),
    "no new loss": report_xml(stage="2", zero="1"),
    "a checked report": report_xml(stage="3"),
    "a village": profile_xml(),
    "an appraisal": appraisal_xml([appraised(), appraised(agree=3, oppose=17, abstain=0)]),
    "an objection": objection_xml(),
    "a checked objection": objection_xml(checked="1"),
    "an anonymous one": objection_xml(anonymous="1", kind="2"),
    "a correction": correction_xml(),
    "nothing to correct": correction_xml([]),
}


@pytest.mark.parametrize("xml", VALID.values(), ids=VALID)
def test_what_keeps_the_logic_is_not_blamed(xml):
    assert problems(read_envelope(xml).form_id, xml) == ()


@pytest.mark.parametrize("form_id", FORMS)
def test_every_expression_is_understood(form_id):
    assert LOGIC[form_id].unread == ()


@pytest.mark.parametrize("form_id", FORMS)
def test_the_samples_beside_the_forms_are_not_blamed(form_id):
    form = next(each for each in bundled() if each.form_id == form_id)
    blamed = {
        path.stem: [(problem.path, problem.kind) for problem in found]
        for path in form.samples
        if (found := problems(form_id, path.read_bytes()))
    }
    assert blamed == INCOMPLETE.get(form_id, {})


INCOMPLETE = {
    "household_survey": {
        "no_position": [("/ident/gps", ProblemKind.REQUIRED)],
        "position_with_two_numbers": [("/ident/gps", ProblemKind.CONSTRAINT)],
    }
}
"""Samples that lack what the form insists on: a position, and how exact it is."""

BREAKS = {
    FieldType.INT: "-1",
    FieldType.DECIMAL: "-2000000",
    FieldType.DATE: "2030-01-01",
    FieldType.DATETIME: "2030-01-01T00:00:00.000+08:00",
    FieldType.GEOPOINT: FAR_OFF,
    FieldType.STRING: "x",
    FieldType.SELECT_ONE: "0",
}
"""Answers that no constraint on such a question takes."""

UNANIMOUS = {n: [appraised(agree=n, oppose=0, abstain=0)] for n in (3, 12)}
SAMPLES = {
    "/meeting/meeting_date": {"meeting_date": date(2026, 11, 24)},
    "/meeting/should": {"should": 4, "present": 3, "rep_villagers": 3, "cases": UNANIMOUS[3]},
    "/meeting/present": {"present": 12, "rep_villagers": 12, "cases": UNANIMOUS[12]},
    "/finish/post1_date": {"post1_date": date(2026, 11, 22)},
    "/case/agree": {"agree": -1, "abstain": 20},
    "/case/oppose": {"oppose": -1, "abstain": 3},
    "/case/abstain": {"abstain": 0},
    "/head/report_seq": {"report_seq": 2},
    "/people/missing": {"dead": 100, "missing": 21},
    "/people/injured_serious": {"injured_serious": 3},
    "/houses/col_res_hh": {"col_rooms": 2, "col_res_rooms": 1, "col_res_hh": 0},
    "/hh/head_name": {"head_name": "John", "in_list": "0"},
    "/hh/head_id": {"head_id": "620421197503041218", "in_list": "0"},
    "/hh/relocated": {"persons": 3, "deaths": 1, "missing": 1, "relocated": 2},
    "/house/h_area": {"area": "0"},
    "/house/h_collapsed": {"collapsed": 6, "severe": 0, "minor": 0},
    "/house/h_severe": {"collapsed": 3, "severe": 3, "minor": 0},
    "/house/h_minor": {"collapsed": 2, "severe": 2, "minor": 2},
    "/member/m_id_number": {"id_number": "620421197503041218"},
    "/member/m_birth_manual": {"id_status": "2", "born": date(1899, 12, 31)},
    "/member/m_disability_cert": {"disabled": "1", "disability_cert": "62042119750304121X83"},
    "/member/m_away_months": {"employ": "3", "away_months": 13},
    "/member/m_grad_year": {"born": date(2000, 1, 1), "graduate": "1", "grad_year": 2027},
    "/member/m_benefit": {"benefit": "0 dibao"},
    "/assets/asset_items": {"asset_items": "0 car"},
    "/benefit/hh_benefit": {"hh_benefit": "0 temp"},
    "/benefit/dibao_persons": {"hh_benefit": "dibao_rural", "dibao_persons": 3},
    "/check/check_date": {"checked": "1", "check_date": date(2026, 11, 22)},
    "/check/checkers": {"checked": "1", "checkers": "刘芳"},
    "/check/reply_date": {"checked": "1", "reply_date": date(2026, 11, 22)},
    "/change/changes": {"changes": "0 birth"},
    "/change/death_date": {"changes": "death", "death_date": date(2026, 11, 24)},
    "/change/income_now": {"changes": "income_up", "income_now": "-1"},
    "/base/population": {"population": 589},
    "/fix/new_number": {"new_number": "1.5.2"},
}
"""Answers that break one constraint where it takes more than one answer."""

WHOLE = {
    "household_survey": household_xml,
    "visit_followup": visit_xml,
    "house_damage": damage_xml,
    "disaster_report": report_xml,
    "village_profile": profile_xml,
    "dibao_appraisal": appraisal_xml,
    "objection": objection_xml,
}
IN_ROWS = {
    "/member": lambda answers: household_xml([head(**answers), member()]),
    "/house": lambda answers: damage_xml([house(**answers)]),
    "/case": lambda answers: appraisal_xml([appraised(**answers)]),
    "/fix": lambda answers: correction_xml([fix(kind="number", **answers)]),
}
CONSTRAINED = [
    (form_id, field.path)
    for form_id in FORMS
    for field in schema_of(form_id).walk()
    if field.constraint
]


def broken(form_id, path):
    """An instance in which the answer to `path` does not keep its constraint."""
    field = schema_of(form_id).by_path[path]
    above = path.rpartition("/")[0]
    name = field.name.removeprefix("m_").removeprefix("h_") if above in IN_ROWS else field.name
    answers = SAMPLES.get(path) or {name: BREAKS[field.type]}
    return IN_ROWS[above](answers) if above in IN_ROWS else WHOLE[form_id](**answers)


@pytest.mark.parametrize(("form_id", "path"), CONSTRAINED, ids=[path for _, path in CONSTRAINED])
def test_each_constraint_is_broken_by_one_answer(form_id, path):
    """And by no other than it, and those that must not be larger than it."""
    schema = schema_of(form_id)
    found = problems(form_id, broken(form_id, path))
    plain = {problem.path.replace("[1]", ""): problem for problem in found}
    assert {problem.kind for problem in found} == {ProblemKind.CONSTRAINT}
    bound = {p for p in plain if schema.by_path[path].name in (schema.by_path[p].constraint or "")}
    assert plain.keys() - bound == {path} or plain.keys() == bound
    assert plain[path].message == schema.by_path[path].constraint_message
    assert {"zh", "en"} <= plain[path].message.keys()


def test_the_clock_is_that_of_the_tablet_and_not_ours():
    """Sent two years later, the visit of that day is as right as it was."""
    assert problems("visit_followup", visit_xml()) == ()
    at = datetime(2024, 3, 1, 23, 50, tzinfo=LOCAL)
    xml = household_xml([head(born=date(1964, 3, 2))], at=at, minutes=20)
    assert problems("household_survey", xml) == ()
    assert problems("household_survey", household_xml(at=at - timedelta(days=900))) == ()

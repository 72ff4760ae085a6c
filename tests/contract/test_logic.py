"""Our reading of the forms' logic and that of a real form engine come to one verdict.

Generated answers go into ODK Web Forms' engine, which leaves out what is not relevant, calculates,
and tells what it objects to.  On the instance it would send, the server has to object to the same
answers and to nothing else: no calculation of the engine may look wrong to it.
"""

import csv
import io
import re
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from forms.catalogue import bundled
from server.core.days import LOCAL
from server.core.instance import read_answers, read_envelope
from server.core.logic import Rows, check, compile_logic
from server.core.schema import FieldType
from tests.builders.areas import DONGWAN, JINGYUAN, SANHE
from tests.builders.forms import compiled
from tests.builders.instances import (
    EVENT,
    HOUSEHOLD,
    TASK,
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
from tests.contract.engine.webforms import WebForms

EXAMPLES = 40
"""Per form; an example takes the engine about a tenth of a second."""

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=LOCAL)
EVENING = NOON + timedelta(hours=8)
POSITION = "36.53 104.01 1707.0"
LISTS = {
    "counties.csv": f"name,label\n{JINGYUAN},靖远县\n",
    "townships.csv": f"name,label,county\n{DONGWAN},东湾镇,{JINGYUAN}\n",
    "villages.csv": f"name,label,township\n{SANHE},三合村,{DONGWAN}\n",
    "households.csv": "name,label,__version,geometry,hh_no,village,head_name,member_count,benefits,"
    "last_visit_date,visit_due\n"
    f"{HOUSEHOLD},李守田,3,{POSITION} 4.5,{SANHE}0001,{SANHE},李守田,2,dibao_rural,2026-08-20,\n"
    f"x,王秀英,1,,{SANHE}0002,{SANHE},王秀英,1,tekun,,2026-11-30\n",
    "standards.csv": f"name,label,county,kind,year,monthly\nr,,{JINGYUAN},rural,2026,500\n",
    "events.csv": "name,label,disaster_type,start_date,start_time\n"
    f"{EVENT},暴雨,flood,2026-11-15,2026-11-15T02:00:00.000+08:00\n",
    "applications.csv": "name,label,village,head_name,persons,income_pc_month\n"
    f"AP-620421102201-0007,李守田,{SANHE},李守田,2,380\n",
    "publicity.csv": "name,label,village,end_date\n"
    f"PB-620421102201-2026-01,低保,{SANHE},2026-11-27\n",
    "publicity_items.csv": "name,label,list_id\n"
    "PB-620421102201-2026-01-03,李**,PB-620421102201-2026-01\n",
}
LISTS |= {
    "tasks.csv": "name,label,form_id,form,township,village,instance_name,reason,returned_by,"
    f"returned_on,fields\n{TASK},李守田,household_survey,入户调查,{DONGWAN},{SANHE},李守田,门牌,李军,"
    "2026-11-23,3\n",
    "task_fields.csv": "name,label,task,n,path,kind,present\n"
    + "".join(
        f"{TASK}-{n},甲,{TASK},{n},/ident/address,{kind},\n"
        for n, kind in enumerate(("text", "number", "choice"), start=1)
    ),
    "task_choices.csv": f"name,label,task,n\nA,甲,{TASK},3\nB,乙,{TASK},3\n",
}
MEDIA = {name: content.encode() for name, content in LISTS.items()}
ROWS = {name: Rows(csv.DictReader(io.StringIO(content))) for name, content in LISTS.items()}
FORMS = [form.form_id for form in bundled()]
LOGIC = {form_id: compile_logic(compiled(form_id).schema) for form_id in FORMS}


@pytest.fixture
def webforms():
    """An engine for each form: it keeps every form it has opened in memory."""
    made = WebForms()
    yield made
    made.close()


WORDS = [
    "李守田",
    "王",
    "John",
    "𠮷田",
    "刘芳、张伟",
    "13893000001",
    "0931-1234567",
    "62042119750304121X",
    "62042119750304121x",
    "620421197503041218",
    "62042119750304121X43",
]
ANSWERS = {
    FieldType.INT: st.sampled_from([0, 1, 2, 3, 5, 9, 12, 20, 61, 120, 1899, 1996, 2026, 2027, -1])
    | st.integers(-3, 3000),
    FieldType.DECIMAL: st.sampled_from(["0", "1.5", "12.25", "-1", "5000.5", "-2000000", "0.333"]),
    FieldType.DATE: st.dates(date(2026, 11, 1), date(2026, 11, 30)) | st.dates(date(1850, 1, 1)),
    # Collect compares days and a browser moments: what lies ahead lies at least a day ahead.
    FieldType.DATETIME: st.sampled_from([-72, -30, -1, 0, 30, 72]).map(
        lambda hours: (NOON + timedelta(hours=hours)).isoformat(timespec="milliseconds")
    ),
    FieldType.GEOPOINT: st.sampled_from([f"{POSITION} {m}" for m in ("4.5", "80.0", "400.0")]),
    FieldType.BINARY: st.just("a.jpg"),
}
PEOPLE = st.lists(
    st.fixed_dictionaries(
        {
            "born": st.dates(date(1920, 1, 1), date(2026, 11, 1)),
            "sex": st.sampled_from("12"),
            "id_status": st.sampled_from("112"),
            "relation": st.sampled_from(["02", "12", "20"]),
            "benefit": st.sampled_from(["0", "youfu", "0 dibao"]),
        }
    ).map(lambda given: member(**given)),
    max_size=3,
)
HOUSES = st.lists(
    st.fixed_dictionaries(
        {
            "use": st.sampled_from("12"),
            "rooms": st.integers(1, 6),
            "collapsed": st.integers(0, 3),
            "severe": st.integers(0, 3),
        }
    ).map(lambda given: house(**given)),
    min_size=1,
    max_size=3,
)
CASES = st.lists(
    st.integers(0, 20).map(lambda n: appraised(agree=n, oppose=20 - n, abstain=0)),
    min_size=1,
    max_size=3,
)
FIXES = st.lists(st.just(fix()), min_size=1, max_size=3)
BASES = {
    "household_survey": st.builds(
        lambda people, **given: household_xml([head(), *people], at=NOON, **given),
        PEOPLE,
        survey_mode=st.sampled_from(["new", "update"]),
        hh_benefit=st.sampled_from(["0", "dibao_rural", "dibao_urban temp"]),
    ),
    "visit_followup": st.builds(
        lambda **given: visit_xml(at=NOON, **given),
        met=st.sampled_from("14"),
        household=st.sampled_from([HOUSEHOLD, "x"]),
        changes=st.sampled_from(["0", "death", "income_up asset", "0 birth"]),
        v_benefits=st.just("tekun"),
    ),
    "house_damage": st.builds(
        lambda houses, **given: damage_xml(houses, at=NOON, **given),
        HOUSES,
        in_list=st.sampled_from("01"),
    ),
    "disaster_report": st.builds(
        lambda **given: report_xml(at=NOON, **given),
        stage=st.sampled_from("123"),
        zero=st.sampled_from("01"),
    ),
    "village_profile": st.builds(lambda: profile_xml(at=NOON)),
    "dibao_appraisal": st.builds(lambda cases: appraisal_xml(cases, at=NOON), CASES),
    "objection": st.builds(
        lambda **given: objection_xml(at=NOON, **given),
        kind=st.sampled_from("12"),
        anonymous=st.sampled_from("01"),
        checked=st.sampled_from("01"),
    ),
    "correction": st.builds(lambda fixes: correction_xml(fixes, task=TASK, at=NOON), FIXES),
}


def answer_to(field, schema):
    """Any answer a person could give to a question, also none."""
    names = [choice.name for choice in schema.choices.get(field.choices or "", ())]
    if field.choice_file:
        names = [row["name"] for row in ROWS[field.choice_file].all]
    if field.type is FieldType.SELECT_MULTIPLE:
        some = st.lists(st.sampled_from(names), min_size=1, max_size=3, unique=True)
        return some.map(" ".join) | st.just("")
    known = st.sampled_from(names or WORDS) if names else ANSWERS.get(field.type)
    return (st.sampled_from(WORDS) if known is None else known).map(str) | st.just("")


def is_asked(field):
    """Whether a person answers it; the area stays as it is, so that lists are never empty."""
    return field.is_asked and field.preload is None and not field.path.startswith("/admin")


@st.composite
def filled(draw, form_id):
    """An instance with some answers changed and nothing calculated."""
    schema = compiled(form_id).schema
    root = etree.fromstring(draw(BASES[form_id]))
    asked = []
    for element in root.iter():
        field = schema.by_path.get(plain(element, root))
        if field is not None and field.calculate and not field.path.startswith("/meta"):
            element.text = element.text if "once" in field.calculate else None
        elif field is not None and is_asked(field):
            asked.append((element, field))
    wanted = st.lists(st.integers(0, len(asked) - 1), max_size=8, unique=True)
    for element, field in (asked[number] for number in draw(wanted)):
        element.text = draw(answer_to(field, schema))
    return etree.tostring(root)


def plain(element, root):
    """The path of an element without positions."""
    steps = [etree.QName(each).localname for each in (element, *element.iterancestors())]
    return "" if element is root else "/" + "/".join(reversed(steps[:-1]))


def objections_of(form_id, xml):
    """Paths the server objects to in what the engine would send."""
    schema = compiled(form_id).schema
    raw = read_answers(read_envelope(xml).root, schema).values
    found = check(
        LOGIC[form_id], raw, received_at=datetime.now(UTC), lists=ROWS.get, causes_only=False
    )
    return {problem.path for problem in found}


@pytest.mark.parametrize("form_id", FORMS)
def test_server_and_engine_object_to_the_same_answers(webforms, form_id):
    xform, verdicts = compiled(form_id).xform, set()

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        database=None,
    )
    @given(filled(form_id))
    def agree(xml):
        webforms.clock(EVENING)
        webforms.open(xform, MEDIA, edit=xml)
        made = webforms.payload()
        theirs = {re.sub(r"^/data", "", path) for path in made.violations}
        assert objections_of(form_id, made.xml) == theirs
        verdicts.add(made.status)

    agree()
    assert verdicts == {"ready", "pending"}

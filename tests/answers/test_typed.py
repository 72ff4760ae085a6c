"""Typed answers: every way devices write a value, and what becomes of a value that is none."""

import doctest
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.answers import leaves
from server.answers.typed import AnswerReader
from server.core.case import FormProblem, ProblemKind
from server.core.days import LOCAL
from server.core.schema import Choice, Field, FieldType, FormSchema
from server.core.types import GeoPoint

EAST_8 = timezone(timedelta(hours=8))


def question(name, kind=FieldType.STRING, *, choices=None, above=""):
    return Field(path=f"{above}/{name}", name=name, type=kind, choices=choices)


def group(name, *children, kind=FieldType.GROUP):
    return Field(path=f"/{name}", name=name, type=kind, children=children)


def schema(*fields, **choices):
    return FormSchema(
        form_id="trial",
        version="1",
        title="Trial",
        root_name="data",
        languages=("zh", "en"),
        default_language="zh",
        fields=fields,
        choices={
            name: tuple(Choice(code, {}) for code in codes) for name, codes in choices.items()
        },
        attachments=(),
        entities=(),
        public_key=None,
        instance_id_path=None,
    )


def read_one(kind, raw, *, offered=()):
    """The typed value and the kinds of problem of one question."""
    form = schema(question("q", kind, choices="list" if offered else None), list=offered)
    typed = AnswerReader(form).read({"q": raw})
    return typed.answers["q"], [problem.kind.value for problem in typed.problems]


def test_the_examples_in_the_module_are_true():
    assert doctest.testmod(leaves).failed == 0


@pytest.mark.parametrize(
    ("kind", "raw", "value"),
    [
        (FieldType.STRING, "  三组 ", "三组"),
        (FieldType.STRING, " \n", None),
        (FieldType.STRING, None, None),
        (FieldType.BARCODE, "690", "690"),
        (FieldType.INT, "42", 42),
        (FieldType.INT, "+0042", 42),
        (FieldType.INT, "-7", -7),
        (FieldType.INT, "9223372036854775807", 2**63 - 1),
        (FieldType.INT, "4.0", 4),
        (FieldType.DECIMAL, "3.10", Decimal("3.10")),
        (FieldType.DECIMAL, "1.0E7", Decimal(10_000_000)),
        (FieldType.DECIMAL, "-.5", Decimal("-0.5")),
        (FieldType.DECIMAL, "12", Decimal(12)),
        (FieldType.DATE, "2026-11-23", date(2026, 11, 23)),
        (FieldType.DATE, "2026-11-23T00:00:00.000+08:00", date(2026, 11, 23)),
        (FieldType.TIME, "13:45:00.000+08:00", time(13, 45, tzinfo=EAST_8)),
        (FieldType.TIME, "13:45:00.000+08", time(13, 45, tzinfo=EAST_8)),
        (FieldType.TIME, "05:45:00.000Z", time(5, 45, tzinfo=UTC)),
        (FieldType.TIME, "13:45", time(13, 45)),
        (FieldType.BINARY, "1700000000.jpg", "1700000000.jpg"),
        (FieldType.BINARY, "jr://images/default.png", None),
        (FieldType.SELECT_MULTIPLE, "ill  labour", ("ill", "labour")),
        (FieldType.SELECT_MULTIPLE, "", None),
        (FieldType.GEOPOINT, "36.55 104.17", GeoPoint(36.55, 104.17)),
        (FieldType.GEOPOINT, "36.55 104.17 1707", GeoPoint(36.55, 104.17, 1707)),
        (FieldType.GEOPOINT, "36.55 104.17 0 0", GeoPoint(36.55, 104.17, 0, 0)),
        (
            FieldType.GEOTRACE,
            "36.5 104.1 0 0; 36.6 104.2 0 0;",
            (GeoPoint(36.5, 104.1, 0, 0), GeoPoint(36.6, 104.2, 0, 0)),
        ),
        (FieldType.GEOSHAPE, " ; ", None),
    ],
)
def test_a_device_may_write_it_like_this(kind, raw, value):
    assert read_one(kind, raw) == (value, [])


@pytest.mark.parametrize(
    "raw",
    [
        "2026-11-23T13:45:00.000+08:00",
        "2026-11-23T13:45:00+08",
        "2026-11-23T13:45:00.000+0800",
        "2026-11-23T05:45:00.000Z",
        "2026-11-23T13:45:00",
        "2026-11-23 13:45",
    ],
    ids=["Collect", "old Collect", "no colon", "UTC", "no offset", "no seconds"],
)
def test_a_moment_is_the_same_however_its_offset_is_written(raw):
    value, problems = read_one(FieldType.DATETIME, raw)
    assert (value.astimezone(UTC), problems) == (datetime(2026, 11, 23, 5, 45, tzinfo=UTC), [])


def test_a_moment_keeps_the_wall_time_of_the_device():
    value, _ = read_one(FieldType.DATETIME, "2026-11-23T13:45:00.000+06:30")
    assert (value.hour, value.utcoffset()) == (13, timedelta(hours=6, minutes=30))


def test_a_moment_without_an_offset_is_office_time():
    value, _ = read_one(FieldType.DATETIME, "2026-11-23T13:45:00")
    assert value.tzinfo is LOCAL


@pytest.mark.parametrize(
    ("kind", "raw", "problem"),
    [
        (FieldType.INT, "four", "whole"),
        (FieldType.INT, "4.5", "whole"),
        (FieldType.INT, "9223372036854775808", "whole"),
        (FieldType.INT, "9" * 5000, "whole"),
        (FieldType.INT, "４２", "whole"),
        (FieldType.DECIMAL, "NaN", "decimal"),
        (FieldType.DECIMAL, "Infinity", "decimal"),
        (FieldType.DECIMAL, "1E99", "decimal"),
        (FieldType.DECIMAL, "1E999999999", "decimal"),
        (FieldType.DECIMAL, "1,5", "decimal"),
        (FieldType.DATE, "2026-02-30", "date"),
        (FieldType.DATE, "20260223", "date"),
        (FieldType.DATE, "9999-12-31", "date"),
        (FieldType.TIME, "25:00", "time"),
        (FieldType.DATETIME, "2026-11-23", "datetime"),
        (FieldType.DATETIME, "2026-13-23T10:00:00Z", "datetime"),
        (FieldType.DATETIME, "0001-01-01T00:00:00+08:00", "datetime"),
        (FieldType.GEOPOINT, "36.55", "point"),
        (FieldType.GEOPOINT, "36.55 104.17 0 0 0", "point"),
        (FieldType.GEOPOINT, "36.55 nan", "point"),
        (FieldType.GEOPOINT, "36.55 1_04", "point"),
        (FieldType.GEOPOINT, "north east", "point"),
        (FieldType.GEOTRACE, "36.5 104.1 0 0; somewhere", "trace"),
        (FieldType.STRING, ["a", "list"], "text"),
    ],
)
def test_a_value_that_is_none_is_a_problem_and_reads_as_unanswered(kind, raw, problem):
    assert read_one(kind, raw) == (None, [problem])


def test_a_position_off_the_earth_is_read_for_its_own_rule():
    assert read_one(FieldType.GEOPOINT, "104.17 36.55 0 4")[0] == GeoPoint(104.17, 36.55, 0, 4)


@pytest.mark.parametrize(
    ("kind", "raw", "value", "problems"),
    [
        (FieldType.SELECT_ONE, "02", "02", []),
        (FieldType.SELECT_ONE, " 02 ", "02", []),
        (FieldType.SELECT_ONE, "", None, []),
        (FieldType.SELECT_ONE, "03", None, ["choice"]),
        (FieldType.SELECT_MULTIPLE, "01 02", ("01", "02"), []),
        (FieldType.SELECT_MULTIPLE, "01 03", None, ["choice"]),
    ],
    ids=["offered", "with blanks", "none", "not offered", "both offered", "one not offered"],
)
def test_only_what_the_version_offered_is_a_choice(kind, raw, value, problems):
    assert read_one(kind, raw, offered=("01", "02")) == (value, problems)


def test_choices_of_a_file_beside_the_form_are_not_looked_up():
    village = Field(
        path="/village", name="village", type=FieldType.SELECT_ONE, choice_file="villages.csv"
    )
    typed = AnswerReader(schema(village)).read({"village": "620421102201"})
    assert (typed.answers, typed.problems) == ({"village": "620421102201"}, ())


HOUSEHOLD = schema(
    question("today", FieldType.DATE),
    group("ident", question("gps", FieldType.GEOPOINT), question("phone")),
    group(
        "member",
        question("m_name"),
        question("m_relation", FieldType.SELECT_ONE, choices="relation"),
        question("m_grad_year", FieldType.INT),
        kind=FieldType.REPEAT,
    ),
    relation=("02", "10"),
)


def test_groups_and_repeats_keep_the_nesting_of_the_form():
    raw = {
        "today": "2026-11-23",
        "ident": {"gps": "36.5 104.1", "phone": None},
        "member": [{"m_name": "王秀英", "m_relation": "02", "m_grad_year": None}],
    }
    assert AnswerReader(HOUSEHOLD).read(raw).answers == {
        "today": date(2026, 11, 23),
        "ident": {"gps": GeoPoint(36.5, 104.1), "phone": None},
        "member": [{"m_name": "王秀英", "m_relation": "02", "m_grad_year": None}],
    }


def test_every_question_has_its_key_even_when_its_group_is_missing():
    assert AnswerReader(HOUSEHOLD).read({}).answers == {
        "today": None,
        "ident": {"gps": None, "phone": None},
        "member": [],
    }


def test_a_problem_names_the_question_with_its_position_and_what_stood_there():
    raw = {
        "today": "yesterday",
        "member": [{"m_name": "王秀英"}, {"m_name": "李强", "m_grad_year": "soon"}],
    }
    typed = AnswerReader(HOUSEHOLD).read(raw)
    assert typed.problems == (
        FormProblem("/today", ProblemKind.DATE, "yesterday"),
        FormProblem("/member[2]/m_grad_year", ProblemKind.WHOLE, "soon"),
    )
    assert [row["m_name"] for row in typed.answers["member"]] == ["王秀英", "李强"]


@pytest.mark.parametrize(
    ("raw", "path"),
    [({"ident": "text"}, "/ident"), ({"member": {}}, "/member"), ({"member": ["x"]}, "/member[1]")],
    ids=["text for a group", "group for a repeat", "text for a row"],
)
def test_a_tree_of_another_shape_is_a_problem(raw, path):
    problems = AnswerReader(HOUSEHOLD).read(raw).problems
    assert [(problem.path, problem.kind) for problem in problems] == [(path, ProblemKind.SHAPE)]


@pytest.mark.parametrize("name", ["Meta", "load", "fields", "a.b", "a-b", "q0", "opts"])
def test_a_question_may_bear_any_name(name):
    form = schema(question(name), question("other", FieldType.INT))
    typed = AnswerReader(form).read({name: "x", "other": "none"})
    assert typed.answers == {name: "x", "other": None}
    assert [problem.path for problem in typed.problems] == ["/other"]


RAW_TEXT = st.none() | st.sampled_from(
    ["", " ", "02", "99", "4", "4.5", "2026-11-23", "2026-11-31", "36.5 104.1 0 3", "x", "NaN"]
)
KINDS = [kind for kind in FieldType if kind not in (FieldType.GROUP, FieldType.REPEAT)]
EVERY_KIND = [
    question(kind.value, kind, choices="list" if kind is FieldType.SELECT_ONE else None)
    for kind in KINDS
]
EVERY_FORM = AnswerReader(
    schema(
        *EVERY_KIND,
        group("inner", *EVERY_KIND),
        group("row", *EVERY_KIND, kind=FieldType.REPEAT),
        list=("02", "4"),
    )
)
RAW_ROW = st.dictionaries(st.sampled_from([kind.value for kind in KINDS]), RAW_TEXT)
RAW_FORM = st.builds(
    lambda flat, inner, rows: flat | {"inner": inner, "row": rows},
    RAW_ROW,
    st.none() | RAW_ROW,
    st.lists(RAW_ROW, max_size=3),
)


@given(RAW_FORM)
def test_the_plan_and_marshmallow_come_to_one_verdict(raw):
    assert EVERY_FORM.read(raw) == EVERY_FORM.read_closely(raw)


@given(st.text() | st.none(), st.sampled_from(KINDS))
def test_no_text_is_beyond_reading(raw, kind):
    value, problems = read_one(kind, raw)
    assert value is None or problems == []

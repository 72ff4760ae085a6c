import pytest

from forms.houserules import examine, version_problem
from server.core.schema import parse_xform
from server.core.types import Severity
from tests.builders.forms import book
from tests.builders.xforms import itext, text, xform

HEADER = (
    "| survey |\n| | type | name | label::中文 (zh) | label::English (en) | hint::中文 (zh)"
    " | constraint | constraint_message::中文 (zh) |\n"
)
SETTINGS = "\n| settings |\n| | form_id |\n| | f |"
PLAIN = parse_xform(xform())


def told(rows, schema=PLAIN, rest=SETTINGS):
    return [(each.code, each.cell) for each in examine(schema, book(HEADER + rows + rest))]


def test_a_form_in_both_languages_raises_nothing():
    assert told("| | text | a | 甲 | A |") == []


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("| | text | a | 甲 | |", ("untranslated", "survey!D2")),
        ("| | text | a | | A |", ("untranslated", "survey!C2")),
        ("| | text | a | 甲 | A | 提示 |", ("untranslated", "survey!E2")),
    ],
    ids=["no English", "no Chinese", "a column in Chinese only"],
)
def test_a_text_in_one_language_only_is_told_by_the_empty_cell(row, expected):
    """OR-215."""
    assert told(row) == [expected]


def test_choices_are_read_in_both_languages_too():
    choices = (
        "\n| choices |\n| | list_name | name | label::中文 (zh) | label::English (en) |\n"
        "| | y | 1 | 是 | |"
    )
    assert told("| | text | a | 甲 | A |", rest=choices + SETTINGS) == [
        ("untranslated", "choices!D2")
    ]


def test_a_form_without_language_columns_is_told_once():
    made = book("| survey |\n| | type | name | label |\n| | text | a | A |\n| | text | b | B |")
    codes = sorted(finding.code for finding in examine(PLAIN, made))
    assert codes == ["form-id-missing", "one-language"]


def test_a_third_language_is_held_to_the_same():
    made = book(
        "| survey |\n| | type | name | label::中文 (zh) | label::English (en) | label::Bod (bo) |\n"
        f"| | text | a | 甲 | A | |{SETTINGS}"
    )
    assert [finding.cell for finding in examine(PLAIN, made)] == ["survey!E2"]


def test_a_constraint_without_a_message_is_told():
    assert told("| | text | a | 甲 | A | | . = 1 | |") == [("message-missing", "survey!G2")]


def test_curled_quotes_are_advice_only():
    (finding,) = examine(PLAIN, book(f"{HEADER}| | text | a | “甲” | A |{SETTINGS}"))
    assert (finding.code, finding.severity) == ("curled-quotes", Severity.INFO)


def number(zh="收入", en="Income"):
    head = itext(text("l", zh), text("l", en))
    body = "<input ref='/data/a'><label ref=\"jr:itext('l')\"/></input>"
    bind = "<bind nodeset='/data/a' type='decimal'/>"
    return parse_xform(xform("<a/>", bind, body, head=head))


@pytest.mark.parametrize(
    ("zh", "codes"),
    [("收入", ["unit-missing"]), ("收入（元）", []), ("毕业年份", []), ("第几次报告", [])],
    ids=["no unit", "unit", "a year", "an ordinal"],
)
def test_a_quantity_shows_its_unit(zh, codes):
    assert [finding.code for finding in examine(number(zh), None)] == codes


@pytest.mark.parametrize("form_id", ["a/b", "form.xml", "f.XLSX", "f.svc", "a?b", "a#b", "x" * 200])
def test_an_id_that_breaks_addresses_is_an_error(form_id):
    schema = parse_xform(xform(attributes=f'id="{form_id}" version="1"'))
    (finding,) = examine(schema, None)
    assert (finding.code, finding.severity) == ("form-id", Severity.ERROR)


@pytest.mark.parametrize("form_id", ["household_survey", "入户调查", "a b", "f.1", "A-1"])
def test_an_id_in_any_script_is_fine(form_id):
    schema = parse_xform(xform(attributes=f'id="{form_id}" version="1"'))
    assert list(examine(schema, None)) == []


def test_a_form_whose_instances_have_no_id_is_refused():
    schema = parse_xform(xform().replace(b"<instanceID/>", b""))
    (finding,) = examine(schema, None)
    assert (finding.code, finding.severity) == ("instance-id", Severity.ERROR)


@pytest.mark.parametrize(
    ("name", "codes"), [("gps", []), ("place", ["gps-missing"])], ids=["gps", "another name"]
)
def test_a_position_the_server_would_not_find_is_pointed_out(name, codes):
    body = f"<input ref='/data/{name}'/>"
    bind = f"<bind nodeset='/data/{name}' type='geopoint'/>"
    schema = parse_xform(xform(f"<{name}/>", bind, body))
    assert [finding.code for finding in examine(schema, None)] == codes


def test_a_ready_made_form_is_checked_for_both_languages():
    head = itext(text("l", "甲"))
    body = "<input ref='/data/a'><label ref=\"jr:itext('l')\"/></input>"
    (finding,) = examine(parse_xform(xform("<a/>", "", body, head=head)), None)
    assert (finding.code, finding.en) == ("untranslated", "The label of /a has no English text.")


@pytest.mark.parametrize(
    ("version", "previous", "allowed"),
    [
        ("2026112302", "2026112301", True),
        ("2026112301", "2026112301", False),
        ("2026112301", "2026112302", False),
        ("10", "9", True),
        ("b", "a", True),
        ("a", "a", False),
    ],
    ids=["greater", "the same", "smaller", "as numbers", "other words", "same words"],
)
def test_a_version_grows(version, previous, allowed):
    """OR-67."""
    assert (version_problem(version, previous) is None) is allowed

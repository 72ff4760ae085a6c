import pytest

from forms.expressions import check, syntax_problem
from server.core.schema import parse_xform
from server.core.types import Severity
from tests.builders.xforms import xform


@pytest.mark.parametrize(
    "source",
    [
        "jr:choice-name(selected-at(/data/a, 0), '/data/a')",
        "if( ../a ='x', 1, 0)",
        "instance('a')/root/item[name= current()/../b ]/c",
        "once(uuid())",
        "position(..)",
        "/data/表/姓名 ='1'",
        "indexed-repeat(/data/r/a, /data/r, 2)",
        "today() - 5 mod 2",
        "regex(., '^[1-9]{2}(a|b)$')",
        ". + ../deaths <= ../persons",
    ],
)
def test_what_tablets_understand_is_no_problem(source):
    assert syntax_problem(source, source) is None


@pytest.mark.parametrize(
    ("source", "hint"),
    [
        ("concat((", "2 “(” but 0 “)”."),
        (". > 5 and (. < 3", "1 “(” but 0 “)”."),
        (". = 'x", "A quote is not closed."),
        ("../a ＝ 1", "Use half-width brackets, commas and quotes."),
        ("selected（../a， '1'）", "Use half-width brackets, commas and quotes."),
        ("../a == 1", "Write =, and, or, != instead."),
        ("../a && ../b", "Write =, and, or, != instead."),
        ("selected(../a, 'x') and", ""),
        ("a b", ""),
        ("concat('a', ", "1 “(” but 0 “)”."),
        ("/data//a", "Tablets read neither // nor $."),
        ("$a = 1", "Tablets read neither // nor $."),
    ],
)
def test_a_slip_is_told_with_a_hint(source, hint):
    problem = syntax_problem(source, source)
    assert problem is not None
    assert (problem.code, problem.suggestion_en) == ("xpath", hint)


def test_full_width_signs_inside_quotes_are_text():
    assert syntax_problem("concat('，（', '＝')", "") is None
    problem = syntax_problem("concat('，（', ", "concat('，（', ")
    assert problem is not None
    assert "half-width" not in problem.suggestion_en


def test_a_long_expression_is_shown_cut():
    problem = syntax_problem("(" * 200, "(" * 200)
    assert problem is not None
    assert "…”" in problem.zh


def found(bind, model="", instances=("y",)):
    schema = parse_xform(xform("<a/>", f"{model}<bind nodeset='/data/a' {bind}/>"))
    return list(check(schema, frozenset(instances), None))


def test_an_unknown_function_is_a_warning_with_what_was_meant():
    (finding,) = found("relevant=\"selectd(., '1') and f-x(1)\"")[:1]
    assert (finding.severity, finding.code) == (Severity.WARNING, "function-unknown")
    assert finding.suggestion_en == "Did you mean selected()?"
    assert finding.zh.startswith("/a：")


def test_a_list_the_form_does_not_have_is_an_error():
    (finding,) = found("calculate='instance(\"yy\")/root/item/b'")
    assert (finding.severity, finding.code) == (Severity.ERROR, "instance-unknown")
    assert finding.suggestion_en == "Did you mean instance('y')?"


def test_words_in_quotes_are_not_taken_for_functions():
    assert found("constraint=\". != 'selectd(1)'\"") == []


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("thousands-sep(1)", "thousands-sep()"),
        ("regex(., '\\p{L}+')", "regex \\p"),
        ("/data/meta/instanceID | /data/a", "|"),
    ],
)
def test_what_the_server_cannot_check_again_is_told(source, reason):
    (finding,) = found(f'relevant="{source}"')
    assert (finding.severity, finding.code) == (Severity.INFO, "not-checked")
    assert f"“{reason}”" in finding.en
    assert finding.zh.startswith("/a：")

"""Every function of the ODK XForms specification, as JavaRosa 5 and Web Forms 0.22 answered."""

import pytest

from server.core.logic.expression import WEB
from server.core.logic.library import FUNCTIONS
from server.core.logic.syntax import NotUnderstood
from tests.builders.logic import evaluate, in_both

ALIKE = [
    ("string(5)", "5"),
    ("string(1.50)", "1.5"),
    ("string(1 = 1)", "true"),
    ("concat('a', 1, 'b')", "a1b"),
    ("join(', ', 'a', 'b')", "a, b"),
    ("substr('hello', 1)", "ello"),
    ("substr('hello', 1, 3)", "el"),
    ("substr('hello', -3)", "llo"),
    ("substr('hello', 1, -1)", "ell"),
    ("substr('hello', 4, 2)", ""),
    ("substring-before('a-b-c', '-')", "a"),
    ("substring-after('a-b-c', '-')", "b-c"),
    ("substring-after('abc', '-')", ""),
    ("translate('abcb', 'bc', 'B')", "aBB"),
    ("string-length('宁夏')", "2"),
    ("string-length('𠮷')", "2"),
    ("normalize-space('  a   b ')", "a b"),
    ("contains('abc', 'b')", "true"),
    ("starts-with('abc', 'b')", "false"),
    ("ends-with('abc', 'bc')", "true"),
    ("digest('a', 'MD5', 'hex')", "0cc175b9c0f1b6a831c399e269772661"),
    ("digest('a', 'SHA-256')", "ypeBEsobvcr6wjGzmiPcTaeG7/gUfE5yuYB3ha/uSLs="),
    ("base64-decode('5a6B5aSP')", "宁夏"),
    ("if(1 = 1, 'yes', 'no')", "yes"),
    ("if('', 'yes', 'no')", "no"),
    ("if('false', 'yes', 'no')", "yes"),
    ("coalesce('', 'b')", "b"),
    ("coalesce('a', 'b')", "a"),
    ("true()", "true"),
    ("false()", "false"),
    ("boolean(0)", "false"),
    ("boolean('0')", "true"),
    ("not(1 = 2)", "true"),
    ("boolean-from-string('1')", "true"),
    ("boolean-from-string('no')", "false"),
    ("regex('13893000001', '^1[3-9][0-9]{9}$')", "true"),
    ("regex('1389300000', '^1[3-9][0-9]{9}$')", "false"),
    ("checklist(1, 2, 1, 0, 'x')", "true"),
    ("checklist(-1, 1, 1, 'x')", "false"),
    ("weighted-checklist(3, 9, 1, 2, 0, 5)", "false"),
    ("weighted-checklist(1, 3, 1, 2, 0, 5)", "true"),
    ("number('12.5')", "12.5"),
    ("number(' 7 ')", "7"),
    ("number(1 = 1)", "1"),
    ("int(3.9)", "3"),
    ("int(-3.9)", "-3"),
    ("round(2.5)", "3"),
    ("round(2.44, 1)", "2.4"),
    ("abs(-3)", "3"),
    ("pow(2, 10)", "1024"),
    ("sqrt(16)", "4"),
    ("exp(0)", "1"),
    ("exp10(2)", "100"),
    ("log(1)", "0"),
    ("log10(100)", "2"),
    ("pi()", "3.141592653589793"),
    ("sin(0)", "0"),
    ("cos(0)", "1"),
    ("tan(0)", "0"),
    ("asin(0)", "0"),
    ("acos(1)", "0"),
    ("atan(0)", "0"),
    ("atan2(0, 1)", "0"),
    ("max(3, 9, 5)", "9"),
    ("min(3, 9, 5)", "3"),
    ("10 - 2 - 3", "5"),
    ("2 + 3 * 4", "14"),
    ("-5 mod 3", "-2"),
    ("5 mod -3", "2"),
    ("7 div 2", "3.5"),
    ("1 div 0", "Infinity"),
    ("1 < 2 and not(2 < 1)", "true"),
    ("selected('a b c', 'b')", "true"),
    ("selected('dibao_rural', 'dibao')", "false"),
    ("selected-at('a b', 1)", "b"),
    ("selected-at('a b', 5)", ""),
    ("selected-at('a b', -1)", ""),
    ("count-selected(' a  b ')", "2"),
    ("count-selected('')", "0"),
    ("today()", "2026-11-23"),
    ("format-date('2026-11-03', '%Y/%m/%d %y %n %e')", "2026/11/03 26 11 3"),
    ("format-date('', '%Y')", ""),
    ("format-date-time('2026-11-23T09:05:07.250+08:00', '%H:%M:%S.%3 %h')", "09:05:07.250 9"),
    ("format-date-time('2026-11-23T01:00:00.000Z', '%Y-%m-%d %H:%M')", "2026-11-23 09:00"),
    ("date('2026-11-23')", "2026-11-23"),
    ("date('')", ""),
    ("date-time('2026-11-23')", "2026-11-23"),
    ("decimal-date-time('2026-01-03T10:00:00.000+08:00')", "20456.083333333332"),
    ("decimal-date-time(5)", "5"),
    ("distance('36.5 104 0 0; 36.6 104 0 0') > 11130", "true"),
    ("area('0 0 0 0; 0 0.01 0 0; 0.01 0.01 0 0; 0.01 0 0 0') > 1230000", "true"),
    ("geofence('1 1 0 0', '0 0 0 0;0 2 0 0;2 2 0 0;2 0 0 0;0 0 0 0')", "true"),
    ("geofence('3 1 0 0', '0 0 0 0;0 2 0 0;2 2 0 0;2 0 0 0;0 0 0 0')", "false"),
    ("count(instance('kinds')/root/item)", "3"),
    ("instance('kinds')/root/item[name = 'b']/above", "y"),
    ("count(instance('kinds')/root/item[above = 'y'])", "2"),
    ("count(randomize(instance('kinds')/root/item, 3))", "3"),
    ("pulldata('towns', 'label', 'name', 't2')", "大坝镇"),
    ("pulldata('towns', 'label', 'name', 'nowhere')", ""),
    ("jr:choice-name('b', '/data/one')", "乙"),
    ("jr:choice-name('zz', '/data/one')", ""),
]
BY_CLIENT = [
    ("round(-2.5)", "-2", "-3"),
    ("concat(3000000000)", "3.0E9", "3000000000"),
    ("concat('a', 0 div 0)", "aNaN", "a"),
    ("number('1,5')", "1.5", ""),
    ("number('1e3')", "NaN", "1000"),
    ("max(-5, -3)", "0", "-3"),
    ("max(3, 'x')", "3", ""),
    ("boolean-from-string('TRUE')", "true", "false"),
    ("regex('a12', '[0-9]+')", "false", "true"),
    ("date('2026-11-23T10:00:00.000+08:00')", "2026-11-23", "2026-11-23T10:00:00.000+08:00"),
    ("decimal-time('2026-11-23T12:00:00.000+08:00')", "0.5", ""),
    ("decimal-time(5.25)", "0.25", ""),
    ("now()", "2026-11-23", "2026-11-23T10:00:00.000+08:00"),
    ("date(0)", "1970-01-01", "1970-01-01T08:00:00.000+08:00"),
]
UNTOLD = [
    "random()",
    "uuid()",
    "property('deviceid')",
    "format-date('2026-11-23', '%a')",
    "date('yesterday')",
    "digest('a', 'CRC')",
    "base64-decode('?')",
    "distance('here')",
    "weighted-checklist(1, 2, /data/r/n, 1)",
]
OF_COLLECT = [
    ("is-selected('a b', 'a')", "true"),
    ("enclosed-area('1 1 0 0;1 2 0 0')", "0"),
    ("depend('x', 1)", "x"),
    ("version()", "1"),
]


@pytest.mark.parametrize(("source", "given"), ALIKE, ids=[source for source, _ in ALIKE])
def test_both_clients_agree(source, given):
    assert in_both(source) == (given, given)


@pytest.mark.parametrize(
    ("source", "collect", "web"), BY_CLIENT, ids=[source for source, *_ in BY_CLIENT]
)
def test_each_client_has_its_way(source, collect, web):
    assert in_both(source) == (collect, web)


@pytest.mark.parametrize(("source", "given"), OF_COLLECT)
def test_what_only_collect_knows_is_read_as_it_reads_it(source, given):
    assert evaluate(source) == given


@pytest.mark.parametrize("source", UNTOLD)
def test_what_a_server_cannot_know_is_not_told(source):
    assert in_both(source, rows=[(1, ""), (2, "")]) == (None, None)


def test_a_time_is_a_moment_of_today_in_collect_and_a_text_in_a_browser():
    at = {"clock": "10:00:00.000+08:00"}
    assert in_both("decimal-time(/data/clock) * 24", **at) == ("10", "10")
    assert in_both("format-date-time(/data/clock, '%H:%M')", **at) == ("10:00", "")
    assert in_both("concat(/data/clock)", **at) == ("2026-11-23", at["clock"])
    assert in_both("decimal-time(/data/clock)") == ("NaN", "")


def test_once_keeps_what_is_there():
    assert evaluate("once('new')", t="old") == "old"
    assert evaluate("once('new')") == "new"


def test_functions_of_several_nodes_see_all_rows():
    rows = [(3, "a"), ("", "b"), (5, "")]
    assert in_both("count(/data/r)", rows=rows) == ("3", "3")
    assert in_both("count-non-empty(/data/r/y)", rows=rows) == ("2", "2")
    assert in_both("concat(/data/r/y)", rows=rows) == ("ab", "ab")
    assert in_both("join('-', /data/r/y)", rows=rows) == ("a-b-", "a-b-")
    assert in_both("sum(/data/r/n)", rows=rows) == ("8", "")
    assert in_both("max(/data/r/n)", rows=rows[:1]) == ("3", "3")
    assert in_both("count(/data/r[n > 3])", rows=rows) == ("1", "1")
    assert in_both("count(/data/r[position() > 1])", rows=rows) == ("2", "2")
    assert evaluate("count(/data/r[last()])", dialect=WEB, rows=rows) == "1"
    assert in_both("indexed-repeat(/data/r/y, /data/r, 2)", rows=rows) == ("b", "b")
    assert in_both("indexed-repeat(/data/r/y, /data/r, 9)", rows=rows) == ("", "")
    assert in_both("checklist(2, 2, /data/r/y)", rows=rows) == ("true", "true")


def test_position_is_that_of_the_row():
    assert in_both("position(..)", site="/r/c", row=2, rows=[(1, ""), (2, "")]) == ("2", "2")


def test_distance_of_two_points_and_of_a_line_are_the_same():
    two = evaluate("distance('36.5 104 0 0', '36.6 104 0 0')")
    assert two == evaluate("distance(/data/line)", line="36.5 104 0 0; 36.6 104 0 0;")


@pytest.mark.parametrize(
    "source",
    [
        "nonsense(1)",
        "substr('a')",
        "if(1, 2)",
        "weighted-checklist(1, 2, 3)",
        "sum(5)",
        "count('a')",
        "jr:itext('a')",
        "jr:choice-name('a', '/data/t')",
        "jr:choice-name('a', /data/one)",
        "pulldata('towns', 'label', 'name')",
        "pulldata('cities', 'label', 'name', 1)",
        "instance('none')/root/item/name",
        "instance('kinds')/root",
        "indexed-repeat(/data/r/y, /data/g, 2)",
        "regex(., '[[a-z]&&[^b]]')",
        "regex(., '(')",
        "last()",
        "randomize('a')",
        "/data/nowhere",
        "/other/t",
        "../../../t",
        "/data/g[inner = 1]/inner",
    ],
)
def test_what_is_not_understood_is_said_when_the_form_is_compiled(source):
    with pytest.raises(NotUnderstood):
        evaluate(source)


ON_ROWS = ("once", "indexed-repeat", "position", "sum", "count-non-empty", "last")


def test_no_function_goes_untried():
    tried = [*(source for source, *_ in (*ALIKE, *BY_CLIENT, *OF_COLLECT)), *UNTOLD]
    written = " ".join(tried)
    assert [name for name in FUNCTIONS if f"{name}(" not in written and name not in ON_ROWS] == []

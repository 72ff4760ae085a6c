"""Where Collect and a browser read alike, and where not: JavaRosa 5 and Web Forms 0.22."""

import pytest

from tests.builders.logic import evaluate, in_both

YES, NO = "true", "false"
ANSWERS = {
    "t": "05",
    "i": "5",
    "d": "3.10",
    "day": "2026-11-23",
    "at": "2026-11-23T08:30:00.000+08:00",
    "here": "36.53 104.01 1707.0 4.5",
    "one": "a",
    "many": "a c",
}


@pytest.mark.parametrize(
    ("source", "collect", "web"),
    [
        ("/data/i + 1", "6", "6"),
        ("/data/i = '5'", YES, YES),
        ("/data/i = 5", YES, YES),
        ("/data/i != 5", NO, NO),
        ("/data/t = 5", YES, YES),
        ("/data/t = '5'", NO, NO),
        ("concat(/data/d, '|', /data/i)", "3.1|5", "3.10|5"),
        ("/data/one = 'a' or /data/one = 'b'", YES, YES),
        ("selected(/data/many, 'c')", YES, YES),
        ("selected-at(/data/here, 3) <= 150", YES, YES),
        ("/data/day <= today()", YES, YES),
        ("/data/day < today()", NO, NO),
        ("/data/day >= date('1900-01-01')", YES, YES),
        ("/data/day = '2026-11-23'", YES, YES),
        ("/data/at <= now()", YES, YES),
        ("/data/at < now()", NO, YES),
        ("format-date(/data/at, '%Y-%m-%d %H:%M')", "2026-11-23 08:30", "2026-11-23 08:30"),
        ("concat(/data/at)", "2026-11-23", "2026-11-23T08:30:00.000+08:00"),
        ("int((/data/day - date('1963-04-17')) div 365.25)", "63", "63"),
    ],
)
def test_answers_have_the_type_of_their_question_in_collect(source, collect, web):
    assert in_both(source, **ANSWERS) == (collect, web)


@pytest.mark.parametrize(
    ("source", "collect", "web"),
    [
        ("/data/i < 5", NO, NO),
        ("/data/i = ''", YES, YES),
        ("/data/i = 0", NO, NO),
        ("/data/i + 1", "NaN", ""),
        ("/data/day <= today()", NO, NO),
        ("not(/data/t)", YES, NO),
        ("if(/data/t, 1, 2)", "2", "1"),
        ("coalesce(/data/i, 0) + coalesce(/data/d, 0)", "0", "0"),
        ("string-length(/data/t)", "0", "0"),
        ("format-date(/data/day, '%Y')", "", ""),
        ("count(/data/t)", "1", "1"),
        ("selected(/data/many, '')", YES, YES),
    ],
)
def test_an_empty_answer_is_no_number_and_no_day(source, collect, web):
    assert in_both(source) == (collect, web)


def test_an_absolute_path_into_the_own_repeat_is_the_own_row_in_collect():
    rows = [(1, "a"), (2, "b")]
    assert in_both("/data/r/y", site="/r/c", row=2, rows=rows) == ("b", "a")
    assert in_both("../y", site="/r/c", row=2, rows=rows) == ("b", "b")
    assert in_both("sum(../../r/n)", site="/r/c", row=2, rows=rows) == ("3", "3")


def test_which_rows_a_function_sees_from_inside_is_not_told():
    """JavaRosa takes all rows or this one, depending on what else the expression reads."""
    rows = [(1, "a"), (2, "b")]
    assert in_both("sum(/data/r/n)", site="/r/c", row=2, rows=rows) == (None, "3")
    assert in_both("count(/data/r)", site="/r/c", row=2, rows=rows) == (None, "2")


def test_several_rows_are_no_single_answer():
    rows = [(1, "a"), (2, "b")]
    assert in_both("/data/r/y", rows=rows) == (None, "a")
    assert in_both("/data/r/y = 'b'", rows=rows) == (None, YES)
    assert in_both("/data/r/n > 1", rows=rows) == (None, YES)


@pytest.mark.parametrize(
    ("source", "collect", "web"),
    [
        ("/data/r[y = 'b']/n", "2", "2"),
        ("/data/r[position() = 2]/n", "2", "2"),
        ("/data/r[2]/n", None, "2"),
        ("/data/r[y = /data/t]/n", "2", "2"),
        ("count(/data/r[n >= 2][y = 'b'])", "1", "1"),
        ("count(/data/r/n[. > 1])", "1", "1"),
        ("count(/data/r[y = current()])", "1", "1"),
    ],
)
def test_conditions_choose_rows(source, collect, web):
    assert in_both(source, t="b", rows=[(1, "a"), (2, "b")]) == (collect, web)


@pytest.mark.parametrize(
    ("source", "collect", "web"),
    [
        ("instance('towns')/root/item[name = /data/t]/label", "大坝镇", "大坝镇"),
        ("instance('towns')/root/item[/data/t = name]/label", "大坝镇", "大坝镇"),
        ("instance('towns')/root/item[name = current()]/label", "大坝镇", "大坝镇"),
        ("instance('towns')/root/item[county = 'c1' and people < 100]/label", "大坝镇", "大坝镇"),
        ("instance('towns')/root/item[county = 'c1' and name = 't1']/people", "120", "120"),
        ("instance('towns')/root/item[people = 120]/name", "t1", "t1"),
        ("instance('towns')/root/item[name = 'none']/label", "", ""),
        ("instance('towns')/root/item[name = 'none']/label != ''", NO, NO),
        ("instance('towns')/root/item[county = 'c1']/label", None, "东湾镇"),
        ("sum(instance('towns')/root/item/people)", "280", "280"),
        ("count(instance('towns')/root/item[contains(label, '镇')])", "2", "2"),
        (
            "instance('towns')/root/item[name=instance('towns')/root/item[people=120]/name]/label",
            "东湾镇",
            "东湾镇",
        ),
        ("count(instance('towns')/root/item[position() < 3])", "2", "2"),
        ("instance('kinds')/root/item[name = 'a']/itextId", None, None),
        ("instance('kinds')/root/item[label = 'a']/name", None, None),
    ],
)
def test_lists_are_searched_by_column(source, collect, web):
    assert in_both(source, t="t2") == (collect, web)


def test_a_condition_inside_a_condition_still_knows_where_it_stands():
    inner = "instance('towns')/root/item[people > {0}]"
    outer = f"count(instance('towns')/root/item[count({inner}) = 1])"
    rows = [(200, ""), (100, "")]
    assert in_both(outer.format("/data/i"), i="100") == ("3", "3")
    assert in_both(outer.format("current()/../n"), site="/r/c", row=2, rows=rows) == ("3", "3")
    assert in_both(outer.format("current()/../n"), site="/r/c", row=1, rows=rows) == ("0", "0")


def test_a_choice_is_called_as_in_the_language_of_the_form():
    source = "jr:choice-name(/data/one, ' /data/one ')"
    assert evaluate(source, one="b") == "乙"
    assert evaluate(source, one="b", language="en") == "B"
    assert evaluate(source, one="b", language="ug") is None

"""OR-193: filters are read with their places, and decided the same by rows and by databases."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.core.errors import FilterUnparseable, SurveyError
from server.core.odata.parser import parse_filter
from server.core.odata.predicate import predicate
from server.core.odata.tree import Both, Compare, Name, Not, conditions, names

NOW = datetime(2026, 11, 23, 2, 30, tzinfo=UTC)
PLAIN = (
    "a 姓名 g/b eq ne lt and or not ( ) , null true 1 -2.5 'x' 2026-11-23 now() year(a) $root/S/a"
)
WORDS = st.sampled_from([*PLAIN.split(), "'it''s'", "2026-11-23T10:00:00Z"])


def holds(source, row):
    return predicate(parse_filter(source), lambda name: lambda row: row.get(name.path), now=NOW)(
        row
    )


def test_and_binds_tighter_than_or_and_not_tighter_than_and():
    tree = parse_filter("not a eq 1 and b eq 2 or c eq 3")
    assert isinstance(tree, Both)
    assert (tree.operator, tree.at) == ("or", 22)
    assert isinstance(tree.left, Both)
    assert isinstance(tree.left.left, Not)
    assert isinstance(tree.left.left.inner, Compare)
    assert [each.path for each in names(tree)] == ["a", "b", "c"]
    assert len(list(conditions(parse_filter("a eq 1 and (b eq 2 and c eq 3)")))) == 3


@pytest.mark.parametrize(
    ("source", "at"),
    [("a eq", 4), ("a eq 'x", 5), ("a = 1", 2), ("(a eq 1", 7), ("a eq 1)", 6), ("a eq 1 2", 7)],
)
def test_the_place_of_a_mistake_is_told(source, at):
    with pytest.raises(FilterUnparseable) as failure:
        parse_filter(source)
    assert failure.value.details["at"] == at


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("a eq null", True),
        ("a ne null", False),
        ("a ne 'x'", True),
        ("a lt 3", False),
        ("not (a lt 3)", True),
        ("n lt 10 and n gt 8.5", True),
        ("t eq 'O''Brien'", True),
        ("tolower(t) eq 'o''brien' and endswith(t,'en')", True),
        ("day(d) eq 23 and d le now()", True),
        ("d lt '2026-11-24T00:00:00Z'", True),
        ("w eq 7", True),
        ("t lt 5", False),
    ],
)
def test_null_is_nothing_and_texts_count_as_numbers_beside_numbers(source, expected):
    row = {"n": 9, "t": "O'Brien", "d": datetime(2026, 11, 23, tzinfo=UTC), "w": "7"}
    assert holds(source, row) is expected
    assert Name("a", 0) == Name("a", 0)


@given(st.lists(WORDS, max_size=14).map(" ".join) | st.text(max_size=60))
def test_any_text_is_a_filter_or_a_refusal(source):
    refused = None
    try:
        assert holds(source, {"a": "1", "姓名": None}) in {True, False}
    except SurveyError as refusal:
        refused = refusal.code
    assert refused in {None, "400.18", "501.4"}

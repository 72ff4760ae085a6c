import time

import pytest

from server.core.logic.patterns import LONGEST, java_pattern, joined, script_pattern, units
from server.core.logic.syntax import NotUnderstood, Unknown


@pytest.mark.parametrize(
    ("pattern", "text", "java", "script"),
    [
        ("[0-9]+", "12", True, True),
        ("[0-9]+", "a12", False, True),
        ("^a$", "a", True, True),
        ("^a$", "a\n", False, False),
        (r"^\d+$", "１２", False, False),
        (r"^[\d.]+$", "1.2", True, True),
        (r"^\w+$", "王", False, False),
        (r"^\W+$", "王", True, True),
        (r"^a\sb$", "a b", True, True),
        (r"^a\sb$", "a\u3000b", False, True),
        (r"^[^\x00-\x7F\s]{2,20}$", "李\u3000田", True, False),
        ("^.{2}$", "𠮷", False, True),
        ("^(?<year>[0-9]{4})$", "2026", True, True),
        (r"^[+\-\]]+$", "+-]", True, True),
        ("^(1[3-9][0-9]{9}|0[0-9]{2,3}-?[0-9]{7,8})$", "0943-6123456", True, True),
    ],
)
def test_java_wants_the_whole_and_a_browser_any_part(pattern, text, java, script):
    assert (java_pattern(pattern)(text), script_pattern(pattern)(text)) == (java, script)


@pytest.mark.parametrize("pattern", ["(", r"\p{L}", "[a[b]]", "[a&&b]", r"[^\D]", r"\h", "a{2,1}"])
def test_what_python_reads_otherwise_is_left_alone(pattern):
    for read in (java_pattern, script_pattern):
        with pytest.raises(NotUnderstood):
            read(pattern)


@pytest.mark.parametrize(
    "pattern", ["(x+)+y", "^(a*b?)*$", "(?:[a-z]+,?){2,}z", "((x+)y?)+z", r"(\(+)*"]
)
def test_patterns_that_run_wild_are_not_tried(pattern):
    with pytest.raises(NotUnderstood):
        java_pattern(pattern)


@pytest.mark.parametrize(
    "pattern", ["(x+){2}y", "(ab)+c+", "[(+)]+(a)", r"\(x+\)+", "^.+[、，,；; ].+$"]
)
def test_patterns_that_end_are_tried(pattern):
    began = time.process_time()
    java_pattern(pattern)("x" * LONGEST)
    assert time.process_time() - began < 1


def test_a_very_long_text_is_not_held_to_a_pattern():
    with pytest.raises(Unknown):
        java_pattern("x*")("x" * (LONGEST + 1))


@pytest.mark.parametrize("text", ["", "abc", "宁夏", "𠮷a𠮷", "\ud83d"])
def test_units_can_be_put_together_again(text):
    assert joined(units(text)) == text

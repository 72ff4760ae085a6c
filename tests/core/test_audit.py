"""Active time from the audit file, however ragged it comes."""

import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.core import audit
from server.core.audit import active_seconds

HEADER = "event,node,start,end"


def file(*lines, header=HEADER):
    return "\n".join([header, *lines, ""]).encode()


def test_the_examples_in_the_module_are_true():
    assert doctest.testmod(audit).failed == 0


@pytest.mark.parametrize(
    ("content", "seconds"),
    [
        (file("question,/data/a,1000,3000", "question,/data/b,3000,4500"), 3.5),
        (file("question,/data/a,1000,3000", "question,/data/a,60000,61000"), 3.0),
        (file("group questions,/data/g,1000,5000", "question,/data/g/a,2000,4000"), 4.0),
        (file("question,/data/a,1000,100000000"), 900.0),
        (file("form start,,1000,", "form exit,,9000,"), None),
        (file(), None),
        (b"", None),
        (b"a photo\xff\xfe\x00", None),
        (b"\xef\xbb\xbf" + file("question,/data/a,1000,3000"), 2.0),
        (
            file(
                "question,/data/a,1000,3000",
                'question,/data/b,3000,4000,36.5,104.1,3.0,"old\nvalue",new',
                "question,/data/c,x,4000",
                "question,/data/d,9000,5000",
                "question",
                header=f"{HEADER},latitude,longitude,accuracy,old-value,new-value",
            ),
            3.0,
        ),
    ],
    ids=[
        "one after another",
        "a pause between",
        "a group and its question",
        "left open over night",
        "no question",
        "no event",
        "empty",
        "not an audit file",
        "byte order mark",
        "ragged lines",
    ],
)
def test_the_time_in_questions_is_counted_once(content, seconds):
    assert active_seconds(content) == seconds


def test_what_stands_before_a_broken_line_counts():
    broken = file("question,/data/a,1000,3000", '"' + "x" * 200_000)
    assert active_seconds(broken) == 2.0


@given(st.binary(max_size=200))
def test_no_file_is_beyond_reading(content):
    assert active_seconds(file() + content) is None or active_seconds(file() + content) >= 0


@given(st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 10**5)), min_size=1))
def test_active_time_is_no_longer_than_the_form_was_open(events):
    lines = [f"question,/q,{start},{start + lasting}" for start, lasting in events]
    opened = min(start for start, _ in events)
    closed = max(start + lasting for start, lasting in events)
    assert active_seconds(file(*lines)) <= (closed - opened) / 1000

"""What of a sheet is shown around a mistake."""

import pytest

from server.core.finding import Finding
from server.publish.excerpts import MOST_COLUMNS, excerpts
from tests.builders.forms import xlsx

ROWS = "\n".join(f"| | text | q{n} |" for n in range(2, 12))
BOOK = xlsx(
    f"| survey |\n| | type | name |\n{ROWS}\n| choices |\n| | list_name | name |\n| | a | 1 |"
)


def at(sheet, row):
    return Finding("错", "wrong", sheet=sheet, row=row)


def numbers(excerpt):
    return [number for number, _ in excerpt.rows]


@pytest.mark.parametrize(
    ("row", "shown"),
    [(6, [4, 5, 6, 7, 8]), (2, [2, 3, 4]), (11, [9, 10, 11])],
    ids=["in the middle", "below the header", "at the end"],
)
def test_two_rows_before_and_after_are_shown_and_never_the_header_as_a_row(row, shown):
    (excerpt,) = excerpts(BOOK, [at("survey", row)])
    assert numbers(excerpt) == shown
    assert excerpt.columns == (("A", "type"), ("B", "name"))


def test_each_sheet_is_shown_once_around_its_first_finding():
    found = excerpts(BOOK, [at("survey", 8), at("survey", 2), at("choices", 2)])
    assert {each.sheet: numbers(each)[0] for each in found} == {"survey": 6, "choices": 2}


@pytest.mark.parametrize(
    "finding",
    [at(None, None), at("survey", None), at("nowhere", 2)],
    ids=["the whole file", "a whole sheet", "a sheet that is not there"],
)
def test_without_a_place_there_is_nothing_to_show(finding):
    assert excerpts(BOOK, [finding]) == ()


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"| survey |"])
def test_what_is_no_workbook_has_no_excerpt(content):
    assert excerpts(content, [at("survey", 2)]) == ()


def test_a_wide_sheet_is_cut_to_what_a_page_holds():
    heads = " | ".join(f"c{n}" for n in range(30))
    (excerpt,) = excerpts(xlsx(f"| survey |\n| | {heads} |\n| | {heads} |"), [at("survey", 2)])
    assert len(excerpt.columns) == len(excerpt.rows[0][1]) == MOST_COLUMNS

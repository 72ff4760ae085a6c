import pytest

from forms.lint import lint
from forms.lint.nearest import nearest
from tests.builders.forms import book

SURVEY = "| survey |\n| | type | name | label | relevant | calculation |\n"
CHOICES = "| choices |\n| | list_name | name | label |\n"


def told(rows, choices=""):
    text = SURVEY + rows + (f"\n{CHOICES}{choices}" if choices else "")
    return [(finding.code, finding.cell) for finding in lint(book(text))]


def suggested(rows, choices=""):
    text = SURVEY + rows + (f"\n{CHOICES}{choices}" if choices else "")
    return [finding.suggestion_en for finding in lint(book(text))]


def test_a_sound_workbook_raises_nothing():
    rows = """| | text | a | A | | |
| | begin group | g | G | | |
| | select_one y | b | B | ${a} != '' | |
| | end group | | | | |
| | begin_repeat | r | R | | |
| | select_multiple y or_other | c | C | | |
| | select_one_from_file x.csv | d | D | | |
| | end_repeat | | | | |
| | calculate | e | | | count(${r}) |
| | note | | N ${e} | | |"""
    assert told(rows, "| | y | 1 | Yes |\n| | y | 0 | No |") == []


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ("| | txet | a | A |", ("type-unknown", "survey!A2")),
        ("| | | a | A |", ("type-missing", "survey!A2")),
        ("| | text | 1a | A |", ("name-illegal", "survey!B2")),
        ("| | text | a b | A |", ("name-illegal", "survey!B2")),
        ("| | text | | A |", ("name-missing", "survey!B2")),
        ("| | text | a | A |\n| | text | a | A |", ("name-twice", "survey!B3")),
        ("| | end group | | |", ("end-unmatched", "survey!A2")),
        ("| | begin group | g | G |", ("begin-unmatched", "survey!A2")),
        ("| | begin group | g | G |\n| | end repeat | | |", ("end-unmatched", "survey!A3")),
        ("| | text | a | A ${b} |", ("reference-unknown", "survey!C2")),
        ("| | text | a | A | ${ b } = 1 |", ("reference-unknown", "survey!D2")),
        ("| | calculate | a | | | |", ("calculation-missing", "survey!E2")),
        ("| | text | a | |", ("label-missing", "survey!C2")),
        ("| | select_one y | a | A |", ("list-missing", "survey!A2")),
    ],
    ids=[
        "type misspelt",
        "no type",
        "name begins with a digit",
        "name with a blank",
        "no name",
        "name twice",
        "end without begin",
        "begin without end",
        "repeat ends a group",
        "unknown name in a label",
        "unknown name in an expression",
        "nothing to calculate",
        "nothing to read",
        "no such list",
    ],
)
def test_a_mistake_is_told_by_its_cell(rows, expected):
    assert told(rows) == [expected]


def test_the_same_name_in_two_groups_is_no_mistake_until_it_is_referred_to():
    groups = "\n".join(
        f"| | begin group | {g} | G |\n| | text | x | X |\n| | end group | | |" for g in "ab"
    )
    assert told(groups) == []
    assert told(f"{groups}\n| | note | n | ${{x}} |") == [("reference-ambiguous", "survey!C8")]


@pytest.mark.parametrize(
    ("choices", "expected"),
    [
        ("| | y | | No |", [("choice-unnamed", "choices!B2")]),
        ("| | y | 1 | A |\n| | y | 1 | B |", [("choice-twice", "choices!B3")]),
        ("| | y | 1 2 | A |", [("choice-blank", "choices!B2")]),
    ],
    ids=["without a name", "name twice", "blank in a name"],
)
def test_choices_that_clash_are_told(choices, expected):
    assert told("| | select_multiple y | a | A |", choices) == expected


def test_what_was_meant_is_suggested():
    rows = "| | intger | head_name | A | | |\n| | note | n | ${head_nmae} | | |"
    assert suggested(rows) == ["Did you mean “integer”?", "Did you mean ${head_name}?"]
    assert suggested("| | select_one yesno | a | A |", "| | yes_no | 1 | Y |") == [
        "Did you mean “yes_no”?"
    ]


def test_nothing_is_suggested_for_what_is_like_nothing():
    assert nearest("zzz", ["head_name"]) == ""

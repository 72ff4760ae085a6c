import pytest

from forms.workbook import Header, column_letters
from tests.builders.forms import book


@pytest.mark.parametrize(
    ("text", "name", "language"),
    [
        ("label", "label", None),
        ("label::English (en)", "label", "en"),
        ("label:中文 (zh)", "label", "zh"),
        ("constraint message::中文 (zh)", "constraint_message", "zh"),
        ("Calculate", "calculation", None),
        ("relevance", "relevant", None),
        ("media::image", "media::image", None),
    ],
)
def test_headers_are_known_however_they_are_spelt(text, name, language):
    header = Header.of(text)
    assert (header.name, header.language) == (name, language)


@pytest.mark.parametrize(("number", "letters"), [(1, "A"), (26, "Z"), (27, "AA"), (703, "AAA")])
def test_columns_have_letters(number, letters):
    assert column_letters(number) == letters


def test_rows_know_their_path():
    made = book("""
| survey |
| | type | name |
| | text | a |
| | begin group | g |
| | begin_repeat | r |
| | text | b |
| | end_repeat | |
| | end group | |
| | text | c |
""")
    assert {path: row.number for path, row in made.paths.items()} == {
        "/a": 2,
        "/g": 3,
        "/g/r": 4,
        "/g/r/b": 5,
        "/c": 8,
    }


def test_a_cell_is_named_as_spreadsheets_do():
    made = book("| survey |\n| | type | name |\n| | text | a |")
    assert made.survey.cell(2, "name") == "survey!B2"
    assert made.choices.cell(2, "name") == "choices!2", "a sheet that is not there has no columns"


def test_settings_are_read_under_any_of_their_names():
    made = book("| settings |\n| | form id | set form title |\n| | f | T |")
    assert (made.setting("form_id"), made.setting("form_title")) == ("f", "T")
    assert made.setting("version") == ""

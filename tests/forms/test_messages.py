import re

import pytest

from forms.messages import entries, error_finding, sentence_finding
from server.core.types import Severity
from tests.builders.forms import book

BOOK = book("| survey |\n| | type | name | label |\n| | text | a | A |")


def test_an_error_with_a_code_is_told_in_chinese_at_its_cell():
    finding = error_finding(
        {
            "code": "PYREF_003",
            "message": "[row : 2] On the 'survey' sheet, the 'label' value is invalid. "
            "Reference variables must contain a name. Could not find the name 'b'.",
            "context": {"row": "2", "sheet": "survey", "column": "label", "q": "b"},
        },
        BOOK,
    )
    assert (finding.code, finding.cell) == ("pyref-003", "survey!C2")
    assert finding.zh == "没有名为“b”的题目"
    assert finding.en.startswith("Reference variables must contain")


def test_a_sentence_nobody_translated_stays_as_it_is():
    finding = sentence_finding("[row : 2] Something new.", BOOK, Severity.WARNING)
    assert (finding.zh, finding.en) == ("Something new.", "Something new.")
    assert (finding.row, finding.severity) == (2, Severity.WARNING)


def test_a_word_pyxform_keeps_to_itself_becomes_a_question_mark():
    finding = error_finding({"code": "HEADER_001", "message": "Invalid.", "context": {}}, BOOK)
    assert finding.zh == "工作表“?”缺少表头行"


@pytest.mark.parametrize(
    ("message", "zh"),
    [
        ("[row : 2] Question with no type.\n{'name': 'a'}", "没有填写题型（type）"),
        ("Unknown question type 'foo'.", "没有题型“foo”"),
        ("[row : 2] List name not in choices sheet: yn", "没有选项列表“yn”"),
        ("Duplicate column header: label", "列名“label”重复"),
    ],
)
def test_sentences_without_a_code_are_known_by_their_words(message, zh):
    assert sentence_finding(message, BOOK, Severity.ERROR).zh == zh


def test_every_line_of_the_table_has_a_key_and_a_sentence():
    for entry in entries():
        assert bool(entry.code) != bool(entry.pattern)
        assert entry.zh
        assert re.compile(entry.pattern)

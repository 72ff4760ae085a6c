import hashlib
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest

from forms.compile import accept_xform, compile_xlsform
from server.core.errors import BrokenXml, FormInvalid
from server.core.schema import Slot, SlotKind
from server.core.types import Severity
from tests.builders.forms import xlsx
from tests.builders.xforms import xform

SURVEY = """
| survey |
| | type | name | label::中文 (zh) | label::English (en) | relevant | constraint | calculation |
"""
SETTINGS = """
| settings |
| | form_id | version | default_language |
| | village_form | 2026112301 | 中文 (zh) |
"""
TODAY = date(2026, 11, 23)


def refused(content, filename="form.xlsx"):
    with pytest.raises(FormInvalid) as refusal:
        compile_xlsform(content, filename)
    assert refusal.value.code == "400.15"
    return refusal.value.findings


def test_a_sound_workbook_becomes_a_form_without_java():
    """OR-208."""
    made = compile_xlsform(xlsx(f"{SURVEY}| | text | a | 甲 | A |\n{SETTINGS}"), "f.xlsx")
    assert (made.form_id, made.version) == ("village_form", "2026112301")
    assert made.schema.by_path["/a"].label == {"zh": "甲", "en": "A"}
    assert made.warnings == ()


def test_every_mistake_is_told_at_once_by_its_cell():
    """OR-209."""
    rows = """| | txet | a | 甲 | A |
| | select_one yesno | b | 乙 | B |
| | text | c | 丙 | C | ${zzz} = 1 |
| | text | a | 丁 | D |
| choices |
| | list_name | name | label::中文 (zh) | label::English (en) |
| | yes_no | 1 | 是 | Yes |
"""
    findings = refused(xlsx(f"{SURVEY}{rows}{SETTINGS}"))
    told = {finding.cell: finding.code for finding in findings}
    assert told == {
        "survey!A2": "type-unknown",
        "survey!A3": "list-missing",
        "survey!E4": "reference-unknown",
        "survey!B5": "name-twice",
    }
    first = findings[0]
    assert (first.sheet, first.row, first.column) == ("survey", 2, "type")
    assert first.suggestion_zh == "是否应为 “text”？"
    assert first.line("en").startswith("survey!A2: There is no question type “txet”.")


def test_broken_expressions_are_told_before_a_tablet_meets_them():
    """OR-210."""
    rows = """| | text | a | 甲 | A | concat(( | . ＝ 1 |
| | text | b | 乙 | B | | | |
| | calculate | c | | | | | count(${b} |
"""
    findings = refused(xlsx(f"{SURVEY}{rows}{SETTINGS}"))
    assert [finding.cell for finding in findings] == ["survey!E2", "survey!F2", "survey!G4"]
    assert "全角" in findings[1].suggestion_zh
    assert "count(${b}" in findings[2].zh, "as the designer wrote it"


def test_a_form_without_version_gets_the_first_free_one_of_the_day():
    """OR-211."""
    content = xlsx(f"{SURVEY}| | text | a | 甲 | A |\n")
    made = compile_xlsform(content, "入户 表.xlsx", today=TODAY, taken=["2026112301"])
    assert (made.form_id, made.version) == ("入户_表", "2026112302")
    assert b'version="2026112302"' in made.xform
    assert [finding.code for finding in made.warnings] == ["form-id-missing"]


def test_external_choices_come_as_a_file_of_their_own():
    """OR-212."""
    text = """
| survey |
| | type | name | label::中文 (zh) | label::English (en) | choice_filter |
| | text | a | 甲 | A | |
| | select_one_external cities | city | 城 | City | state=${a} |
| external_choices |
| | list_name | name | label | state |
| | cities | by | 白银 | gs |
"""
    made = compile_xlsform(f"{text}{SETTINGS}".encode(), "f.md")
    assert made.itemsets is not None
    header, row = made.itemsets.decode().splitlines()
    assert (header, row) == ('"list_name","name","label","state"', '"cities","by","白银","gs"')
    assert made.schema.attachments == (Slot("itemsets.csv", SlotKind.FILE),)


def test_conversions_in_parallel_are_identical_to_sequential_ones():
    """OR-214."""
    content = xlsx(f"{SURVEY}| | text | a | 甲 | A |\n{SETTINGS}")
    with ThreadPoolExecutor(2) as pool:
        made = list(pool.map(lambda _: compile_xlsform(content, "f.xlsx").xform, range(3)))
    assert len({hashlib.md5(xform).digest() for xform in made}) == 1  # noqa: S324  # OpenRosa's


def test_what_only_pyxform_knows_is_told_in_both_languages():
    rows = "| | geopoint | a | 甲 | A |\n"
    survey = SURVEY.replace("calculation |", "parameters |")
    findings = refused(xlsx(f"{survey}{rows.rstrip()} | | capture-accuracy=near |\n{SETTINGS}"))
    assert [(finding.code, finding.row) for finding in findings] == [("survey-007", 2)]
    assert findings[0].zh == "capture-accuracy 必须是数字"
    assert findings[0].en == "The 'capture-accuracy' parameter must have a numeric value."


def test_a_missing_sheet_is_named():
    (finding,) = refused(b"| settings |\n| | form_id |\n| | f |\n", "f.md")
    assert finding.zh == "缺少名为 survey 的工作表"


def test_remarks_of_pyxform_do_not_stop_a_form():
    made = compile_xlsform(xlsx(f"{SURVEY}| | image | a | 甲 | A |\n{SETTINGS}"), "f.xlsx")
    (remark,) = made.warnings
    assert (remark.severity, remark.cell) == (Severity.WARNING, "survey!2")
    assert "max-pixels" in remark.zh


def test_a_ready_made_xform_is_kept_byte_for_byte():
    content = xform("<a/>", "", "<input ref='/data/a'><label>甲</label></input>")
    assert accept_xform(content).xform == content


def test_a_ready_made_xform_without_version_gets_one():
    made = accept_xform(xform(attributes='id="f"'), today=TODAY)
    assert (made.version, made.schema.title) == ("2026112301", "表单 / A form")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (xform("<a/>", "<bind nodeset='/data/a' relevant='concat(('/>"), "xpath"),
        (
            xform("<a/>", "<bind nodeset='/data/a' calculate=\"instance('x')/root\"/>"),
            "instance-unknown",
        ),
        (xform(attributes='id="a/b"'), "form-id"),
        (xform(attributes='id="form.xml"'), "form-id"),
        (xform().replace(b"<instanceID/>", b""), "instance-id"),
        (xform(title=""), "xform"),
    ],
    ids=[
        "XPath",
        "unknown list",
        "slash in the id",
        "ending in the id",
        "no id of its own",
        "title",
    ],
)
def test_a_ready_made_xform_is_held_to_the_same_rules(content, code):
    with pytest.raises(FormInvalid) as refusal:
        accept_xform(content)
    assert code in [finding.code for finding in refusal.value.findings]


def test_a_ready_made_xform_that_is_no_xml_is_refused():
    with pytest.raises(BrokenXml):
        accept_xform(b"hello")

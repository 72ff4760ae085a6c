"""Forms on the command line: checked, published, compared, listed."""

import pytest

from tests.builders.forms import xlsx

FORM = """
| survey |
|        | type | name | label::中文 (zh) | label::English (en) |
|        | text | note | 备注 | Note |
| settings |
|          | form_id | form_title     | version    | default_language |
|          | well    | 水井 / A well  | 2026112301 | 中文 (zh) |
"""
NEXT = FORM.replace("2026112301", "2026112302")
BROKEN = FORM.replace("| text |", "| txet |")
RETITLED = FORM.replace("A well", "The well")
CHANGED = NEXT.replace(
    "| note | 备注 | Note |", "| note | 备注 | Note |\n| | text | depth | 深度 | Depth |"
)


@pytest.fixture
def workbook(tmp_path):
    def written(text, name="well.xlsx"):
        file = tmp_path / name
        file.write_bytes(xlsx(text))
        return file

    return written


def test_a_sound_workbook_is_told_by_id_version_and_title(installed, workbook):
    checked = installed("form", "check", workbook(FORM))
    assert (checked.status, checked.err) == (0, "")
    assert checked.out.startswith("well 2026112301 水井 / A well\n")
    assert installed("form", "list").out == ""


@pytest.mark.parametrize("action", ["check", "publish", "diff"])
def test_or_209_a_broken_workbook_fails_and_the_cell_is_named(installed, workbook, action):
    refused = installed("form", action, workbook(BROKEN))
    assert refused.status == 1
    assert "survey!A2：" in refused.err
    assert "survey!A2: There is no question type “txet”" in refused.err
    assert installed("form", "list").out == ""


def test_a_published_form_is_listed_and_the_same_once_more_changes_nothing(installed, workbook):
    for _ in range(2):
        assert installed("form", "publish", workbook(FORM)).status == 0
    assert installed("form", "list").out == "well\topen\t2026112301\n"


def test_or_67_other_content_under_the_same_version_is_refused(installed, workbook):
    installed("form", "publish", workbook(FORM))
    refused = installed("form", "publish", workbook(RETITLED))
    assert refused.status == 1
    assert "2026112301" in refused.err


def test_a_difference_is_told_before_it_is_published(installed, workbook):
    assert "尚未发布" in installed("form", "diff", workbook(FORM)).out
    installed("form", "publish", workbook(FORM))
    told = installed("form", "diff", workbook(CHANGED)).out
    assert told.startswith("well 2026112301 -> 2026112302\n")
    assert "depth" in told
    assert installed("form", "list").out == "well\topen\t2026112301\n"


def test_a_bundled_form_is_named_by_its_id_and_brings_its_media(installed):
    assert installed("form", "publish", "visit_followup").status == 0
    assert installed("form", "list").out.startswith("visit_followup\topen\t")


def test_a_workbook_that_is_not_there_is_named(installed, tmp_path):
    missing = installed("form", "check", tmp_path / "nowhere.xlsx")
    assert missing.status == 1
    assert "nowhere.xlsx" in missing.err


def test_before_init_there_is_no_project_to_publish_in(minzheng, workbook):
    refused = minzheng("form", "publish", workbook(FORM))
    assert refused.status == 1
    assert refused.err

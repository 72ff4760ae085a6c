"""Forms in the browser: checked by cell, compared, published from what was checked."""

import pytest

from server.core.errors import NotAllowed, NotFound, VersionTaken
from server.publish import desk
from tests.builders.forms import xlsx
from tests.builders.office import ADMIN, NOW, REVIEWER, asker, form, xform

FORM = """
| survey | | | | |
| | type | name | label::中文 (zh) | label::English (en) | constraint |
| | text | note | 备注 | Note | |
| | integer | rooms | 间数（间） | Rooms (rooms) | {constraint} |
| settings | | | | |
| | form_title | form_id | version | default_language |
| | 走访 / Visit | walk | {version} | 中文 (zh) |
"""
WITHOUT_ID = """
| survey |
| | type | name | label |
| | text | note | 备注 |
"""


def workbook(version="2026112301", *, constraint=". < 60", **replaced):
    text = FORM.format(version=version, constraint=constraint)
    for old, new in replaced.items():
        text = text.replace(f"| {old} |", f"| {new} |")
    return xlsx(text)


@pytest.fixture
def admin(office):
    return asker(office, ADMIN)


@pytest.fixture
def check(office, admin):
    def checked(content, name="走访.xlsx", language="zh"):
        return desk.check(office, admin, name, content, language=language, now=NOW)

    return checked


@pytest.fixture
def publish(office, admin, check):
    def published(content, name="走访.xlsx"):
        return desk.publish(office, admin, check(content, name).draft, now=NOW)

    return published


def test_a_sound_workbook_may_be_published(check):
    found = check(workbook())
    assert (found.form_id, found.version, found.title) == ("walk", "2026112301", "走访 / Visit")
    assert [each for each in found.findings if each.severity == "E"] == []
    assert found.published_version is None
    assert found.draft


def test_a_check_publishes_nothing(office, admin, check):
    check(workbook())
    assert desk.forms(office, admin) == ()


@pytest.mark.parametrize(("language", "word"), [("zh", "题型"), ("en", "question type")])
def test_a_mistake_is_told_at_its_cell_in_the_askers_language(check, language, word):
    found = check(workbook(text="txet"), language=language)
    error = found.findings[0]
    assert (error.severity, error.sheet, error.row, error.column) == ("E", "survey", 2, "A")
    assert word in error.sentence
    assert found.draft is None


def test_the_rows_around_a_mistake_are_shown_as_the_sheet_has_them(check):
    (excerpt,) = check(workbook(constraint=". < ${room}")).excerpts
    assert excerpt.sheet == "survey"
    assert ("B", "name") in excerpt.columns
    assert [number for number, _ in excerpt.rows] == [2, 3]
    assert ". < ${room}" in excerpt.rows[1][1]


def test_what_is_no_workbook_is_a_finding_and_no_failure(check):
    found = check(b"PK\x03\x04 no workbook")
    assert [each.severity for each in found.findings][:1] == ["E"]
    assert (found.draft, found.excerpts) == (None, ())


def test_what_was_checked_is_published_and_listed(office, admin, publish):
    content = workbook()
    row = publish(content)
    assert (row.form_id, row.title, row.state, row.fields) == (
        "walk",
        {"zh": "走访", "en": "Visit"},
        "open",
        2,
    )
    (version,) = row.versions
    assert (version.version, version.by, version.submissions) == ("2026112301", "管理员", 0)
    assert desk.form_file(office, admin, "walk", "2026112301", "xlsx").content == content


def test_a_form_without_id_is_called_as_its_file_when_checked_and_when_published(check, publish):
    content = xlsx(WITHOUT_ID)
    assert check(content, "well.xlsx").form_id == "well"
    assert publish(content, "well.xlsx").form_id == "well"


def test_an_xform_is_checked_and_published_as_it_is(office, admin, publish):
    row = publish(xform(), "visit.xml")
    assert desk.form_file(office, admin, row.form_id, "1", "xml").content == xform()
    with pytest.raises(NotFound):
        desk.form_file(office, admin, row.form_id, "1", "xlsx")


def test_changes_to_the_published_version_are_told_before_publishing(check, publish):
    publish(workbook())
    found = check(workbook("2026112302", note="remark", constraint=". < 80"))
    assert found.published_version == "2026112301"
    assert {(each.kind, each.name) for each in found.changes} == {
        ("changed", "remark"),
        ("changed", "rooms"),
    }
    assert found.unchanged == 0


def test_a_renamed_question_is_marked_since_it_loses_answers(check, publish):
    publish(workbook())
    found = check(workbook("2026112302", note="remark"))
    assert [each.name for each in found.changes if each.severity == "E"] == ["remark"]
    assert found.unchanged == 1


def test_two_drafts_of_one_version_end_with_the_first(office, admin, check):
    first, second = check(workbook()), check(workbook(constraint=". < 80"))
    desk.publish(office, admin, first.draft, now=NOW)
    with pytest.raises(VersionTaken):
        desk.publish(office, admin, second.draft, now=NOW)


def test_publishing_a_draft_twice_publishes_once(office, admin, check):
    draft = check(workbook()).draft
    for _ in range(2):
        row = desk.publish(office, admin, draft, now=NOW)
    assert len(row.versions) == 1


@pytest.mark.parametrize("draft", ["", "0" * 64, "../secret.key", ":x.xlsx"])
def test_an_unknown_draft_is_not_found(office, admin, draft):
    with pytest.raises(NotFound):
        desk.publish(office, admin, draft, now=NOW)


def test_a_reviewer_manages_no_forms(office):
    form(office)
    who = asker(office, REVIEWER)
    for ask in (
        lambda: desk.forms(office, who),
        lambda: desk.check(office, who, "a.xlsx", b"", language="zh", now=NOW),
        lambda: desk.publish(office, who, "0" * 64, now=NOW),
        lambda: desk.form_file(office, who, "visit", "1", "xml"),
    ):
        with pytest.raises(NotAllowed):
            ask()


@pytest.mark.parametrize(
    ("form_id", "version", "kind"),
    [("walk", "1", "xml"), ("visit", "2", "xml"), ("visit", "1", "pdf")],
    ids=["form", "version", "kind"],
)
def test_a_file_that_is_not_there_is_not_found(office, admin, form_id, version, kind):
    form(office)
    with pytest.raises(NotFound):
        desk.form_file(office, admin, form_id, version, kind)

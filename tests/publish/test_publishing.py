"""From a compiled form to a version that tablets fetch."""

import hashlib
from dataclasses import replace

import pytest

from forms.catalogue import bundled
from forms.compile import accept_xform
from server.answers import known_forms
from server.core.errors import FormInvalid, NotFound, VersionTaken
from server.core.schema import Slot, SlotKind
from server.core.types import Severity
from server.publish import publishing
from server.store import audit, forms
from tests.builders.forms import compiled, xlsx
from tests.builders.office import NOW, xform

PROJECT = 1
LATER = NOW.replace(hour=9)
CSV = b"name,label\n1,a\n"
ITEMS = "items.csv"
SMALL = """
| survey |
|        | type | name | label |
|        | text | note | 备注 |
| settings |
|          | form_id | form_title     | version    |
|          | well    | 水井 / A well  | 2026112301 |
"""
EXTERNAL = """
| survey |
| | type | name | label::中文 (zh) | label::English (en) | choice_filter |
| | text | county | 县 | County | |
| | select_one_external villages | village | 村 | Village | county=${county} |
| external_choices |
| | list_name | name | label | county |
| | villages | 620421102201 | 三合村 | 620421 |
| settings |
| | form_id | version | default_language |
| | far | 2026112301 | 中文 (zh) |
"""


def small(version="1", *, title="走访", files=()):
    """A compiled form that asks for these files."""
    made = accept_xform(xform(version=version, title=title))
    slots = tuple(Slot(name, SlotKind.FILE) for name in files)
    return replace(made, schema=replace(made.schema, attachments=slots))


def publish(office, form, **more):
    return publishing.publish(office, PROJECT, form, **({"by": None, "now": NOW} | more))


def versions(office, form_id="visit"):
    with office.store.read() as conn:
        form = forms.find_form(conn, PROJECT, form_id)
        return [each.version for each in forms.versions_of(conn, form.id)]


def files(office, version_id):
    with office.store.read() as conn:
        return {each.name: each for each in forms.files_of(conn, version_id)}


def md5(content):
    return hashlib.md5(content, usedforsecurity=False).hexdigest()


def test_a_bundled_form_is_published_with_its_workbook_and_its_media(office):
    (source,) = [form for form in bundled() if form.form_id == "household_survey"]
    media = {path.name: path.read_bytes() for path in source.media}
    version_id = publish(
        office,
        compiled("household_survey"),
        workbook=source.workbook.read_bytes(),
        workbook_name="form.xlsx",
        media=media,
    )
    slots = files(office, version_id)
    assert {name: slots[name].source for name in media} == {
        name: name.removesuffix(".csv") for name in media
    }
    with office.store.read() as conn:
        stored = forms.get_version(conn, version_id)
        assert forms.version_xml(conn, version_id) == compiled("household_survey").xform
    with office.vault.open(stored.workbook_digest) as kept:
        assert kept.read() == source.workbook.read_bytes()


def test_lists_the_server_makes_are_not_taken_from_what_was_uploaded(office):
    made = publish(office, compiled("household_survey"), media={"households.csv": b"name\nx\n"})
    slot = files(office, made)["households.csv"]
    assert (slot.source, slot.digest) == ("households", None)


def test_or_212_external_choices_come_with_the_form(office):
    form = publishing.check(office, PROJECT, xlsx(EXTERNAL), "far.xlsx")
    slot = files(office, publish(office, form))["itemsets.csv"]
    with office.vault.open(slot.digest) as kept:
        assert "620421102201" in kept.read().decode()


@pytest.mark.parametrize(
    ("name", "mime"),
    [("a.csv", "text/csv"), ("door.png", "image/png"), ("a.x-y", "application/octet-stream")],
)
def test_a_file_is_served_as_what_its_name_says(office, name, mime):
    made = publish(office, small(files=[name]), media={name: CSV})
    assert files(office, made)[name].mime == mime


def test_a_file_the_form_does_not_ask_for_gets_no_slot(office):
    assert files(office, publish(office, small(), media={"other.csv": CSV})) == {}


def test_the_same_bytes_twice_are_published_once(office):
    first = publish(office, small())
    assert publish(office, small(), now=LATER) == first
    assert versions(office) == ["1"]
    with office.store.read() as conn:
        assert len(audit.entries(conn, action="form.publish")) == 1


def test_or_67_changed_content_under_a_published_version_is_refused(office):
    publish(office, small())
    with pytest.raises(VersionTaken) as refusal:
        publish(office, small(title="回访"))
    assert refusal.value.details == {"form_id": "visit", "version": "1"}
    assert versions(office) == ["1"]


@pytest.mark.parametrize(
    ("before", "after"), [("2026112302", "2026112301"), ("10", "9")], ids=["a day's", "plain"]
)
def test_or_67_a_version_that_does_not_grow_is_refused(office, before, after):
    publish(office, small(before))
    with pytest.raises(FormInvalid) as refusal:
        publish(office, small(after))
    assert [each.code for each in refusal.value.findings] == ["version"]
    assert versions(office) == [before]


def test_a_greater_version_takes_the_place_of_the_last(office):
    publish(office, small("9"))
    newest = publish(office, small("10"), now=LATER)
    assert versions(office) == ["10", "9"]
    assert known_forms(office)[PROJECT, "visit"].current_id == newest


def test_files_stay_from_the_last_version_until_others_are_given(office):
    publish(office, small("1", files=[ITEMS]), media={ITEMS: CSV})
    second = publish(office, small("2", files=[ITEMS, "new.csv"]))
    assert files(office, second)[ITEMS].md5 == md5(CSV)
    assert files(office, second)["new.csv"].digest is None
    third = publish(office, small("3", files=[ITEMS]), media={ITEMS: CSV + b"2,b\n"})
    assert files(office, third)[ITEMS].md5 == md5(CSV + b"2,b\n")
    assert files(office, second)[ITEMS].md5 == md5(CSV), "what is published stays"


def test_a_project_that_is_not_there_takes_no_form(office):
    with pytest.raises(NotFound):
        publishing.publish(office, 99, small(), by=None, now=NOW)


def test_that_a_form_was_published_is_logged_with_its_version(office):
    publish(office, small())
    with office.store.read() as conn:
        (line,) = audit.entries(conn, action="form.publish")
    assert (line.subject, line.details) == ("visit", {"version": "1"})


def test_a_workbook_is_compiled_and_an_xform_is_taken_as_it_is(office):
    assert publishing.check(office, PROJECT, xlsx(SMALL), "水井.XLSX").form_id == "well"
    assert publishing.check(office, PROJECT, xform(), "visit.xml").xform == xform()


def test_or_209_what_is_wrong_is_told_by_cell_and_nothing_is_published(office):
    with pytest.raises(FormInvalid) as refusal:
        publishing.check(office, PROJECT, xlsx(SMALL.replace("| text |", "| txt |")), "w.xlsx")
    errors = [each for each in refusal.value.findings if each.severity is Severity.ERROR]
    assert [each.cell for each in errors] == ["survey!A2"]
    assert known_forms(office) == {}


def test_or_211_a_form_without_version_gets_one_that_no_form_of_the_project_has(office):
    unversioned = SMALL.replace("| version    |", "| |").replace("| 2026112301 |", "| |")
    first = publishing.check(office, PROJECT, xlsx(unversioned), "w.xlsx")
    publish(office, first)
    second = publishing.check(office, PROJECT, xlsx(unversioned), "w.xlsx")
    assert second.version != first.version
    assert publishing.published_versions(office, PROJECT) == {first.version}


def test_a_title_in_two_languages_is_stored_in_both(office):
    version_id = publish(office, publishing.check(office, PROJECT, xlsx(SMALL), "w.xlsx"))
    with office.store.read() as conn:
        assert forms.get_version(conn, version_id).titles == {"zh": "水井", "en": "A well"}

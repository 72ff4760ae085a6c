"""OR-67, OR-169, OR-175 to OR-177, OR-180 to OR-182: forms, their editions and their files."""

from __future__ import annotations

import hashlib

import pytest

from server.store import forms as stored
from tests.builders.forms import xlsx
from tests.builders.office import form, instance, tablet, token_of, xform

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
EXTENDED = {"X-Extended-Metadata": "true"}
FORMS = "projects/1/forms"

SMALL = """
| survey |
|        | type | name | label |
|        | text | note | 备注 |
| settings |
|          | form_id | form_title | version |
|          | well    | 水井        | 2026112301 |
"""
WARNED = SMALL.replace("| label |", "| label::Chinese |")
BROKEN = SMALL.replace("| text |", "| txt |")
WITHOUT_ID = """
| survey |
|        | type | name | label |
|        | text | note | 备注 |
"""


def upload(program, text, path=FORMS, *, fallback=None, **query):
    """Send a workbook."""
    headers = {"Content-Type": XLSX} | ({"X-XlsForm-FormId-Fallback": fallback} if fallback else {})
    return program.post(path, data=xlsx(text), headers=headers, query_string=query)


def upload_xml(program, xml, path=FORMS, **query):
    """Send an XForm."""
    headers = {"Content-Type": "application/xml"}
    return program.post(path, data=xml, headers=headers, query_string=query)


def tablet_list(office, anonymous):
    """What a tablet of the project is offered."""
    key = token_of(office, tablet(office).id)
    return anonymous.get(f"/v1/key/{key}/projects/1/formList").text


def test_a_form_is_shown_with_all_its_fields(assistant, office):
    form(office)
    (shown,) = assistant.get(FORMS).json
    assert shown == assistant.get(f"{FORMS}/visit").json
    xml = xform()
    assert shown == {
        "projectId": 1,
        "xmlFormId": "visit",
        "name": "走访",
        "version": "1",
        "state": "open",
        "hash": hashlib.md5(xml, usedforsecurity=False).hexdigest(),
        "sha": hashlib.sha1(xml, usedforsecurity=False).hexdigest(),
        "sha256": hashlib.sha256(xml).hexdigest(),
        "keyId": None,
        "draftToken": None,
        "enketoId": None,
        "enketoOnceId": None,
        "webformsEnabled": False,
        "publishedAt": "2026-11-23T02:30:00.000Z",
        "createdAt": "2026-11-23T02:30:00.000Z",
        "updatedAt": None,
    }


def test_extended_metadata_count_submissions_one_may_see(clerk, stranger, admin, office):
    """OR-179"""
    form(office)
    clerk.post(f"{FORMS}/visit/submissions", data=instance())
    mine = clerk.get(f"{FORMS}/visit", headers=EXTENDED).json
    assert (mine["submissions"], mine["reviewStates"]["received"]) == (1, 1)
    assert mine["lastSubmission"] is not None
    theirs = stranger.get(FORMS, headers=EXTENDED).json[0]
    assert (theirs["submissions"], theirs["lastSubmission"]) == (0, None)
    assert admin.get(FORMS, headers=EXTENDED).json[0]["excelContentType"] is None


def test_a_workbook_becomes_a_draft_that_tablets_do_not_see(admin, assistant, office, anonymous):
    """OR-175"""
    made = upload(admin, SMALL).json
    assert (made["xmlFormId"], made["name"], made["publishedAt"]) == ("well", "水井", None)
    assert admin.get(f"{FORMS}/well/draft").json == made
    assert admin.get(f"{FORMS}/well/versions").json == []
    assert assistant.get(FORMS).json == []
    assert assistant.get(f"{FORMS}/well").json["code"] == 403.1
    assert "well" not in tablet_list(office, anonymous)


@pytest.mark.parametrize("true", ["true", "True", "TRUE"])
def test_a_form_is_published_at_once_if_asked_for(admin, office, anonymous, true):
    """OR-169"""
    made = upload(admin, SMALL, publish=true).json
    assert made["publishedAt"] is not None
    assert "well" in tablet_list(office, anonymous)


@pytest.mark.parametrize("false", ["False", "false", "0", "yes"])
def test_anything_but_true_is_false(admin, false):
    """OR-169"""
    assert upload(admin, SMALL, publish=false).json["publishedAt"] is None


def test_warnings_are_told_until_they_are_accepted(admin):
    """OR-177"""
    refused = upload(admin, WARNED)
    assert (refused.status_code, refused.json["code"]) == (400, 400.16)
    (warning,) = refused.json["details"]["warnings"]["xlsFormWarnings"]
    assert "machine-readable" in warning
    assert upload(admin, WARNED, ignoreWarnings="True").status_code == 200


def test_our_own_advice_does_not_stop_a_program(admin):
    english = SMALL.replace("备注", "Note")
    assert upload(admin, english).status_code == 200


def test_a_workbook_that_does_not_compile_says_where(admin):
    """OR-177, OR-209"""
    refused = upload(admin, BROKEN, ignoreWarnings="true")
    assert (refused.status_code, refused.json["code"]) == (400, 400.15)
    details = refused.json["details"]
    assert "survey!A2" in details["error"]
    assert details["findings"][0]["row"] == 2
    assert admin.get(FORMS).json == []


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"PK\x03\x04 no workbook", 400.15), (b"no XML", 400.1), (b"", 400.1)],
    ids=["broken workbook", "no XML", "nothing"],
)
def test_what_is_no_form_is_refused(admin, content, code):
    assert admin.post(FORMS, data=content).json["code"] == code


@pytest.mark.parametrize(
    ("fallback", "form_id"),
    [("%E8%B5%B0%E8%AE%BF", "走访"), ("well-2", "well-2"), (None, "form")],
    ids=["percent-encoded", "plain", "none"],
)
def test_a_workbook_without_an_id_takes_the_header_s(admin, fallback, form_id):
    """OR-176"""
    answer = upload(admin, WITHOUT_ID, fallback=fallback, ignoreWarnings="true")
    assert answer.json["xmlFormId"] == form_id


def test_an_id_in_use_is_409_3(admin):
    upload(admin, SMALL)
    refused = upload(admin, SMALL)
    assert refused.json["code"] == 409.3
    assert refused.json["details"] == {
        "fields": ["projectId", "xmlFormId"],
        "values": ["1", "well"],
    }


@pytest.mark.parametrize("ending", [".xml", ".xlsx", ".xls", ".svc"])
def test_ids_that_look_like_other_addresses_are_refused(admin, ending):
    assert upload_xml(admin, xform(f"visit{ending}")).json["code"] == 400.15


def test_only_whoever_manages_forms_changes_them(clerk, admin, office):
    form(office)
    upload_xml(admin, xform(version="2"), f"{FORMS}/visit/draft")
    tried = [
        upload(clerk, SMALL),
        upload_xml(clerk, xform(version="3"), f"{FORMS}/visit/draft"),
        clerk.post(f"{FORMS}/visit/draft/publish"),
        clerk.post(f"{FORMS}/visit/draft/attachments/x.csv", data=b"x"),
        clerk.delete(f"{FORMS}/visit/draft"),
        clerk.patch(f"{FORMS}/visit", json={"state": "closed"}),
        clerk.delete(f"{FORMS}/visit"),
        clerk.get(f"{FORMS}/visit/draft"),
        clerk.get(f"{FORMS}/visit/draft.xml"),
    ]
    assert [answer.json["code"] for answer in tried] == [403.1] * len(tried)


def test_a_draft_replaces_the_one_before_and_leaves_what_is_published(admin, office):
    form(office)
    draft = f"{FORMS}/visit/draft"
    for version in ("2", "3"):
        assert upload_xml(admin, xform(version=version), draft).json == {"success": True}
    assert admin.get(draft).json["version"] == "3"
    assert admin.get(f"{FORMS}/visit").json["version"] == "1"
    assert admin.get(f"{draft}.xml").data == xform(version="3")
    assert admin.post(f"{draft}/publish").json == {"success": True}
    assert [each["version"] for each in admin.get(f"{FORMS}/visit/versions").json] == ["3", "1"]
    assert admin.get(draft).json["code"] == 404.1


def test_a_draft_without_a_body_copies_what_is_published(admin, office):
    """OR-175"""
    form(office, files=[("list.csv", b"name,label\n")])
    assert admin.post(f"{FORMS}/visit/draft").json == {"success": True}
    assert admin.get(f"{FORMS}/visit/draft.xml").data == xform()
    assert admin.get(f"{FORMS}/visit/draft/attachments").json[0]["exists"]
    assert admin.post(f"{FORMS}/visit/draft/publish").json["code"] == 409.6
    answer = admin.post(f"{FORMS}/visit/draft/publish", query_string={"version": "1 乙"})
    assert answer.json == {"success": True}
    shown = admin.get(f"{FORMS}/visit").json
    assert shown["version"] == "1 乙"
    served = admin.get(f"{FORMS}/visit.xml").data
    assert 'version="1 乙"' in served.decode()
    assert shown["hash"] == hashlib.md5(served, usedforsecurity=False).hexdigest()


def test_a_form_never_published_has_nothing_to_copy(admin):
    upload(admin, SMALL)
    assert admin.post(f"{FORMS}/well/draft").json["code"] == 404.1


def test_a_draft_of_another_form_is_refused(admin, office):
    form(office)
    answer = upload_xml(admin, xform("other"), f"{FORMS}/visit/draft")
    assert answer.json["code"] == 400.8


def test_a_field_keeps_its_type(admin, office):
    form(office)
    changed = xform(version="2").replace(b'/data/note" type="string"', b'/data/note" type="int"')
    answer = upload_xml(admin, changed, f"{FORMS}/visit/draft")
    assert answer.json["code"] == 400.17
    assert answer.json["details"] == {"path": "/note", "type": "string"}


def test_a_draft_is_thrown_away(admin, office):
    form(office)
    upload_xml(admin, xform(version="2"), f"{FORMS}/visit/draft")
    assert admin.delete(f"{FORMS}/visit/draft").json == {"success": True}
    assert admin.delete(f"{FORMS}/visit/draft").json["code"] == 404.1
    upload(admin, SMALL)
    assert admin.delete(f"{FORMS}/well/draft").json["code"] == 409.7


def test_versions_are_addressed_by_name_and_blank_ones_by_underscores(admin, assistant, office):
    """OR-180"""
    form(office, version="")
    upload_xml(admin, xform(version="2 乙"), f"{FORMS}/visit/draft")
    admin.post(f"{FORMS}/visit/draft/publish")
    versions = f"{FORMS}/visit/versions"
    assert assistant.get(f"{versions}/___").json["version"] == ""
    assert assistant.get(f"{versions}/___.xml").data == xform(version="")
    assert assistant.get(f"{versions}/2 乙").json["version"] == "2 乙"
    assert assistant.get(f"{versions}/2 乙.xml").data == xform(version="2 乙")
    assert assistant.get(f"{versions}/9").json["code"] == 404.1


def test_the_xml_carries_a_strong_tag(assistant, office):
    """OR-9"""
    form(office)
    first = assistant.get(f"{FORMS}/visit.xml")
    assert first.content_type == "application/xml; charset=utf-8"
    tag = first.headers["ETag"]
    for given in (tag, f"W/{tag}"):
        again = assistant.get(f"{FORMS}/visit.xml", headers={"If-None-Match": given})
        assert (again.status_code, again.data) == (304, b"")


def test_the_workbook_comes_back_as_it_was(admin):
    """OR-181"""
    upload(admin, SMALL.replace("well", "水井 2"), publish="true")
    answer = admin.get(f"{FORMS}/水井 2.xlsx")
    assert answer.data[:4] == b"PK\x03\x04"
    assert answer.content_type == XLSX
    assert answer.headers["Content-Disposition"] == (
        "attachment; filename=\"-- 2.xlsx\"; filename*=UTF-8''%E6%B0%B4%E4%BA%95%202.xlsx"
    )
    assert admin.get(f"{FORMS}/水井 2", headers=EXTENDED).json["excelContentType"] == XLSX
    assert admin.get(f"{FORMS}/水井 2.xls").json["code"] == 404.1


def test_fields_are_listed_with_their_types(assistant, office):
    form(office)
    fields = assistant.get(f"{FORMS}/visit/fields").json
    assert fields[1] == {
        "path": "/photo",
        "name": "photo",
        "type": "binary",
        "binary": True,
        "selectMultiple": None,
    }
    assert [each["path"] for each in fields] == ["/note", "/photo", "/meta", "/meta/instanceID"]
    assert fields[2]["type"] == "structure"


def test_names_for_odata_stay_distinct(admin):
    """OR-187"""
    text = SMALL.replace("| text | note |", "| text | 姓名 |").replace(
        "| settings |", "|        | text | 住-址 | 住址 |\n| settings |"
    )
    upload(admin, text)
    fields = admin.get(f"{FORMS}/well/draft/fields", query_string={"odata": "true"}).json
    assert [each["name"] for each in fields][:2] == ["姓名", "住_址"]


def test_files_of_a_draft_are_uploaded_and_cleared(admin):
    """OR-173"""
    text = SMALL.replace("| text | note |", "| select_one_from_file list.csv | note |")
    upload(admin, text)
    path = f"{FORMS}/well/draft/attachments"
    (empty,) = admin.get(path).json
    assert empty == {
        "name": "list.csv",
        "type": "file",
        "hash": None,
        "exists": False,
        "blobExists": False,
        "datasetExists": False,
        "updatedAt": None,
    }
    content = b"name,label\n1,\xe7\x94\xb2\n"
    filled = admin.post(f"{path}/list.csv", data=content, content_type="text/csv").json
    assert filled.pop("success")
    assert filled["hash"] == hashlib.md5(content, usedforsecurity=False).hexdigest()
    assert admin.get(path).json == [filled]
    got = admin.get(f"{path}/list.csv")
    assert (got.data, got.content_type) == (content, "text/csv")
    assert admin.delete(f"{path}/list.csv").json == {"success": True}
    assert admin.get(f"{path}/list.csv").json["code"] == 404.1
    assert admin.post(f"{path}/other.csv", data=content).json["code"] == 404.1


def test_a_list_the_server_makes_stays_the_server_s(admin, clerk):
    text = SMALL.replace("| text | note |", "| select_one_from_file villages.csv | note |")
    upload(admin, text)
    path = f"{FORMS}/well/draft/attachments/villages.csv"
    filled = admin.post(path, data=b"name,label\n1,x\n").json
    assert (filled["datasetExists"], filled["blobExists"]) == (True, False)
    admin.post(f"{FORMS}/well/draft/publish")
    assert "三合村" in clerk.get(f"{FORMS}/well/attachments/villages.csv").text
    assert "三合村" not in admin.get(f"{FORMS}/well/attachments/villages.csv").text


def test_household_lists_are_for_those_who_visit_or_look_them_up(admin, clerk):
    text = SMALL.replace("| text | note |", "| select_one_from_file households.csv | note |")
    upload(admin, text, publish="true")
    path = f"{FORMS}/well/attachments/households.csv"
    assert clerk.get(path).text.startswith("name,label,__version")
    assert admin.get(path).json["code"] == 403.1


def test_a_form_is_opened_closed_and_renamed(admin, office, anonymous):
    form(office)
    changed = admin.patch(f"{FORMS}/visit", json={"state": "closing", "name": "走访表"}).json
    assert (changed["state"], changed["name"]) == ("closing", "走访表")
    assert "visit" not in tablet_list(office, anonymous)
    admin.patch(f"{FORMS}/visit", json={"state": "open"})
    assert "<name>走访表</name>" in tablet_list(office, anonymous)
    assert admin.patch(f"{FORMS}/visit", json={"state": "ajar"}).json["code"] == 400.8


def test_a_deleted_form_is_gone_and_its_id_free(admin, office, anonymous):
    form(office)
    assert admin.delete(f"{FORMS}/visit").json == {"success": True}
    assert admin.get(f"{FORMS}/visit").json["code"] == 404.1
    assert admin.get(FORMS).json == []
    assert "visit" not in tablet_list(office, anonymous)
    assert upload_xml(admin, xform()).status_code == 200
    with office.store.read() as conn:
        assert len(stored.forms_of(conn, 1)) == 1


@pytest.mark.parametrize("form_id", ["走访 2026", "a.b", "50%", "it's (one)*"])
def test_ids_of_any_characters_work_in_every_route(admin, office, form_id):
    """OR-182"""
    form(office, form_id, files=[("照 片.jpg", b"x")])
    base = f"{FORMS}/{form_id.replace('%', '%25')}"
    paths = ["", ".xml", "/fields", "/versions", "/versions/1", "/attachments"]
    paths += ["/attachments/照 片.jpg", "/assignments", "/submissions"]
    assert {admin.get(base + path).status_code for path in paths} == {200}

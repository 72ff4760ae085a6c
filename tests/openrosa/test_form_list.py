"""Form discovery over HTTP: the list, the forms it names, and their files (protocol.md 2)."""

import hashlib

import pytest
from lxml import etree

from server.auth.grants import OPERATOR
from server.auth.tablet_rights import allow_form
from server.auth.tablets import create_tablet, revoke_tablet
from server.store import forms
from tests.builders.office import NOW, form, tablet, token_of, xform


def items(answer):
    assert answer.status_code == 200, answer.data
    root = etree.fromstring(answer.data)
    return [{child.tag.split("}")[-1]: child.text or "" for child in item} for item in root]


def path(office, url):
    """The path of an absolute URL that we printed."""
    assert url.startswith(office.settings.public_url)
    return url.removeprefix(office.settings.public_url)


@pytest.fixture
def many(office):
    """Several forms with awkward names; their ids in order."""
    form(office, "visit", title="走访 & <回访>")
    form(office, "入户 1.2%", title="入户\N{HOUSE BUILDING}", version="")
    form(
        office,
        "damage",
        version="2026112301",
        files=[("诊所 1.csv", b"name,label\n"), ("x.png", None)],
    )
    return ["damage", "visit", "入户 1.2%"]


@pytest.mark.usefixtures("visit")
def test_or_2_or_3_or_8_the_list_is_xml_that_is_asked_for_anew(client, base):
    answer = client.get(f"{base}/formList")
    assert answer.content_type == "text/xml; charset=utf-8"
    assert answer.data.startswith(b"<?xml")
    assert answer.headers["Cache-Control"] == "private, no-cache"


def test_or_58_or_60_the_hash_is_that_of_the_bytes_served_and_names_agree(
    office, client, base, many
):
    listed = items(client.get(f"{base}/formList"))
    assert [item["formID"] for item in listed] == many
    for item in listed:
        served = client.get(path(office, item["downloadUrl"]))
        assert "md5:" + hashlib.md5(served.data, usedforsecurity=False).hexdigest() == item["hash"]
        (first,) = etree.fromstring(served.data).xpath("//*[local-name()='data']")
        assert (first.get("id"), first.get("version", "")) == (item["formID"], item["version"])


def test_or_62_the_list_is_narrowed_to_one_form(client, base, many):
    for form_id in many:
        found = items(client.get(f"{base}/formList", query_string={"formID": form_id}))
        assert [item["formID"] for item in found] == [form_id]
    assert items(client.get(f"{base}/formList?formID=vis")) == []


def test_or_63_closing_and_closed_forms_are_not_listed(office, client, base):
    for state in ("open", "closing", "closed"):
        form(office, state, state=state)
    assert [item["formID"] for item in items(client.get(f"{base}/formList"))] == ["open"]


def test_or_64_an_unknown_project_is_no_empty_list(client, key):
    assert client.get(f"/v1/key/{key}/projects/99/formList").status_code in {403, 404}


def test_or_64_another_project_is_not_this_tablets(office, client, key):
    other = office.store.write(lambda conn: forms.add_project(conn, "另一个", now=NOW))
    form(office, "visit", project_id=other)
    assert client.get(f"/v1/key/{key}/projects/{other}/formList").status_code == 403


@pytest.mark.usefixtures("many")
def test_or_68_the_order_is_always_the_same(client, base):
    assert client.get(f"{base}/formList").data == client.get(f"{base}/formList").data


def test_or_70_a_revoked_tablet_gets_no_list_at_its_next_request(office, client):
    form(office)
    made = tablet(office)
    url = f"/v1/key/{token_of(office, made.id)}/projects/1/formList"
    assert client.get(url).status_code == 200
    revoke_tablet(office, OPERATOR, made.id, now=NOW)
    assert client.get(url).status_code == 403


def test_or_40_a_tablet_assigned_to_one_form_sees_no_other(office, client):
    seen, other = form(office, "seen"), form(office, "other")
    made = create_tablet(office, OPERATOR, name="t", units=(), now=NOW)
    base = f"/v1/key/{token_of(office, made.id)}/projects/1"
    assert items(client.get(f"{base}/formList")) == []
    allow_form(office, OPERATOR, made.id, seen, now=NOW)
    assert [item["formID"] for item in items(client.get(f"{base}/formList"))] == ["seen"]
    assert client.get(f"{base}/forms/other.xml").status_code == 403
    assert other != seen


@pytest.mark.parametrize("query", ["deviceID=collect%3AAbC", "verbose=true&items=7", "%E5=%85"])
@pytest.mark.usefixtures("visit")
def test_or_6_unknown_parameters_are_tolerated(client, base, query):
    for resource in ("formList", "forms/visit.xml", "forms/visit/manifest", "submission"):
        assert client.get(f"{base}/{resource}?{query}").status_code in {200, 204}


@pytest.mark.usefixtures("visit")
def test_or_9_a_form_has_a_strong_tag_and_is_not_sent_twice(client, base):
    answer = client.get(f"{base}/forms/visit.xml")
    tag = answer.headers["ETag"]
    assert tag == f'"{hashlib.md5(xform(), usedforsecurity=False).hexdigest()}"'
    for known in (tag, f"W/{tag}", f'"other", {tag}'):
        again = client.get(f"{base}/forms/visit.xml", headers={"If-None-Match": known})
        assert (again.status_code, again.data) == (304, b"")
        assert again.headers["X-OpenRosa-Version"] == "1.0"
    assert client.get(f"{base}/forms/visit.xml", headers={"If-None-Match": '"x"'}).data == xform()


def test_an_unknown_form_is_told_with_its_id(client, base):
    answer = client.get(f"{base}/forms/入户.xml")
    assert answer.status_code == 404
    assert "入户" in answer.text


@pytest.mark.usefixtures("many")
def test_or_73_or_75_a_manifest_lists_the_files_that_are_there(office, client, base):
    (file,) = items(client.get(f"{base}/forms/damage/manifest"))
    assert file["filename"] == "诊所 1.csv"
    served = client.get(path(office, file["downloadUrl"]))
    assert "md5:" + hashlib.md5(served.data, usedforsecurity=False).hexdigest() == file["hash"]
    assert served.data == b"name,label\n"


@pytest.mark.usefixtures("visit")
def test_or_65_a_form_without_slots_has_an_empty_manifest(client, base):
    assert items(client.get(f"{base}/forms/visit/manifest")) == []


@pytest.mark.usefixtures("many")
def test_or_82_a_file_of_another_form_is_not_found(client, base):
    assert client.get(f"{base}/forms/visit/attachments/诊所 1.csv").status_code == 404
    assert client.get(f"{base}/forms/damage/attachments/x.png").status_code == 404


@pytest.mark.usefixtures("many")
def test_media_are_saved_and_not_shown(client, base):
    answer = client.get(f"{base}/forms/damage/attachments/诊所 1.csv")
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=")
    assert "filename*=UTF-8''%E8%AF%8A%E6%89%80%201.csv" in answer.headers["Content-Disposition"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.usefixtures("many")
def test_or_9_media_have_a_strong_tag(client, base):
    url = f"{base}/forms/damage/attachments/诊所 1.csv"
    tag = client.get(url).headers["ETag"]
    assert not tag.startswith("W/")
    assert client.get(url, headers={"If-None-Match": tag}).status_code == 304


def test_or_155_or_156_five_hundred_entities_are_asked_about_in_one_url(client, base):
    ids = "%2C".join(f"24b47424-ccf8-4f4b-b4cd-{n:012d}" for n in range(500))
    answer = client.get(f"{base}/datasets/households/integrity?id={ids}&deviceID=x")
    assert answer.status_code == 200
    assert answer.content_type == "text/xml; charset=utf-8"
    assert etree.fromstring(answer.data).tag == "data"


def test_an_unknown_list_of_entities_is_not_found(client, base):
    assert client.get(f"{base}/datasets/trees/integrity?id=a").status_code == 404

"""Drafts are tried out on tablets by a token of their own, and leave nothing behind."""

from __future__ import annotations

import io

import pytest

from tests.builders.office import everything_in, form, instance, xform

DRAFT = "projects/1/forms/visit/draft"
FIRST = "uuid:7d0b1a52-6c2f-4f0e-9a3e-2f1c5b8d9e01"
OPENROSA = {"X-OpenRosa-Version": "1.0"}


@pytest.fixture
def draft(office, admin):
    """A draft of the second version; the address a tester scans."""
    form(office)
    made = admin.post(DRAFT, data=xform(version="2"), content_type="application/xml")
    assert made.status_code == 200, made.text
    token = admin.get(DRAFT).json["draftToken"]
    return f"/v1/test/{token}/{DRAFT}"


def send(client, address, xml, *files):
    parts = {"xml_submission_file": (io.BytesIO(xml), "x.xml")}
    parts |= {name: (io.BytesIO(content), name) for name, content in files}
    return client.post(f"{address}/submission?deviceID=t1", data=parts, headers=OPENROSA)


def test_a_tester_s_tablet_sees_the_draft_and_sends_to_it(draft, anonymous, admin, clerk):
    listed = anonymous.get(f"{draft}/formList", headers=OPENROSA)
    assert listed.content_type.startswith("text/xml")
    assert "<version>2</version>" in listed.text
    assert f"{draft}.xml</downloadUrl>" in listed.text
    assert anonymous.get(f"{draft}.xml").data == xform(version="2")
    assert anonymous.head(f"{draft}/submission").status_code == 204
    xml = instance(FIRST, version="2", photo="照片.jpg")
    assert send(anonymous, draft, xml, ("照片.jpg", b"jpeg")).status_code == 201
    assert send(anonymous, draft, xml).status_code == 201
    assert send(anonymous, draft, instance(FIRST, note="别的")).status_code == 409
    (sent,) = admin.get(f"{DRAFT}/submissions").json
    assert (sent["instanceId"], sent["deviceId"], sent["submitterId"]) == (FIRST, "t1", None)
    assert admin.get(f"{DRAFT}/submissions/{FIRST}").json == sent
    assert admin.get(f"{DRAFT}/submissions/{FIRST}.xml").data == xml
    files = admin.get(f"{DRAFT}/submissions/{FIRST}/attachments").json
    assert files == [{"name": "照片.jpg", "exists": True}]
    assert clerk.get("projects/1/forms/visit/submissions").json == []


def test_with_the_draft_its_token_and_what_was_sent_are_gone(draft, anonymous, admin, office):
    assert send(anonymous, draft, instance(FIRST, version="2")).status_code == 201
    assert admin.post(f"{DRAFT}/publish").status_code == 200
    assert send(anonymous, draft, instance(FIRST, version="2")).status_code == 404
    assert everything_in(office, "draft_submission", "draft_token") == "[[], []]"
    assert admin.get("projects/1/forms/visit").json["draftToken"] is None


def test_a_new_draft_has_a_new_token(draft, anonymous, admin):
    admin.post(DRAFT, data=xform(version="3"), content_type="application/xml")
    assert anonymous.get(f"{draft}/formList").status_code == 404
    token = admin.get(DRAFT).json["draftToken"]
    assert token not in draft
    answer = anonymous.get(f"/v1/test/{token}/projects/1/forms/other/draft/formList")
    assert answer.status_code == 404


def test_only_who_manages_forms_sees_what_testers_sent(draft, clerk, admin):
    assert draft
    assert clerk.get(f"{DRAFT}/submissions").json["code"] == 403.1
    made = admin.post(f"{DRAFT}/submissions", data=instance(FIRST, version="2"))
    assert made.json["instanceId"] == FIRST
    wrong = admin.post(f"{DRAFT}/submissions", data=instance(FIRST, form_id="other"))
    assert wrong.json["code"] == 400.8
    assert admin.get(f"{DRAFT}/submissions/uuid:none").json["code"] == 404.1

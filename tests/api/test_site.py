"""The log, preferences, links and codes of the site."""

from __future__ import annotations

import io

import pytest

from tests.builders.office import ADMIN, form, instance

LINKS = "projects/1/forms/visit/public-links"
NEW = "river stone 88 kite"


@pytest.fixture(autouse=True)
def _visit(office):
    form(office)
    form(office, "other")


def test_the_log_is_read_by_action_and_time_a_page_at_a_time(admin, auditor):
    for name in ("甲", "乙", "丙"):
        admin.post("projects", json={"name": name})
    lines = admin.get("audits?action=project.create").json
    assert [line["details"]["subject"] for line in lines] == ["project 4", "project 3", "project 2"]
    assert [line["actorId"] for line in lines] == [admin.id] * 3
    assert admin.get("audits?action=project&limit=1&offset=1").json == lines[1:2]
    first, last = lines[-1]["loggedAt"], lines[0]["loggedAt"]
    assert lines[0] not in admin.get("audits", query_string={"end": first}).json
    later = admin.get("audits", query_string={"start": "2100-01-01", "end": last}).json
    assert later == []
    quiet = admin.get("audits?action=nonverbose").json
    assert "session.create" not in {line["action"] for line in quiet}
    named = admin.get("audits?limit=1", headers={"X-Extended-Metadata": "true"}).json
    assert named[0]["actor"]["displayName"] == "管理员"
    assert auditor.get("audits").json["code"] == 403.1


@pytest.mark.parametrize("asked", ["start=yesterday", "end=2026-99-99", "limit=x", "offset=-1"])
def test_wrong_questions_to_the_log_are_told(admin, asked):
    assert admin.get(f"audits?{asked}").json["code"] == 400.11


def test_preferences_are_kept_for_the_one_who_set_them(admin, clerk):
    assert admin.put("user-preferences/site/排序", json={"propertyValue": ["a", None]}).json
    assert admin.put("user-preferences/project/1/列", json={"propertyValue": False}).json
    shown = admin.get("users/current", headers={"X-Extended-Metadata": "true"}).json["preferences"]
    assert shown == {"site": {"排序": ["a", None]}, "projects": {"1": {"列": False}}}
    others = clerk.get("users/current", headers={"X-Extended-Metadata": "true"}).json
    assert others["preferences"] == {"site": {}, "projects": {}}
    assert admin.delete("user-preferences/site/排序").json == {"success": True}
    assert admin.delete("user-preferences/site/排序").json["code"] == 404.1


@pytest.mark.parametrize(
    ("path", "body", "code"),
    [
        ("site/x", {}, 400.2),
        ("site/x", {"propertyValue": "x" * 20_000}, 413.1),
        ("project/9/x", {"propertyValue": 1}, 404.1),
        (f"site/{'x' * 300}", {"propertyValue": 1}, 400.8),
    ],
    ids=["nothing", "too large", "no project", "too long a name"],
)
def test_what_cannot_be_kept_is_told(admin, path, body, code):
    assert admin.put(f"user-preferences/{path}", json=body).json["code"] == code


def test_a_public_link_fills_its_form_until_it_is_revoked(admin, anonymous):
    link = admin.post(LINKS, json={"displayName": "村口海报"}).json
    assert (link["type"], link["once"], len(link["token"])) == ("public_link", False, 64)
    assert admin.get(LINKS).json == [link]
    assert admin.get("projects/1/app-users").json == []
    root = f"/v1/key/{link['token']}/projects/1"
    listed = anonymous.get(f"{root}/formList").text
    assert ("visit" in listed, "other" in listed) == (True, False)

    def send(address, number):
        xml = instance(f"uuid:{number}")
        parts = {"xml_submission_file": (io.BytesIO(xml), "x.xml")}
        return anonymous.post(address, data=parts).status_code

    assert send(f"{root}/submission", 1) == 201
    assert send(f"/v1/projects/1/submission?st={link['token']}", 2) == 201
    assert admin.delete(f"{LINKS}/{link['id']}").json == {"success": True}
    assert send(f"{root}/submission", 3) == 403
    assert admin.get(LINKS).json == []
    assert admin.delete(f"{LINKS}/{link['id']}").json["code"] == 404.1


def test_links_are_made_by_whoever_manages_forms(admin, clerk):
    assert clerk.post(LINKS, json={"displayName": "x"}).json["code"] == 403.1
    assert clerk.get(LINKS).json["code"] == 403.1
    assert admin.post(LINKS, json={}).json["code"] == 400.2
    assert admin.get(LINKS.replace("visit", "none")).json["code"] == 404.1


def test_a_forgotten_password_is_changed_with_a_code_once(admin, clerk, anonymous):
    code = admin.post("users/reset/initiate", json={"email": "li.jun"}).json["token"]
    bearer = {"Authorization": f"Bearer {code}"}

    def use(new=NEW):
        answer = anonymous.post("/v1/users/reset/verify", json={"new": new}, headers=bearer)
        return answer.json

    assert use("123")["code"] == 400.21
    assert use() == {"success": True}
    assert use()["code"] == 401.2
    assert clerk.get("users/current").status_code == 401
    said = {"email": "li.jun", "password": NEW}
    assert anonymous.post("/v1/sessions", json=said).status_code == 200


def test_without_credentials_nobody_learns_who_has_an_account(anonymous, admin, clerk):
    for email in (ADMIN, "nobody"):
        answer = anonymous.post("/v1/users/reset/initiate", json={"email": email})
        assert answer.json == {"success": True}
    assert clerk.post("users/reset/initiate", json={"email": ADMIN}).json["code"] == 403.1
    assert admin.post("users/reset/initiate", json={"email": "nobody"}).json["code"] == 404.1

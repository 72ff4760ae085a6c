"""OR-166, OR-174: tablets and the forms they are shown."""

from __future__ import annotations

import pytest

from server.store import audit, forms
from tests.builders.areas import SANHE
from tests.builders.office import form, tablet

EXTENDED = {"X-Extended-Metadata": "true"}
USERS = "projects/1/app-users"


@pytest.fixture
def made(admin):
    return admin.post(USERS, json={"displayName": "三合村 1 号"}).json


def listed(client, token):
    """Form ids a tablet sees; the status when it sees nothing."""
    answer = client.get(f"/v1/key/{token}/projects/1/formList")
    return answer.text.count("<formID>") if answer.status_code == 200 else answer.status_code


def test_a_new_tablet_is_shown_with_its_token(made, admin):
    assert made == admin.get(USERS).json[0]
    assert set(made) == {
        "id",
        "type",
        "projectId",
        "displayName",
        "token",
        "createdAt",
        "updatedAt",
        "deletedAt",
    }
    assert made["type"] == "field_key"
    assert len(made["token"]) == 64


def test_extended_metadata_say_who_made_it(made, admin):
    (shown,) = admin.get(USERS, headers=EXTENDED).json
    assert shown["createdBy"]["id"] == admin.id
    assert shown["lastUsed"] is None
    assert shown["id"] == made["id"]


def test_showing_tokens_is_logged(made, admin, office):
    assert admin.get(USERS).json == [made]
    office.store.write(forms.projects)  # behind what was not waited for
    with office.store.read() as conn:
        (entry,) = audit.entries(conn, action="app_user.codes")
    assert (entry.actor_id, entry.details) == (admin.id, {"shown": 1})


def test_a_clerk_manages_the_tablets_of_the_township(clerk, stranger, office):
    tablet(office, SANHE)
    body = {"displayName": "三合村 2 号", "units": [SANHE]}
    assert clerk.post(USERS, json=body).status_code == 200
    assert len(clerk.get(USERS).json) == 2
    assert stranger.get(USERS).json == []
    assert stranger.post(USERS, json=body).json["code"] == 403.1
    assert clerk.post(USERS, json={"displayName": "无村"}).json["code"] == 403.1


def test_others_see_no_tablets(assistant):
    assert assistant.get(USERS).json["code"] == 403.1


@pytest.mark.parametrize(
    ("path", "body", "code"),
    [
        (USERS, {}, 400.2),
        (USERS, {"displayName": " "}, 400.2),
        ("projects/9/app-users", {"displayName": "x"}, 404.1),
        (USERS, {"displayName": "x", "units": ["620421102999"]}, 404.1),
    ],
    ids=["no name", "blank name", "no such project", "no such village"],
)
def test_a_tablet_that_cannot_be_made_says_why(admin, path, body, code):
    assert admin.post(path, json=body).json["code"] == code


def test_a_deleted_tablet_is_off_the_list_and_its_code_void(made, admin, anonymous):
    """OR-166"""
    assert listed(anonymous, made["token"]) == 0
    assert admin.delete(f"{USERS}/{made['id']}").json == {"success": True}
    assert admin.get(USERS).json == []
    assert listed(anonymous, made["token"]) == 403
    assert admin.delete(f"{USERS}/{made['id']}").json["code"] == 404.1


def test_a_revoked_tablet_stays_on_the_list_without_token(made, admin):
    admin.delete(f"sessions/{made['token']}")
    (shown,) = admin.get(USERS).json
    assert (shown["id"], shown["token"]) == (made["id"], None)


@pytest.mark.parametrize("role", ["2", "app-user"])
def test_a_tablet_is_shown_a_form_and_loses_it_again(made, admin, office, anonymous, role):
    """OR-174"""
    form(office)
    form(office, "other")
    base = "projects/1/forms/visit/assignments"
    path = f"{base}/{role}/{made['id']}"
    assert admin.post(path).json == {"success": True}
    assert admin.post(path).json == {"success": True}
    assert listed(anonymous, made["token"]) == 1
    assert admin.get(base).json == [{"actorId": made["id"], "roleId": 2}]
    (found,) = admin.get(f"{base}/2").json
    assert (found["id"], found["type"]) == (made["id"], "field_key")
    (held,) = admin.get("projects/1/assignments/forms/app-user").json
    assert held == {"actorId": made["id"], "roleId": 2, "xmlFormId": "visit"}
    assert admin.delete(path).json == {"success": True}
    assert admin.delete(path).json["code"] == 404.1
    assert listed(anonymous, made["token"]) == 0


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("forms/nothing/assignments/2/{id}", 404.1),
        ("forms/visit/assignments/2/99", 404.1),
        ("forms/visit/assignments/4/{id}", 404.1),
        ("forms/visit/assignments/5/{id}", 403.1),
        ("assignments/2/{id}", 403.1),
    ],
    ids=["no form", "nobody", "no role", "another role", "in the project"],
)
def test_other_assignments_of_a_tablet_are_refused(made, admin, office, path, code):
    form(office)
    assert admin.post(f"projects/1/{path.format(id=made['id'])}").json["code"] == code

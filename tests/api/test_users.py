"""Web users and roles."""

from __future__ import annotations

import pytest

from server.store import audit
from tests.builders.areas import DONGWAN
from tests.builders.office import ADMIN, ASSISTANT, PASSWORD

EXTENDED = {"X-Extended-Metadata": "true"}


def test_a_user_is_shown_under_the_api_s_names(assistant):
    assert assistant.get("users/current").json == {
        "id": assistant.id,
        "type": "user",
        "displayName": "王芳",
        "email": ASSISTANT,
        "createdAt": "2026-11-23T02:30:00.000Z",
        "updatedAt": None,
        "deletedAt": None,
    }


def test_extended_metadata_say_what_one_may_do(clerk):
    verbs = clerk.get("users/current", headers=EXTENDED).json["verbs"]
    assert {"submission.update", "field_key.create"} <= set(verbs)
    assert "user.create" not in verbs


def test_only_administrators_see_other_accounts(admin, assistant):
    assert [each["email"] for each in admin.get("users").json] == [ADMIN, ASSISTANT]
    assert assistant.get("users").json == []
    assert assistant.get(f"users/{admin.id}").json["code"] == 403.1
    assert assistant.get(f"users/{assistant.id}").status_code == 200
    assert admin.get("users/99").json["code"] == 404.1


@pytest.mark.parametrize(
    ("text", "found"), [(ASSISTANT, [ASSISTANT]), ("王", [ASSISTANT]), ("nobody", [])]
)
def test_accounts_are_searched_by_login_or_name(admin, assistant, text, found):
    assert assistant.id
    answer = admin.get("users", query_string={"q": text})
    assert [each["email"] for each in answer.json] == found


def test_a_new_account_with_a_post_can_work_at_once(admin, anonymous):
    made = admin.post(
        "users",
        json={
            "email": "New@Example.org",
            "password": PASSWORD,
            "displayName": "新同事",
            "post": "township_clerk",
            "units": [DONGWAN],
        },
    ).json
    assert (made["email"], made["displayName"]) == ("new@example.org", "新同事")
    assert "startPassword" not in made
    login = {"email": "new@example.org", "password": PASSWORD}
    assert anonymous.post("/v1/sessions", json=login).status_code == 200


def test_a_new_account_without_password_is_given_one_to_start_with(admin, anonymous):
    made = admin.post("users", json={"email": "new@example.org", "post": "auditor"}).json
    login = {"email": "new@example.org", "password": made["startPassword"]}
    assert anonymous.post("/v1/sessions", json=login).status_code == 200
    assert made["displayName"] == "new@example.org"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, 400.2),
        ({"email": "a b"}, 400.8),
        ({"email": ADMIN}, 409.3),
        ({"email": "x@example.org", "password": "short"}, 400.21),
        ({"email": "x@example.org", "password": "password1234"}, 400.44),
        ({"email": "x@example.org", "post": "king"}, 400.11),
        ({"email": "x@example.org", "post": "city", "units": ["620499000000"]}, 404.1),
    ],
    ids=["nothing", "blank", "in use", "short", "common", "no such post", "no such unit"],
)
def test_an_account_that_cannot_be_made_says_why(admin, body, code):
    assert admin.post("users", json=body).json["code"] == code


def test_names_change_and_logins_stay(admin, assistant):
    changed = admin.patch(f"users/{assistant.id}", json={"displayName": "王小芳"}).json
    assert changed["displayName"] == "王小芳"
    assert changed["updatedAt"] is not None
    assert assistant.patch(f"users/{admin.id}", json={"displayName": "x"}).json["code"] == 403.1


def test_a_password_is_changed_by_its_owner(assistant, clerk, anonymous):
    path = f"users/{assistant.id}/password"
    new = {"old": PASSWORD, "new": "another river kite 7"}
    assert clerk.put(path, json=new).json["code"] == 403.1
    assert assistant.put(path, json={**new, "old": "wrong"}).json["code"] == 401.2
    assert assistant.put(path, json=new).json == {"success": True}
    assert assistant.get("users/current").status_code == 200
    login = {"email": ASSISTANT, "password": PASSWORD}
    assert anonymous.post("/v1/sessions", json=login).json["code"] == 401.2


def test_a_closed_account_is_gone(admin, assistant, office):
    assert admin.delete(f"users/{assistant.id}").json == {"success": True}
    assert admin.delete(f"users/{assistant.id}").json["code"] == 404.1
    assert admin.get(f"users/{assistant.id}").json["code"] == 404.1
    assert assistant.get("users/current").json["code"] == 401.2
    assert [each["email"] for each in admin.get("users").json] == [ADMIN]
    with office.store.read() as conn:
        assert audit.entries(conn, action="user.disable")


def test_nobody_closes_the_own_account(admin):
    assert admin.delete(f"users/{admin.id}").json["code"] == 403.1


def test_roles_have_the_numbers_programs_rely_on(assistant):
    roles = {each["id"]: each["system"] for each in assistant.get("roles").json}
    assert roles == {
        1: "admin",
        2: "app-user",
        3: "pwreset",
        5: "manager",
        6: "viewer",
        7: "formview",
        8: "formfill",
        9: "pub-link",
    }
    assert assistant.get("roles/app-user").json == assistant.get("roles/2").json
    assert assistant.get("roles/4").json["code"] == 404.1

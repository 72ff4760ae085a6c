"""OR-42, OR-43, OR-53, OR-168: how programs sign in, and what cookies may do."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta

import pytest

from server.core.rights import Grant
from server.store import audit, sessions
from tests.builders.office import ADMIN, ASSISTANT, PASSWORD, person, tablet, token_of

HTTPS = {"wsgi.url_scheme": "https"}


def login(client, email=ASSISTANT, password=PASSWORD):
    return client.post("/v1/sessions", json={"email": email, "password": password})


@pytest.fixture
def browser(app, office):
    """A page of ours: it keeps cookies."""
    person(office)
    client = app.test_client()
    client.signed = login(client).json
    return client


def test_a_password_opens_a_session_of_twelve_hours(anonymous, office):
    person(office)
    answer = login(anonymous)
    assert answer.status_code == 200
    assert set(answer.json) == {"token", "csrf", "createdAt", "expiresAt"}
    assert answer.json["createdAt"].endswith("Z")
    bearer = {"Authorization": f"Bearer {answer.json['token']}"}
    assert anonymous.get("/v1/users/current", headers=bearer).json["email"] == ASSISTANT


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"email": ASSISTANT, "password": "wrong"}, 401, 401.2),
        ({"email": "nobody@example.org", "password": PASSWORD}, 401, 401.2),
        ({"email": ASSISTANT}, 400, 400.3),
        ({}, 400, 400.3),
        ({"email": ["x"], "password": "y"}, 400, 400.11),
    ],
    ids=["wrong password", "unknown account", "no password", "nothing", "no text"],
)
def test_other_logins_are_refused(anonymous, office, body, status, code):
    person(office)
    answer = anonymous.post("/v1/sessions", json=body)
    assert (answer.status_code, answer.json["code"]) == (status, code)
    assert "WWW-Authenticate" not in answer.headers


def test_guessing_is_slowed_down(anonymous, office):
    person(office)
    for _ in range(8):
        login(anonymous, password="wrong")
    answer = login(anonymous)
    assert (answer.status_code, answer.json["code"]) == (429, 429.1)
    assert int(answer.headers["Retry-After"]) > 0


def test_an_account_without_post_and_role_does_not_get_in(anonymous, office):
    person(office, grants=[])
    assert login(anonymous).json["code"] == 403.1


def test_a_role_in_a_project_is_enough_for_programs(anonymous, office):
    person(office, grants=[Grant("viewer", None, 1)])
    assert login(anonymous).status_code == 200


@pytest.mark.parametrize("token", ["", "x", "用户"], ids=["empty", "unknown", "not ASCII"])
def test_a_token_nobody_has_is_refused(anonymous, token):
    headers = {"Authorization": f"Bearer {token}".encode().decode("latin-1")}
    assert anonymous.get("/v1/projects", headers=headers).json["code"] == 401.2


def test_without_credentials_nothing_is_shown_and_no_body_is_looked_at(anonymous):
    assert anonymous.get("/v1/projects").json["code"] == 401.2
    assert anonymous.post("/v1/projects", data="{").json["code"] == 401.2


def test_basic_needs_https(anonymous, office):
    """OR-43"""
    person(office)
    word = base64.b64encode(f"{ASSISTANT}:{PASSWORD}".encode()).decode()
    headers = {"Authorization": f"Basic {word}"}
    assert anonymous.get("/v1/projects", headers=headers).json["code"] == 401.3
    answer = anonymous.get("/v1/projects", headers=headers, environ_overrides=HTTPS)
    assert answer.status_code == 200


def test_a_cookie_reads(browser):
    assert browser.get("/v1/users/current").json["email"] == ASSISTANT


@pytest.mark.parametrize(
    "more",
    [
        {"headers": {"X-Requested-With": "XMLHttpRequest"}},
        {"form": True},
        {"json": True},
    ],
    ids=["header", "secret in a form", "secret in JSON"],
)
def test_a_cookie_changes_something_only_from_a_page_of_ours(browser, more):
    csrf = browser.signed["csrf"]
    if "form" in more:
        more = {"data": {"__csrf": csrf}}
    elif "json" in more:
        more = {"json": {"__csrf": csrf}}
    path = "/v1/projects/1/forms/visit/draft/publish"
    assert browser.post(path).json["code"] == 401.2
    assert browser.post(path, **more).json["code"] == 403.1  # known, but no right


def test_a_wrong_secret_changes_nothing(browser):
    answer = browser.post("/v1/projects/1/forms/visit/draft/publish", json={"__csrf": "x"})
    assert answer.json["code"] == 401.2


def test_cookies_are_closed_to_scripts_and_other_sites(app, office):
    person(office)
    answer = login(app.test_client())
    session, csrf = answer.headers.getlist("Set-Cookie")
    assert session.startswith("session=")
    assert {"HttpOnly", "SameSite=Strict", "Path=/"} <= set(session.split("; "))
    assert csrf.startswith("__csrf=")


def test_over_https_the_cookie_bears_the_host_prefix(app, office):
    person(office)
    client = app.test_client()
    answer = client.post(
        "/v1/sessions",
        json={"email": ASSISTANT, "password": PASSWORD},
        base_url="https://localhost",
    )
    session = answer.headers.getlist("Set-Cookie")[0]
    assert session.startswith("__Host-session=")
    assert "Secure" in session
    assert client.get("/v1/users/current", base_url="https://localhost").status_code == 200


def test_a_session_can_be_looked_at_and_goes_on(browser):
    answer = browser.get("/v1/sessions/restore")
    assert answer.json["csrf"] == browser.signed["csrf"]
    assert "token" not in answer.json


def test_a_session_ends_itself(assistant):
    assert assistant.delete("sessions/current").json == {"success": True}
    assert assistant.get("users/current").json["code"] == 401.2


def test_signing_out_takes_the_cookie_away(browser):
    answer = browser.delete("/v1/sessions/current", headers={"X-Requested-With": "XMLHttpRequest"})
    assert answer.json == {"success": True}
    assert browser.get("/v1/users/current").json["code"] == 401.2


def test_nobody_ends_the_session_of_another(assistant, clerk):
    assert clerk.delete(f"sessions/{assistant.token}").json["code"] == 403.1
    assert assistant.get("users/current").status_code == 200


def test_an_administrator_ends_any_session(assistant, admin):
    assert admin.delete(f"sessions/{assistant.token}").json == {"success": True}
    assert assistant.get("users/current").json["code"] == 401.2


def test_the_token_of_a_tablet_is_made_void_as_a_session_is(admin, office, anonymous):
    key = token_of(office, tablet(office).id)
    assert admin.delete(f"sessions/{key}").json == {"success": True}
    assert anonymous.get(f"/v1/key/{key}/projects/1/formList").status_code == 403


def test_signing_in_is_logged(assistant, office):
    with office.store.read() as conn:
        (entry,) = audit.entries(conn, action="session.create")
    assert entry.actor_id == assistant.id


def test_a_start_password_opens_nothing_yet(anonymous, office):
    person(office, ADMIN, must_change_password=True)
    token = login(anonymous, ADMIN).json["token"]
    answer = anonymous.get("/v1/projects", headers={"Authorization": f"Bearer {token}"})
    assert answer.json["code"] == 403.2


def test_a_session_that_lay_idle_is_over(assistant, office):
    long_ago = datetime.now(UTC) - timedelta(minutes=office.settings.session_idle_minutes + 1)
    digest = office.sealer.digest(assistant.token)
    office.store.write(lambda conn: sessions.touch(conn, digest, now=long_ago))
    assert assistant.get("users/current").json["code"] == 401.2

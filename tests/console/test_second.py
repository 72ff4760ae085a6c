"""Two steps of signing in, enrolling, and the list of places one is signed in at, as pages."""

from __future__ import annotations

import re

import pyotp
import pytest

from tests.builders.office import ADMIN, PASSWORD
from tests.console.conftest import proof_of

CODE = re.compile(r"<li>([a-z2-9]{5}-[a-z2-9]{5})</li>")
SECRET = re.compile(r'<span class="mono">([A-Z2-7 ]{30,})</span>')


@pytest.fixture
def admin(signed_in):
    return signed_in(ADMIN)


def post(client, path, **fields):
    return client.post(path, data={"csrf": proof_of(client.get("/account")), **fields})


def enrol(client):
    """Switch it on; the secret and the recovery codes."""
    assert post(client, "/account/second", password=PASSWORD).location == "/account/second"
    page = client.get("/account/second").text
    assert "mz-qr" in page
    secret = SECRET.search(page)[1].replace(" ", "")
    shown = post(client, "/account/second/confirm", code=pyotp.TOTP(secret).now())
    assert shown.headers["Cache-Control"] == "no-store"
    return secret, CODE.findall(shown.text)


def first_step(app):
    client = app.test_client()
    proof = proof_of(client.get("/sign-in"))
    fields = {"csrf": proof, "login": ADMIN, "password": PASSWORD, "next": "/users"}
    return client, client.post("/sign-in", data=fields)


def second_step(client, code):
    page = client.get("/sign-in/code?next=/users")
    fields = {"csrf": proof_of(page), "code": code, "next": "/users"}
    return client.post("/sign-in/code", data=fields)


def test_after_enrolling_the_password_leads_to_the_second_step(app, admin):
    _secret, codes = enrol(admin)
    assert len(codes) == 10
    client, answer = first_step(app)
    assert answer.location == "/sign-in/code?next=/users"
    assert client.get("/users").status_code == 302
    assert second_step(client, "000000").status_code == 401
    assert second_step(client, codes[0]).location == "/users"
    assert client.get("/users").status_code == 200


def test_a_wrong_password_does_not_begin(admin):
    assert post(admin, "/account/second", password="wrong").location == "/account"
    assert admin.get("/account/second").status_code == 404


def test_one_sees_where_one_is_signed_in_and_signs_out_everywhere_else(app, admin):
    other, answer = first_step(app)
    assert answer.location == "/users"
    assert admin.get("/account").text.count('name="handle"') == 1
    post(admin, "/account/sessions/end")
    assert other.get("/users").status_code == 302
    assert admin.get("/users").status_code == 200


def test_one_place_is_signed_out_by_its_handle_and_nobody_elses(app, admin, signed_in):
    other, _answer = first_step(app)
    handle = re.search(r'name="handle" value="([0-9a-f]+)"', admin.get("/account").text)[1]
    clerk = signed_in("li.jun")
    assert post(clerk, "/account/sessions/end", handle=handle).status_code == 404
    assert other.get("/users").status_code == 200
    post(admin, "/account/sessions/end", handle=handle)
    assert other.get("/users").status_code == 302

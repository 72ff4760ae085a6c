"""Every page: who may open it, how heavy it is, what it never holds."""

import re

import pytest

from server.areas import desk
from tests.builders.desk import arrived
from tests.builders.office import ADMIN, ASSISTANT, AUDITOR, REVIEWER, STRANGER

OPEN_TO = {
    "/": {ADMIN, AUDITOR, REVIEWER, STRANGER},
    "/mine": {ASSISTANT},
    "/account": {ADMIN, ASSISTANT, AUDITOR, REVIEWER, STRANGER},
    "/areas": {ADMIN, AUDITOR, REVIEWER, STRANGER},
    "/review": {AUDITOR, REVIEWER, STRANGER},
    "/households": {AUDITOR, REVIEWER, STRANGER},
    "/quarantine": {AUDITOR, REVIEWER, STRANGER},
    "/tablets": {ADMIN, AUDITOR, REVIEWER, STRANGER},
    "/forms": {ADMIN},
}
PEOPLE = (ADMIN, ASSISTANT, AUDITOR, REVIEWER, STRANGER)
HEAVIEST = 200_000


@pytest.mark.parametrize("login", PEOPLE)
def test_a_page_opens_for_its_posts_and_for_nobody_else(signed_in, login):
    client = signed_in(login)
    opened = {path for path in OPEN_TO if client.get(path).status_code == 200}
    assert opened == {path for path, posts in OPEN_TO.items() if login in posts}


def test_a_page_that_is_not_ours_to_see_says_so_and_how_to_go_on(signed_in):
    answer = signed_in(REVIEWER).get("/forms")
    assert answer.status_code == 403
    assert "没有权限看这一页" in answer.text
    assert 'href="/"' in answer.text


def pages(app, office, client):
    ref = arrived(app, office, remark="张某说：<script>alert(1)</script>")
    return {
        path: client.get(path)
        for path in (
            "/", "/account", "/areas", "/households", "/quarantine", "/review",
            f"/review/{ref}", f"/review/{ref}?everything=1", "/review?shelf=clean", "/tablets",
        )
    }  # fmt: skip


def test_pages_are_light_and_hold_no_code_of_their_own(app, office, signed_in):
    for path, answer in pages(app, office, signed_in(REVIEWER)).items():
        assert answer.status_code == 200, path
        assert len(answer.data) < HEAVIEST, path
        assert re.findall(r"<script(?![^>]* src=)", answer.text) == [], path
        assert re.findall(r"<style| style=| on[a-z]+=", answer.text) == [], path
        assert "<script>alert" not in answer.text, path


def test_pages_are_never_kept_framed_or_sniffed(signed_in):
    headers = signed_in(REVIEWER).get("/").headers
    assert headers["Cache-Control"] == "no-store"
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_once_reached_safely_a_browser_stays_safe(signed_in):
    client = signed_in(REVIEWER)
    assert "Strict-Transport-Security" not in client.get("/").headers
    safe = client.get("/", base_url="https://localhost")
    assert safe.headers["Strict-Transport-Security"].startswith("max-age=")


def test_a_page_takes_no_more_than_a_form_can_hold(client):
    answer = client.post("/sign-in", data={"login": "x" * 1_100_000})
    assert answer.status_code == 413
    assert "上传的内容太大" in answer.text


@pytest.mark.parametrize(
    "path",
    ["/review/{ref}", "/review/{ref}/files/{photo}", "/review/{ref}/source.xml"],
    ids=["record", "photograph", "raw submission"],
)
def test_a_stranger_from_the_next_township_finds_nothing(app, office, signed_in, path):
    ref = arrived(app, office)
    place = path.format(ref=ref, photo="1763863200001.jpg")
    assert signed_in(REVIEWER).get(place).status_code == 200
    assert signed_in(STRANGER).get(place).status_code == 404


def test_every_page_asks_who_is_there(app, client):
    """A new route is covered on the day it is written."""
    ours = [rule for rule in app.url_map.iter_rules() if _is_page(rule)]
    assert len(ours) > 20
    for rule in ours:
        values = dict.fromkeys(rule.arguments, 1) | {"kind": "xml"}
        with app.test_request_context():
            path = rule.build(values, append_unknown=False)[1]
        method = "POST" if "POST" in rule.methods else "GET"
        answer = client.open(path, method=method)
        assert answer.status_code in {302, 403}, (rule.rule, answer.status_code)


PUBLIC = {"sign.sign_in", "sign.sign_in_post", "sign.code", "sign.code_post", "sign.language"}
PARTS = {"home", "review", "households", "forms", "tablets", "areas", "quarantine", "sign"}


def _is_page(rule):
    return rule.endpoint.partition(".")[0] in PARTS and rule.endpoint not in PUBLIC


def test_a_fault_of_ours_is_told_by_number_and_without_details(app, signed_in, monkeypatch):
    def broken(*_args, **_kwargs):
        raise ValueError("secret detail")

    monkeypatch.setattr(desk, "page", broken)
    app.testing = False
    answer = signed_in(REVIEWER).get("/areas")
    assert answer.status_code == 500
    assert "没有做成，不是没有数据" in answer.text
    assert "secret detail" not in answer.text
    assert re.search(r"500 [0-9a-f]{8}", answer.text)

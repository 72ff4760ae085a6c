import pytest

from tests.builders.office import ADMIN, PASSWORD, REVIEWER, person
from tests.console.conftest import proof_of


def sign_in(client, login=REVIEWER, password=PASSWORD, **more):
    proof = proof_of(client.get("/sign-in"))
    data = {"csrf": proof, "login": login, "password": password} | more
    return client.post("/sign-in", data=data)


def test_who_is_not_signed_in_is_sent_to_sign_in_and_back(client, office):
    person(office, REVIEWER)
    asked = client.get("/households?text=李")
    assert asked.status_code == 302
    assert asked.location.startswith("/sign-in?next=/households")
    assert sign_in(client, next="/households?text=李").location.startswith("/households")


def test_a_part_of_a_page_is_told_to_go_whole(client):
    answer = client.get("/review", headers={"HX-Request": "true"})
    assert answer.headers["HX-Redirect"].startswith("/sign-in")


@pytest.mark.parametrize(
    "target",
    ["//evil.example/", "https://evil.example/", "/\\evil.example", "javascript:alert(1)"],
    ids=["no scheme", "another site", "backslash", "script"],
)
def test_nobody_is_sent_to_another_site(client, office, target):
    person(office, REVIEWER)
    assert sign_in(client, next=target).location == "/"


def test_a_wrong_password_and_an_unknown_account_are_told_alike(client, office):
    person(office, REVIEWER)
    wrong = sign_in(client, password="something else 7")
    unknown = sign_in(client, login="nobody.here", password="something else 7")
    assert wrong.status_code == unknown.status_code == 401
    told = [answer.text.partition('role="alert"')[2][:60] for answer in (wrong, unknown)]
    assert told[0] == told[1]


def test_a_form_from_elsewhere_is_refused(client, office):
    person(office, REVIEWER)
    answer = client.post("/sign-in", data={"login": REVIEWER, "password": PASSWORD})
    assert answer.status_code == 403
    assert "页面已过期" in answer.text


def test_a_session_s_form_is_refused_in_another_session(signed_in):
    ours, theirs = signed_in(REVIEWER), signed_in(ADMIN)
    answer = ours.post("/sign-out", data={"csrf": proof_of(theirs.get("/"))})
    assert answer.status_code == 403


def test_signing_out_ends_the_session(signed_in):
    client = signed_in(REVIEWER)
    client.post("/sign-out", data={"csrf": proof_of(client.get("/"))})
    assert client.get("/").status_code == 302


def test_the_session_cookie_is_out_of_reach_of_scripts(client, office):
    person(office, REVIEWER)
    cookie = next(
        each for each in sign_in(client).headers.getlist("Set-Cookie") if "mz_session" in each
    )
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_a_first_password_is_changed_first(client, office):
    person(office, REVIEWER, must_change_password=True)
    assert sign_in(client).location == "/account"
    assert "这是首次登录" in client.get("/account").text


def change_password(client, old=PASSWORD, new="river kite 43 wheat", again=None):
    data = {"csrf": proof_of(client.get("/account")), "old": old, "new": new}
    return client.post("/account/password", data=data | {"again": again or new})


def test_a_password_can_be_changed_and_the_session_goes_on(signed_in, app):
    client = signed_in(REVIEWER)
    assert change_password(client).status_code == 303
    assert "密码已修改" in client.get("/").text
    assert sign_in(app.test_client(), password="river kite 43 wheat").status_code == 303


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"old": "not it at all"}, "密码不对"),
        ({"new": "short"}, "至少要有 8 个字符"),
        ({"again": "something else 44"}, "两次输入的新密码不一样"),
    ],
    ids=["wrong old one", "too short", "typed twice differently"],
)
def test_what_is_wrong_with_a_password_stands_at_its_field(signed_in, given, told):
    answer = change_password(signed_in(REVIEWER), **given)
    assert answer.status_code == 400
    assert told in answer.text


def test_the_language_is_a_choice_that_lasts(signed_in):
    client = signed_in(REVIEWER)
    assert 'lang="zh-CN"' in client.get("/").text
    proof = proof_of(client.get("/"))
    client.post("/account/language", data={"csrf": proof, "language": "en", "back": "/"})
    assert 'lang="en"' in client.get("/").text
    assert "Sign out" in client.get("/").text


def test_the_language_can_be_chosen_before_signing_in(client):
    proof = proof_of(client.get("/sign-in"))
    client.post("/account/language", data={"csrf": proof, "language": "en", "back": "/sign-in"})
    assert "Password" in client.get("/sign-in").text


def test_dark_is_a_choice_and_never_the_clock_s(signed_in):
    client = signed_in(REVIEWER)
    assert 'data-bs-theme="light"' in client.get("/").text
    client.post("/account/theme", data={"csrf": proof_of(client.get("/")), "theme": "dark"})
    assert 'data-bs-theme="dark"' in client.get("/").text

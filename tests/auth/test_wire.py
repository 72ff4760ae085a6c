"""Who sends a request over the wire: the order of credentials, and what is asked for."""

import base64

import pytest

from server.auth import sessions
from server.auth.digest import challenge
from server.auth.wire import Claim, challenges, identified
from server.core.errors import (
    AuthenticationFailed,
    HttpsRequired,
    NonceExpired,
    PasswordChangeNeeded,
    TokenRefused,
)
from tests.builders.digest import answer
from tests.builders.office import ASSISTANT, NOW, PASSWORD, REVIEWER, person, tablet, token_of


def claim(method="GET", **more):
    given = {"target": "/v1/projects/1/formList", "address": "10.0.0.7", "is_https": True}
    return Claim(method=method, **(given | more))


def basic(login=ASSISTANT, password=PASSWORD):
    return "Basic " + base64.b64encode(f"{login}:{password}".encode()).decode()


def signed_in(office, login=ASSISTANT):
    return sessions.sign_in(office, login, PASSWORD, address="10.0.0.7", agent="", now=NOW)


def test_each_way_in_leads_to_the_same_person(office):
    user_id = person(office)
    token = signed_in(office).token
    ways = [
        claim(authorization=f"Bearer {token}"),
        claim(authorization=basic()),
        claim(authorization=answer(challenge(office, now=NOW))),
        claim(cookie=token),
    ]
    senders = {identified(office, way, now=NOW) for way in ways}
    assert {(sender.id, sender.is_app_user) for sender in senders} == {(user_id, False)}
    assert len(senders) == 1


def test_the_token_in_the_url_goes_before_everything(office):
    person(office)
    made = tablet(office)
    both = claim(key=token_of(office, made.id), authorization=basic())
    assert identified(office, both, now=NOW).id == made.id
    with pytest.raises(TokenRefused):
        identified(office, claim(key="", authorization=basic()), now=NOW)


def test_a_header_goes_before_the_cookie(office):
    person(office)
    reviewer = person(office, REVIEWER)
    both = claim(authorization=basic(REVIEWER), cookie=signed_in(office).token)
    assert identified(office, both, now=NOW).id == reviewer


@pytest.mark.parametrize(
    "authorization", ["", "Bearer", "Bearer nonsense", "Negotiate abc", "Digest", "Basic"]
)
def test_nothing_and_unknown_schemes_are_asked_to_sign_in(office, authorization):
    with pytest.raises(AuthenticationFailed):
        identified(office, claim(authorization=authorization), now=NOW)


def test_a_cookie_changes_something_only_from_a_page_of_ours(office):
    person(office)
    signed = signed_in(office)
    with pytest.raises(AuthenticationFailed):
        identified(office, claim("POST", cookie=signed.token), now=NOW)
    with pytest.raises(AuthenticationFailed):
        identified(office, claim("POST", cookie=signed.token, from_page="other"), now=NOW)
    for proof in (signed.asker.csrf, "XMLHttpRequest"):
        assert identified(office, claim("POST", cookie=signed.token, from_page=proof), now=NOW)


def test_a_start_password_opens_nothing_on_the_wire(office):
    person(office, must_change_password=True)
    token = signed_in(office).token
    for authorization in (basic(), f"Bearer {token}", answer(challenge(office, now=NOW))):
        with pytest.raises(PasswordChangeNeeded):
            identified(office, claim(authorization=authorization), now=NOW)


def test_or_44_digest_is_asked_for_first_and_each_scheme_on_its_own_line(office):
    asked = challenges(office, AuthenticationFailed(), claim(), now=NOW)
    assert [line.split(" ")[0] for line in asked] == ["Digest", "Basic"]


def test_basic_is_not_asked_for_over_plain_http(office):
    (asked,) = challenges(office, HttpsRequired(), claim(is_https=False), now=NOW)
    assert asked.startswith("Digest ")


def test_or_48_stale_is_said_after_an_old_nonce_only(office):
    (stale, _) = challenges(office, NonceExpired(), claim(), now=NOW)
    (fresh, _) = challenges(office, AuthenticationFailed(), claim(), now=NOW)
    assert "stale=true" in stale
    assert "stale" not in fresh


def test_or_53_a_page_of_ours_is_never_challenged(office):
    page = claim(from_page="XMLHttpRequest")
    assert challenges(office, AuthenticationFailed(), page, now=NOW) == ()


ENVIRON = {
    "REQUEST_METHOD": "POST",
    "REQUEST_URI": "/v1//projects/1/submission?deviceID=collect%3AAbC",
    "REMOTE_ADDR": "10.0.0.7",
    "wsgi.url_scheme": "http",
}


def test_a_claim_is_read_from_a_request():
    read = Claim.of(
        ENVIRON
        | {
            "HTTP_AUTHORIZATION": "Bearer abc",
            "HTTP_COOKIE": "a=b; mz_session=the-token; c=d",
            "HTTP_X_CSRF_TOKEN": "proof",
        },
        key="k",
    )
    assert read == Claim(
        method="POST",
        target="/v1//projects/1/submission?deviceID=collect%3AAbC",
        address="10.0.0.7",
        is_https=False,
        key="k",
        authorization="Bearer abc",
        cookie="the-token",
        from_page="proof",
    )


@pytest.mark.parametrize(
    ("name", "target"),
    [
        ("REQUEST_URI", "http://host:8080/v1/projects/1/formList?a=b"),
        ("RAW_URI", "/v1/projects/1/formList?a=b"),
    ],
    ids=["with scheme and host", "as gunicorn calls it"],
)
def test_the_target_is_the_path_with_its_query(name, target):
    environ = {k: v for k, v in ENVIRON.items() if k != "REQUEST_URI"} | {name: target}
    assert Claim.of(environ).target == "/v1/projects/1/formList?a=b"

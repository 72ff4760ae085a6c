"""OR-42, OR-43: Basic over https, in two encodings, without argon2 at every request."""

import base64
from dataclasses import replace
from datetime import timedelta

import pytest

from server.auth import login, own
from server.auth.basic import basic_account, read_basic
from server.auth.grants import asker_by_id
from server.auth.throttle import PER_PAIR
from server.core.errors import AuthenticationFailed, HttpsRequired, TooManyAttempts
from server.store import audit
from tests.builders.office import NOW, PASSWORD, REVIEWER, person, settled


def header(text, encoding="utf-8"):
    return base64.b64encode(text.encode(encoding)).decode()


def ask(office, password=PASSWORD, *, who=REVIEWER, is_https=True, now=NOW):
    value = header(f"{who}:{password}")
    return basic_account(office, value, is_https=is_https, address="10.0.0.7", now=now)


@pytest.fixture
def hashings(monkeypatch):
    """How often a password was compared."""
    seen = []
    compare = login.passwords.matches
    monkeypatch.setattr(login.passwords, "matches", lambda *a: (seen.append(1), compare(*a))[1])
    return seen


@pytest.mark.parametrize("encoding", ["utf-8", "latin-1"])
def test_or_42_both_encodings_are_read(encoding):
    assert read_basic(header("jos\u00e9:caf\u00e9", encoding)) == ("jos\u00e9", "caf\u00e9")


def test_or_42_the_password_may_hold_colons():
    assert read_basic(header("li.jun:a:b::c")) == ("li.jun", "a:b::c")


@pytest.mark.parametrize(
    "value", ["", "???", "YWJj", "YQ"], ids=["none", "not base64", "no colon", "cut"]
)
def test_what_is_no_pair_is_refused(value):
    with pytest.raises(AuthenticationFailed):
        read_basic(value)


def test_or_43_plain_http_is_refused_with_its_code(office):
    person(office, REVIEWER)
    with pytest.raises(HttpsRequired) as refused:
        ask(office, is_https=False)
    assert refused.value.code == "401.3"


def test_or_43_plain_http_is_accepted_where_the_installation_allows_it(office):
    user_id = person(office, REVIEWER)
    open_office = replace(office, settings=replace(office.settings, allow_basic_over_http=True))
    assert ask(open_office, is_https=False).id == user_id


def test_a_right_password_is_compared_once_in_some_minutes(office, hashings):
    person(office, REVIEWER)
    for second in range(20):
        ask(office, now=NOW + timedelta(seconds=second))
    assert len(hashings) == 1
    ask(office, now=NOW + timedelta(minutes=6))
    assert len(hashings) == 2


def test_a_changed_password_is_not_remembered(office):
    user_id = person(office, REVIEWER)
    ask(office)
    who = asker_by_id(office, user_id, now=NOW)
    own.change_password(office, who, old=PASSWORD, new="canal maize swallow 7", token="", now=NOW)
    with pytest.raises(AuthenticationFailed):
        ask(office)


def test_wrong_passwords_are_counted_but_do_not_stop_who_is_known(office):
    person(office, REVIEWER)
    ask(office)
    for _ in range(PER_PAIR):
        with pytest.raises(AuthenticationFailed):
            ask(office, "not this one")
    with pytest.raises(TooManyAttempts):
        ask(office, "not this one")
    assert ask(office)


def test_coming_in_is_logged_once_while_remembered(office):
    user_id = person(office, REVIEWER)
    ask(office)
    ask(office)
    settled(office)
    with office.store.read() as conn:
        (line,) = audit.entries(conn, action="session.wire")
    assert (line.actor_id, line.details) == (user_id, {"address": "10.0.0.7", "way": "basic"})

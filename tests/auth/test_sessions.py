"""Signing in: whose session it is, how it ends, and what the log keeps of it."""

from datetime import timedelta

import pytest
from argon2 import PasswordHasher

from server.auth import passwords, sessions
from server.core.desk.people import Post
from server.core.errors import AuthenticationFailed, NoPost
from server.core.rights import Grant
from server.store import audit, users
from tests.builders.areas import DONGWAN, SANHE
from tests.builders.office import ASSISTANT, NOW, PASSWORD, REVIEWER, everything_in, person, settled

MINUTE = timedelta(minutes=1)


def sign_in(office, login=REVIEWER, password=PASSWORD, *, now=NOW, address="10.0.0.7"):
    return sessions.sign_in(office, login, password, address=address, agent="Firefox", now=now)


def logged(office, action):
    with office.store.read() as conn:
        return audit.entries(conn, action=action)


def test_signing_in_opens_a_session_of_that_person(office):
    user_id = person(office, REVIEWER)
    signed = sign_in(office)
    who = sessions.asker(office, signed.token, now=NOW)
    assert who == signed.asker
    assert (who.id, who.name, who.post) == (user_id, "李军", Post.TOWNSHIP_CLERK)
    assert [unit.code for unit in who.units] == [DONGWAN]
    assert signed.expires_at == NOW + timedelta(hours=office.settings.session_hours)


def test_the_login_may_be_written_in_capitals_and_with_blanks(office):
    person(office, REVIEWER)
    assert sign_in(office, f" {REVIEWER.upper()} ").asker.login == REVIEWER


def test_each_session_has_a_token_and_a_form_secret_of_its_own(office):
    person(office)
    first, second = sign_in(office, ASSISTANT), sign_in(office, ASSISTANT)
    assert first.token != second.token
    assert first.asker.csrf != second.asker.csrf


def test_a_wrong_password_and_an_unknown_login_are_answered_alike(office):
    person(office, REVIEWER)
    with pytest.raises(AuthenticationFailed) as wrong:
        sign_in(office, password="not this one")
    with pytest.raises(AuthenticationFailed) as unknown:
        sign_in(office, "nobody", "not this one")
    assert str(wrong.value) == str(unknown.value)
    assert wrong.value.details == unknown.value.details == {"left": 7}


def test_a_disabled_account_neither_signs_in_nor_keeps_its_session(office):
    user_id = person(office, REVIEWER)
    signed = sign_in(office)
    office.store.write(lambda conn: users.disable(conn, user_id, now=NOW))
    assert sessions.asker(office, signed.token, now=NOW) is None
    assert sessions.session_sender(office, signed.token, now=NOW) is None
    with pytest.raises(AuthenticationFailed):
        sign_in(office)


def test_somebody_without_a_post_is_told_so(office):
    person(office, grants=[])
    with pytest.raises(NoPost):
        sign_in(office, ASSISTANT)


def test_a_session_ends_when_the_last_post_does(office):
    person(office, to_date=NOW.date())
    midnight = NOW.replace(hour=16, minute=0)
    signed = sign_in(office, ASSISTANT, now=midnight - MINUTE * 30)
    assert sessions.asker(office, signed.token, now=midnight - MINUTE) is not None
    assert sessions.asker(office, signed.token, now=midnight) is None


def test_a_session_ends_after_idle_hours(office):
    person(office, REVIEWER)
    signed = sign_in(office)
    idle = timedelta(minutes=office.settings.session_idle_minutes)
    assert sessions.asker(office, signed.token, now=NOW + idle - MINUTE) is not None
    settled(office)  # the note of use is written behind it
    assert sessions.asker(office, signed.token, now=NOW + idle * 2 - MINUTE * 2) is not None
    settled(office)
    assert sessions.asker(office, signed.token, now=NOW + idle * 4) is None


def test_a_session_ends_after_its_hours_however_busy_it_is(office):
    person(office, REVIEWER)
    signed = sign_in(office)
    for minutes in range(60, office.settings.session_hours * 60, 60):
        assert sessions.asker(office, signed.token, now=NOW + MINUTE * minutes) is not None
        settled(office)
    assert sessions.asker(office, signed.token, now=signed.expires_at) is None


def test_a_hash_made_with_less_effort_is_renewed_at_the_next_login(office, monkeypatch):
    user_id = person(office, REVIEWER)
    stronger = PasswordHasher(time_cost=2, memory_cost=8, parallelism=1)
    monkeypatch.setattr(passwords, "HASHER", stronger)
    sign_in(office)
    with office.store.read() as conn:
        kept = users.get_account(conn, user_id).password_hash
    assert not stronger.check_needs_rehash(kept)
    assert sign_in(office)


def test_signing_out_ends_this_session_only(office):
    person(office, REVIEWER)
    first, second = sign_in(office), sign_in(office)
    sessions.sign_out(office, first.token, now=NOW)
    assert sessions.asker(office, first.token, now=NOW) is None
    assert sessions.asker(office, second.token, now=NOW) is not None


def test_an_unknown_token_is_nobody_and_can_be_signed_out(office):
    assert sessions.asker(office, "x" * 64, now=NOW) is None
    sessions.sign_out(office, "x" * 64, now=NOW)


def test_the_store_knows_no_token(office):
    person(office, REVIEWER)
    signed = sign_in(office)
    assert signed.token not in everything_in(office, "session")


def test_a_session_also_sends_with_all_its_assignments(office):
    person(office, grants=[Grant(Post.ASSISTANT, SANHE), Grant("viewer", project_id=1)])
    found = sessions.session_sender(office, sign_in(office, ASSISTANT).token, now=NOW)
    assert [grant.role for grant in found.sender.grants] == ["assistant", "viewer"]
    assert not found.sender.is_app_user


def test_logins_and_refusals_are_logged_without_what_was_typed(office):
    user_id = person(office, REVIEWER)
    signed = sign_in(office)
    with pytest.raises(AuthenticationFailed):
        sign_in(office, password="my other secret")
    with pytest.raises(AuthenticationFailed):
        sign_in(office, "typed-my-password-here", "x")
    sessions.sign_out(office, signed.token, now=NOW)
    lines = [(e.action, e.actor_id, e.subject) for e in reversed(logged(office, "session"))]
    assert lines == [
        ("session.create", user_id, ""),
        ("session.refuse", None, f"user {user_id}"),
        ("session.refuse", None, ""),
        ("session.end", user_id, ""),
    ]
    everything = everything_in(office, "audit", "login_failure")
    assert "secret" not in everything
    assert "typed" not in everything

"""One's own account: password, language, colours."""

import pytest

from server.auth import own, sessions
from server.auth.throttle import PER_PAIR
from server.core.errors import (
    AuthenticationFailed,
    PasswordTooCommon,
    PasswordTooShort,
    PasswordWrong,
    TooManyAttempts,
)
from server.store import audit
from tests.builders.office import NOW, PASSWORD, REVIEWER, person

NEW = "canal maize swallow 7"


@pytest.fixture
def signed(office):
    person(office, REVIEWER)
    return sign_in(office)


def sign_in(office, password=PASSWORD):
    return sessions.sign_in(office, REVIEWER, password, address="10.0.0.7", agent="", now=NOW)


def change(office, signed, *, old=PASSWORD, new=NEW):
    own.change_password(office, signed.asker, old=old, new=new, token=signed.token, now=NOW)


def test_the_new_password_opens_and_the_old_one_does_not(office, signed):
    change(office, signed)
    assert sign_in(office, NEW)
    with pytest.raises(AuthenticationFailed):
        sign_in(office)


def test_other_sessions_end_and_this_one_stays(office, signed):
    other = sign_in(office)
    change(office, signed)
    assert sessions.asker(office, other.token, now=NOW) is None
    assert sessions.asker(office, signed.token, now=NOW) is not None


def test_a_start_password_need_not_be_changed_again(office):
    person(office, REVIEWER, must_change_password=True)
    signed = sign_in(office)
    assert signed.asker.must_change_password
    change(office, signed)
    assert not sessions.asker(office, signed.token, now=NOW).must_change_password


def test_the_present_password_is_asked_for_and_not_to_be_guessed(office, signed):
    for _ in range(PER_PAIR):
        with pytest.raises(PasswordWrong):
            change(office, signed, old="wrong")
    with pytest.raises(TooManyAttempts):
        change(office, signed)


@pytest.mark.parametrize(
    ("new", "refusal"),
    [("k3#v", PasswordTooShort), ("Li.Jun1990", PasswordTooCommon), (PASSWORD, PasswordTooCommon)],
    ids=["short", "own login with a year", "the same again"],
)
def test_a_weak_new_password_changes_nothing(office, signed, new, refusal):
    with pytest.raises(refusal):
        change(office, signed, new=new)
    assert sign_in(office)


def test_the_change_is_logged_without_either_password(office, signed):
    change(office, signed)
    with office.store.read() as conn:
        (line,) = audit.entries(conn, action="user.password")
    assert line.actor_id == signed.asker.id
    assert NEW not in str(line)


def test_language_and_colours_are_remembered(office, signed):
    own.set_language(office, signed.asker, "en")
    own.set_theme(office, signed.asker, "dark")
    who = sessions.asker(office, signed.token, now=NOW)
    assert (who.language, who.theme) == ("en", "dark")


def test_an_unknown_language_is_chinese(office, signed):
    own.set_language(office, signed.asker, "tlh")
    assert sessions.asker(office, signed.token, now=NOW).language == "zh"

"""Passwords are compared whole, made up at random, and refused for their length with a number."""

import threading

import pytest

from server.auth import passwords
from server.core.errors import PasswordTooCommon, PasswordTooLong, PasswordTooShort, StoreBusy


def test_a_password_matches_its_hash_and_no_other():
    kept = passwords.hashed("麦田-水渠-风筝")
    assert passwords.matches(kept, "麦田-水渠-风筝")
    assert not passwords.matches(kept, "麦田-水渠-风车")


def test_nothing_matches_an_unknown_account():
    assert not passwords.matches(None, "anything at all")


def test_nothing_matches_a_hash_of_another_kind():
    assert not passwords.matches("*", "*")


def test_a_long_password_is_not_cut_off():
    long = "麦" * 127
    assert not passwords.matches(passwords.hashed(long + "田"), long + "地")


@pytest.mark.parametrize("password", ["x7#kQ2z", ""], ids=["seven", "none"])
def test_fewer_than_eight_characters_are_too_short(password):
    with pytest.raises(PasswordTooShort) as refused:
        passwords.require_strong(password)
    assert "8" in refused.value.sentence("zh")


def test_more_than_128_characters_are_too_long():
    passwords.require_strong("xK9#mQ2v" * 16)
    with pytest.raises(PasswordTooLong):
        passwords.require_strong("xK9#mQ2v" * 16 + "!")


def test_a_common_password_is_refused():
    with pytest.raises(PasswordTooCommon):
        passwords.require_strong("Password2026")


def test_a_flood_of_logins_is_told_to_come_back(monkeypatch):
    monkeypatch.setattr(passwords, "WAIT_S", 0)
    monkeypatch.setattr(passwords, "TURN", threading.BoundedSemaphore(1))
    with passwords.TURN, pytest.raises(StoreBusy):
        passwords.matches(None, "anything at all")
    assert not passwords.matches(None, "anything at all")


def test_start_passwords_are_strong_and_never_the_same():
    made = {passwords.start_password() for _ in range(50)}
    assert len(made) == 50
    for password in made:
        passwords.require_strong(password)

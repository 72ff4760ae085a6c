"""OR-54: guessing is slowed down per account and address; the others behind the address work on."""

from datetime import timedelta

import pytest

from server.auth import sessions, throttle
from server.core.errors import AuthenticationFailed, TooManyAttempts
from tests.builders.office import ASSISTANT, NOW, PASSWORD, REVIEWER, person

HERE, ELSEWHERE = "10.0.0.7", "10.0.0.8"
WRONG = "not this one"


def attempt(office, login=REVIEWER, password=WRONG, *, address=HERE, now=NOW):
    return sessions.sign_in(office, login, password, address=address, agent="", now=now)


def fail(office, times, login=REVIEWER, **more):
    for _ in range(times):
        with pytest.raises(AuthenticationFailed):
            attempt(office, login, **more)


def test_or_54_too_many_failures_shut_this_account_at_this_address(office):
    person(office, REVIEWER)
    fail(office, throttle.PER_PAIR)
    with pytest.raises(TooManyAttempts) as refused:
        attempt(office, password=PASSWORD)
    assert refused.value.status == 429
    assert refused.value.details == {"minutes": 15}


def test_or_54_others_behind_the_same_address_sign_in(office):
    person(office, REVIEWER)
    person(office, ASSISTANT)
    fail(office, throttle.PER_PAIR)
    assert attempt(office, ASSISTANT, PASSWORD)


def test_the_owner_signs_in_from_another_address(office):
    person(office, REVIEWER)
    fail(office, throttle.PER_PAIR)
    assert attempt(office, password=PASSWORD, address=ELSEWHERE)


def test_the_account_opens_again_when_the_window_has_passed(office):
    person(office, REVIEWER)
    fail(office, throttle.PER_PAIR)
    assert attempt(office, password=PASSWORD, now=NOW + throttle.WINDOW + timedelta(seconds=1))


def test_a_success_forgives_the_failures_before_it(office):
    person(office, REVIEWER)
    fail(office, throttle.PER_PAIR - 1)
    attempt(office, password=PASSWORD)
    fail(office, throttle.PER_PAIR - 1)
    assert attempt(office, password=PASSWORD)


def test_a_guesser_with_many_addresses_is_stopped_too(office, monkeypatch):
    monkeypatch.setattr(throttle, "PER_ACCOUNT", 6)
    person(office, REVIEWER)
    for number in range(6):
        fail(office, 1, address=f"10.1.0.{number}")
    with pytest.raises(TooManyAttempts):
        attempt(office, address="10.1.0.99")


def test_one_password_tried_on_everybody_is_stopped(office, monkeypatch):
    monkeypatch.setattr(throttle, "LOGINS_PER_ADDRESS", 4)
    for number in range(4):
        fail(office, 1, f"name{number}")
    with pytest.raises(TooManyAttempts):
        attempt(office, "name9")
    fail(office, 1, "name9", address=ELSEWHERE)


def test_unknown_logins_are_shut_like_known_ones(office):
    fail(office, throttle.PER_PAIR, "nobody")
    with pytest.raises(TooManyAttempts):
        attempt(office, "nobody")

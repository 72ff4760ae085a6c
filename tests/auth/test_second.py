"""A second factor: switched on, asked for on every way in, used once, bounded, lost and reset."""

from __future__ import annotations

from datetime import timedelta

import pyotp
import pytest
from sqlalchemy import select

from server.auth import second, sessions, throttle
from server.auth.wire import Claim, identified
from server.core.errors import (
    CodeNeeded,
    CodeWrong,
    NotAllowed,
    PasswordWrong,
    TicketOver,
    TooManyAttempts,
)
from server.store.tables.users import audit, recovery_code, user_account
from tests.builders.office import ADMIN, NOW, PASSWORD, REVIEWER, asker

LATER = NOW + timedelta(minutes=1)
HERE = {"address": "10.0.0.7", "agent": "Firefox"}


def code_at(secret, moment):
    return pyotp.TOTP(secret).at(moment)


@pytest.fixture
def admin(office):
    return asker(office, ADMIN)


@pytest.fixture
def enrolled(office, admin):
    """The administrator's secret and recovery codes."""
    secret = second.propose(office, admin, password=PASSWORD, now=NOW).secret
    codes = second.confirm(office, admin, code_at(secret, NOW), token="here", now=NOW)
    return secret, codes


def half_way(office, now=LATER):
    opened = sessions.sign_in(office, ADMIN, PASSWORD, now=now, **HERE)
    assert isinstance(opened, sessions.HalfWay)
    return opened.ticket


def come_in(office, ticket, code, now=LATER):
    return sessions.sign_in_with_code(office, ticket, code, now=now, **HERE)


def test_after_the_password_a_code_is_asked_for_and_opens_the_session(office, enrolled):
    signed = come_in(office, half_way(office), code_at(enrolled[0], LATER))
    assert signed.asker.login == ADMIN


def test_a_code_serves_once(office, enrolled):
    code = code_at(enrolled[0], LATER)
    come_in(office, half_way(office), code)
    with pytest.raises(CodeWrong):
        come_in(office, half_way(office), code)


@pytest.mark.parametrize("seconds", [-60, 61], ids=["too old", "too early"])
def test_a_code_of_another_time_is_wrong(office, enrolled, seconds):
    code = code_at(enrolled[0], LATER + timedelta(seconds=seconds))
    with pytest.raises(CodeWrong):
        come_in(office, half_way(office), code)


def test_a_recovery_code_serves_once_and_is_written_down(office, enrolled):
    come_in(office, half_way(office), enrolled[1][0].upper())
    with pytest.raises(CodeWrong):
        come_in(office, half_way(office), enrolled[1][0])
    with office.store.read() as conn:
        assert "user.second.recovery" in conn.scalars(select(audit.c.action)).all()


def guesses_until_stopped(office, moments):
    """How many wrong codes are taken, each a moment later and from another address."""
    for taken, moment in enumerate(moments):
        ticket = half_way(office, now=moment)
        try:
            sessions.sign_in_with_code(
                office, ticket, "abcde-fghij", address=f"10.1.0.{taken}", agent="", now=moment
            )
        except CodeWrong:
            continue
        except TooManyAttempts:
            return taken
    return len(moments)


@pytest.mark.parametrize(
    ("minutes", "most"),
    [(0, throttle.PER_ACCOUNT), (5, second.PER_DAY)],
    ids=["in a quarter of an hour", "in a day"],
)
@pytest.mark.usefixtures("enrolled")
def test_guessing_codes_from_many_places_comes_to_an_end(office, minutes, most):
    moments = [LATER + timedelta(minutes=minutes * each) for each in range(most + 2)]
    assert guesses_until_stopped(office, moments) == most


def test_after_too_many_guesses_the_right_code_has_to_wait_too(office, enrolled):
    ticket = half_way(office)
    for _ in range(throttle.PER_PAIR):
        with pytest.raises(CodeWrong):
            come_in(office, ticket, "000000")
    with pytest.raises(TooManyAttempts):
        come_in(office, ticket, code_at(enrolled[0], LATER))


def test_a_ticket_is_good_for_minutes_and_for_the_password_it_was_given_for(office, enrolled):
    ticket = half_way(office)
    late = LATER + sessions.HALF_WAY + timedelta(seconds=1)
    with pytest.raises(TicketOver):
        come_in(office, ticket, code_at(enrolled[0], late), now=late)
    with pytest.raises(TicketOver):
        come_in(office, "bm90aGluZw==", code_at(enrolled[0], LATER))
    statement = user_account.update().values(password_hash="another")
    office.store.write(lambda conn: conn.execute(statement))
    with pytest.raises(TicketOver):
        come_in(office, ticket, code_at(enrolled[0], LATER))


def test_no_way_in_does_with_the_password_alone(office, enrolled):
    with pytest.raises(CodeNeeded):
        sessions.sign_in_program(office, ADMIN, PASSWORD, now=LATER, **HERE)
    opened = sessions.sign_in_program(
        office, ADMIN, PASSWORD, code=code_at(enrolled[0], LATER), now=LATER, **HERE
    )
    assert opened.token
    basic = "Basic YWRtaW5AZXhhbXBsZS5vcmc6d2hlYXQgcml2ZXIga2l0ZSA0Mg=="
    claim = Claim(method="GET", target="/", address="10.0.0.7", is_https=True, authorization=basic)
    with pytest.raises(CodeNeeded):
        identified(office, claim, now=LATER)


def test_it_takes_the_password_to_begin_and_a_code_to_end(office, admin, enrolled):
    with pytest.raises(NotAllowed):
        second.propose(office, admin, password=PASSWORD, now=LATER)
    with pytest.raises(PasswordWrong):
        second.remove(office, admin, password="wrong", code="000000", now=LATER)
    with pytest.raises(CodeWrong):
        second.remove(office, admin, password=PASSWORD, code="000000", now=LATER)
    code = code_at(enrolled[0], LATER)
    second.remove(office, admin, password=PASSWORD, code=code, now=LATER)
    assert second.standing(office, admin.id).since is None


def test_a_lost_one_is_reset_by_another_administrator_and_by_nobody_else(office, admin, enrolled):
    token = come_in(office, half_way(office), code_at(enrolled[0], LATER)).token
    with pytest.raises(NotAllowed):
        second.reset(office, admin, admin.id, now=LATER)
    with pytest.raises(NotAllowed):
        second.reset(office, asker(office, REVIEWER), admin.id, now=LATER)
    other = type(admin)(**{name: getattr(admin, name) for name in admin.__slots__} | {"id": 0})
    second.reset(office, other, admin.id, now=LATER)
    assert sessions.asker(office, token, now=LATER) is None
    assert not isinstance(
        sessions.sign_in(office, ADMIN, PASSWORD, now=LATER, **HERE), sessions.HalfWay
    )


def test_neither_secret_nor_recovery_code_lies_readable_in_the_store(office, enrolled):
    with office.store.read() as conn:
        kept = str(
            conn.execute(select(user_account)).all() + conn.execute(select(recovery_code)).all()
        )
    assert enrolled[0] not in kept
    assert not any(code in kept or code.replace("-", "") in kept for code in enrolled[1])

"""Guessing passwords, and finding out who has an account."""

from __future__ import annotations

import json
from statistics import median

from tests.builders.office import ADMIN, REVIEWER
from tests.hostile.site import Browser

TRIES = 5
WRONG = "not this one"
NOISE = 0.35
"""One hash takes long; what is told apart must be more than a machine's other work."""


def seconds(site, login):
    """Time of the server's processor for one refused login."""
    given = json.dumps({"email": login, "password": WRONG})
    begun = site.process.seconds()
    answer = site.ask("POST", "/v1/sessions", given, {"Content-Type": "application/json"})
    assert answer.status == 401
    return site.process.seconds() - begun


def test_an_unknown_account_takes_as_long_as_a_wrong_password(site):
    """ASVS 6.3.8: the hash of nobody is worked out as well."""
    Browser(site).sign_in(REVIEWER)  # its hash is one of today's
    known, unknown = [], []
    for _ in range(TRIES):
        known.append(seconds(site, REVIEWER))
        unknown.append(seconds(site, "nobody.at.all"))
    ratio = median(unknown) / median(known) if median(known) else 1.0
    assert 1 - NOISE < ratio < 1 + NOISE, (known, unknown)
    Browser(site).sign_in(REVIEWER)  # forgives what was tried above


def test_both_are_told_alike(site):
    told = []
    for login in (ADMIN, "somebody.else"):
        answer = Browser(site).sign_in(login, WRONG)
        told.append((answer.status, answer.content.count(b"\n")))
    assert told[0] == told[1]
    Browser(site).sign_in(ADMIN)


def test_guessing_is_stopped_and_others_sign_in_meanwhile(site):
    """OR-54"""
    with site.watched(seconds=20, megabytes=200):
        statuses = [Browser(site).sign_in("guessed", WRONG).status for _ in range(12)]
        assert Browser(site).sign_in(REVIEWER).status == 303
    assert statuses == [401] * 8 + [429] * 4

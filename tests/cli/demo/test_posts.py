"""Accounts of the demo: one for each post, passwords for their owner's eyes."""

from __future__ import annotations

import stat
import sys

import pytest

from server.auth import accounts, passwords
from server.auth.grants import OPERATOR
from server.auth.sessions import sign_in
from server.cli.demo import posts
from server.core.desk.people import Post
from server.core.errors import PasswordTooCommon, PasswordTooShort
from server.core.types import Level
from tests.builders import office
from tests.builders.areas import DONGWAN, SANHE


@pytest.fixture
def services(settings, monkeypatch):
    monkeypatch.setattr(passwords, "HASHER", office.CHEAP)
    made = office.services(settings)
    yield made
    made.store.close()


def ensure(services):
    return posts.ensure(services, SANHE, colleague=Level.TOWNSHIP, now=office.NOW)


def test_there_is_an_account_for_every_post(services):
    ensure(services)
    held = {
        holding.post for person in accounts.people(services, OPERATOR) for holding in person.posts
    }
    assert held == set(Post)


def test_the_clerk_works_in_the_township_of_the_village(services):
    ensure(services)
    (clerk,) = (p for p in accounts.people(services, OPERATOR) if p.login == posts.CLERK)
    assert [holding.unit.code for holding in clerk.posts] == [DONGWAN]


def test_everybody_can_sign_in_with_what_was_written_down(services):
    made = ensure(services)
    assert posts.read(services.settings.data_dir / posts.FILE) == list(made)
    for account in made:
        signed = sign_in(
            services, account.login, account.password, address="127.0.0.1", agent="", now=office.NOW
        )
        assert not signed.asker.must_change_password


def test_nobody_else_can_read_the_passwords(services):
    ensure(services)
    mode = (services.settings.data_dir / posts.FILE).stat().st_mode
    assert sys.platform == "win32" or stat.S_IMODE(mode) == 0o600  # modes are a matter of POSIX


def test_a_second_time_nothing_changes(services):
    first = ensure(services)
    assert ensure(services) == first
    assert len(accounts.people(services, OPERATOR)) == len(posts.SEATS)


def test_one_password_can_be_given_for_all(services, monkeypatch):
    monkeypatch.setenv(posts.PASSWORD, "wheat river kite 42")
    assert {account.password for account in ensure(services)} == {"wheat river kite 42"}


@pytest.mark.parametrize(
    ("given", "error"),
    [("short", PasswordTooShort), ("emergency1", PasswordTooCommon)],
    ids=["too short", "the login of one of them"],
)
def test_a_weak_password_makes_no_account(services, monkeypatch, given, error):
    monkeypatch.setenv(posts.PASSWORD, given)
    with pytest.raises(error):
        ensure(services)
    assert accounts.people(services, OPERATOR) == ()
    assert not (services.settings.data_dir / posts.FILE).exists()

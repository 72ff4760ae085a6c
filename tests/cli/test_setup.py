"""Making an installation on the command line."""

import re

import pytest


def test_an_installation_has_an_administrator_and_is_told_so(minzheng):
    made = minzheng("init", "--admin", "Admin@example.org")
    assert (made.status, made.err) == (0, "")
    assert "admin@example.org" in made.out
    assert "admin@example.org\t系统管理员\tadmin@*" in minzheng("user", "list").out


def test_a_password_that_was_not_given_is_made_for_one_use(minzheng, monkeypatch):
    monkeypatch.delenv("MINZHENG_ADMIN_PASSWORD")
    made = minzheng("init", "--admin", "admin")
    assert re.search(r"one-time password: \w{4}-\w{4}-\w{4}", made.out)


def test_a_password_that_was_given_is_not_printed(installed):
    assert "wheat" not in installed("user", "list").out


@pytest.mark.parametrize("password", ["short", "1234567890"])
def test_a_weak_password_makes_no_administrator(minzheng, monkeypatch, password):
    monkeypatch.setenv("MINZHENG_ADMIN_PASSWORD", password)
    refused = minzheng("init", "--admin", "admin")
    assert refused.status == 1
    assert len(refused.err.splitlines()) == 2, "in Chinese and in English"
    assert minzheng("user", "list").out == ""


def test_a_second_administrator_of_the_same_login_is_refused(installed):
    again = installed("init", "--admin", "admin@example.org")
    assert again.status == 1
    assert "admin@example.org" in again.err


def test_tables_that_are_up_to_date_stay_as_they_are(installed):
    for _ in range(2):
        assert installed("migrate").out == "ok\n"
    assert "admin@example.org" in installed("user", "list").out

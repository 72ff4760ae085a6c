"""Accounts on the command line."""

from __future__ import annotations

import re

import pytest

from server.auth import passwords
from server.cli import main
from tests.builders import office


@pytest.fixture
def data(tmp_path, monkeypatch):
    monkeypatch.setattr(passwords, "HASHER", office.CHEAP)
    monkeypatch.setenv("MINZHENG_ADMIN_PASSWORD", office.PASSWORD)
    assert main(["init", "--admin", "admin", "--data", str(tmp_path)]) == 0
    return str(tmp_path)


def test_a_forgotten_password_becomes_a_new_one_for_the_next_sign_in(data, capsys):
    assert main(["user", "reset", "Admin", "--data", data]) == 0
    assert re.search(r"\w{4}-\w{4}-\w{4}", capsys.readouterr().out)


def test_nobody_of_that_login_is_told_in_a_sentence(data, capsys):
    assert main(["user", "reset", "nobody", "--data", data]) == 1
    assert capsys.readouterr().err

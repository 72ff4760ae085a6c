"""Logins that no honest person types are refused like any other, never a fault of ours."""

import pytest

from server.auth.login import authenticated, plain_login, plain_name
from server.core.errors import AuthenticationFailed
from tests.builders.office import NOW, PASSWORD, REVIEWER, person

HALF = "\ud800"  # half of a character, as JSON can hold it


@pytest.mark.parametrize(
    "login", ["li\0jun", HALF, "x" * 100_000, "' OR 1=1 --", "%", "李军", ""], ids=ascii
)
@pytest.mark.parametrize("password", ["wrong", "a\0b", HALF, "x" * 10_000, ""], ids=ascii)
def test_any_login_and_password_are_refused_alike(office, login, password):
    with pytest.raises(AuthenticationFailed):
        authenticated(office, login, password, address="10.0.0.7" * 20, now=NOW)


@pytest.mark.parametrize("password", ["a\0b", HALF, "x" * 10_000, ""], ids=ascii)
def test_no_such_password_opens_an_account(office, password):
    person(office, REVIEWER)
    with pytest.raises(AuthenticationFailed):
        authenticated(office, REVIEWER, password, address="", now=NOW)
    assert authenticated(office, REVIEWER, PASSWORD, address="", now=NOW)


def test_logins_and_names_are_kept_in_one_spelling():
    assert plain_login(" Li.Jun\n") == "li.jun"
    assert plain_name(" 三合村\t1 号\0\u202e ") == "三合村 1 号"
    assert len(plain_name("村" * 500)) == 120

"""What a guesser tries first is refused; what people make up for themselves is not."""

import doctest

import pytest

from server.auth import guessable
from server.auth.guessable import is_guessable


def test_the_examples_in_the_module_are_true():
    assert doctest.testmod(guessable).failed == 0


@pytest.mark.parametrize(
    "password",
    [
        "password",
        "Password1",
        "P@ssw0rd2026",
        "qwertyuiop",
        "12345678",
        "87654321",
        "abcd1234",
        "1qaz2wsx",
        "q1w2e3r4",
        "19630417",
        "13893812345",
        "woaini1314",
        "5201314520",
        "admin888",
        "minzheng2026",
        "baiyin@123",
        "aaaaaaaa",
        "12121212",
        "a1234567",
        "Ｐａｓｓｗｏｒｄ１",
    ],
)
def test_a_first_try_is_told(password):
    assert is_guessable(password)


@pytest.mark.parametrize(
    "password",
    [
        "k7dm-x3qp-9rtw",
        "wheat river kite 42",
        "麦田-水渠-风筝",
        "xK9#mQ2v",
        "zq83hfw2",
        "19631347k",
    ],
)
def test_a_made_up_one_is_not(password):
    assert not is_guessable(password)


def test_the_own_login_with_a_year_is_told():
    assert is_guessable("wang.fang1988", about=["wang.fang"])
    assert not is_guessable("wang.fang1988", about=["li.jun"])


def test_a_short_name_is_no_reason_to_refuse_what_holds_it():
    assert not is_guessable("xli-82-kfp-q", about=["li"])

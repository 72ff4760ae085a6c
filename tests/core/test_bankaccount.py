"""Account and card numbers."""

import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.core import bankaccount
from server.core.bankaccount import is_account, is_card, normalise
from tests.builders.people import bank_card


def test_the_examples_in_the_module_are_true():
    assert doctest.testmod(bankaccount).failed == 0


@given(st.integers(10**14, 10**15 - 1).map(str), st.integers(0, 15), st.integers(1, 9))
def test_a_digit_mistyped_is_noticed(first_15, place, off):
    card = bank_card(first_15)
    wrong = card[:place] + str((int(card[place]) + off) % 10) + card[place + 1 :]
    assert is_card(card)
    assert not is_card(wrong)


@pytest.mark.parametrize(
    ("number", "accepted"),
    [
        ("1" * 11, False),
        ("1" * 12, True),
        ("1" * 18, True),
        ("1" * 20, False),
        ("12a456789012", False),
    ],
    ids=["too short", "shortest", "no card", "too long", "a letter"],
)
def test_other_accounts_are_known_by_their_length(number, accepted):
    assert is_account(number) is accepted


def test_groups_are_written_together():
    assert normalise("6212 2600-0000 0000") == "6212260000000000"

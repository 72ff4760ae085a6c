"""Income per head: the figure Dibao is decided by."""

import doctest
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.core import income
from server.core.errors import NoMembers
from server.core.income import Incomes, income_pc_month, income_pc_year

YUAN = st.decimals(-1_000_000, 10_000_000, places=2)


def incomes(wage=0, business=0, from_property=0, transfer=0):
    kinds = (wage, business, from_property, transfer)
    return Incomes(*(None if kind is None else Decimal(kind) for kind in kinds))


def test_the_examples_in_the_module_are_true():
    assert doctest.testmod(income).failed == 0


def test_a_business_loss_lowers_the_total():
    assert incomes(wage=10_000, business=-4_000, transfer=600).total == Decimal(6_600)


def test_a_total_with_a_missing_kind_is_not_known():
    assert incomes(wage=10_000, transfer=None).total is None


@given(YUAN, st.integers(1, 30))
def test_twelve_months_never_make_more_than_the_year(total, persons):
    year, months = income_pc_year(total, persons), income_pc_month(total, persons) * 12
    assert 0 <= months <= max(total / persons, 0)
    assert year - months < Decimal("0.13")


@given(YUAN, st.integers(1, 30))
def test_the_share_is_rounded_down_to_the_cent(total, persons):
    share = income_pc_year(total, persons)
    assert share == share.quantize(Decimal("0.01"))
    assert share * persons <= max(total, 0)


def test_a_household_with_a_loss_has_no_negative_income():
    assert income_pc_month(Decimal(-12_000), 2) == 0


def test_a_household_without_members_has_no_income_per_head():
    with pytest.raises(NoMembers):
        income_pc_month(Decimal(12_000), 0)

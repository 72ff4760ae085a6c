"""What a calculation writes as text reads as what it is."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from server.core import answers as read


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("17.4", Decimal("17.4")),
        ("-3", Decimal(-3)),
        ("1.25E7", Decimal(12_500_000)),
        ("NaN", None),
        ("Infinity", None),
        ("17,4", None),
        ("1E99", None),
        ("", None),
    ],
)
def test_a_calculated_number_is_one(written, number):
    assert read.amount({"total": written}, "total") == number


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2026-11-15T02:00:00.000+08:00", datetime(2026, 11, 14, 18, 0, tzinfo=UTC)),
        ("2026-11-15T02:00:00", None),
        ("2026-11-15", None),
        ("soon", None),
        ("9999-12-31T00:00:00+08:00", None),
    ],
    ids=["aware", "without a zone", "a day", "no time", "out of reach"],
)
def test_a_calculated_moment_is_one(written, moment):
    assert read.moment({"start": written}, "start") == moment


def test_numbers_of_several_groups_are_found_by_question():
    answers = {"people": {"affected": 3, "dead": None}, "farm": None, "loss": {"other": "x"}}
    groups = {"people": ("affected", "dead"), "farm": ("crops",), "loss": ("other",)}
    assert read.amounts(answers, groups) == {"affected": Decimal(3)}

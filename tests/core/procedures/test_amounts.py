"""What a benefit pays, by the county's standards."""

from datetime import date
from decimal import Decimal

import pytest

from server.core.procedures.amounts import Claim, amount_of, first_day, next_review
from server.core.standards import Standard, Standards

COUNTY, DAY = "620421000000", date(2026, 11, 23)


def rows(*pairs):
    return Standards(
        tuple(
            Standard(COUNTY, kind, Decimal(amount), date(2026, 1, 1), class_=class_)
            for kind, class_, amount in pairs
        )
    )


STANDARDS = rows(
    ("dibao_urban", "", 743),
    ("dibao_rural", "", 437),
    ("dibao_rural", "1", 410),
    ("tekun_basic", "", 598),
    ("tekun_care_3", "", 300),
    ("old80", "", 60),
)


@pytest.mark.parametrize(
    ("claim", "amount"),
    [
        ({"kind": "dibao_rural", "class_": "1", "persons": 3}, "1230.00"),
        ({"kind": "dibao_rural", "persons": 3}, None),
        ({"kind": "dibao_urban", "persons": 2, "income_pc_month": Decimal(543)}, "400.00"),
        ({"kind": "dibao_urban", "persons": 2, "income_pc_month": Decimal(900)}, "0.00"),
        ({"kind": "tekun"}, "598.00"),
        ({"kind": "tekun", "care_level": "3"}, "898.00"),
        ({"kind": "old80"}, "60.00"),
        ({"kind": "orphan"}, None),
        ({"kind": "low_income"}, "0.00"),
    ],
)
def test_amounts_follow_the_formula_of_their_kind(claim, amount):
    found = amount_of(Claim(county=COUNTY, day=DAY, **claim), STANDARDS)
    assert found == (None if amount is None else Decimal(amount))


def test_it_is_paid_from_the_month_after_the_decision_and_urgent_help_at_once():
    assert first_day("dibao_rural", date(2026, 12, 31)) == date(2027, 1, 1)
    assert first_day("temp", DAY) == DAY
    assert next_review("tekun", DAY) == date(2027, 11, 23)

"""Standards hold in a county from a day to a day."""

from datetime import date
from decimal import Decimal

import pytest

from server.core.standards import NO_STANDARDS, Standard, Standards

JINGYUAN, HUINING = "620421000000", "620422000000"
ROWS = Standards(
    (
        Standard(JINGYUAN, "dibao_rural", Decimal(450), date(2025, 1, 1), date(2025, 12, 31)),
        Standard(JINGYUAN, "dibao_rural", Decimal(500), date(2026, 1, 1)),
        Standard(JINGYUAN, "dibao_rural", Decimal(320), date(2026, 1, 1), class_="2"),
        Standard(HUINING, "dibao_rural", Decimal(480), date(2025, 1, 1)),
        Standard(HUINING, "dibao_rural", Decimal(490), date(2026, 7, 1)),
    )
)


@pytest.mark.parametrize(
    ("county", "day", "class_", "amount"),
    [
        (JINGYUAN, date(2025, 12, 31), "", 450),
        (JINGYUAN, date(2026, 1, 1), "", 500),
        (JINGYUAN, date(2026, 1, 1), "2", 320),
        (JINGYUAN, date(2025, 12, 31), "2", None),
        (JINGYUAN, date(2024, 12, 31), "", None),
        (HUINING, date(2026, 8, 1), "", 490),
    ],
    ids=["last day", "first day", "class", "no class then", "before any", "of two the later"],
)
def test_the_amount_in_force_is_found(county, day, class_, amount):
    assert ROWS.amount(county, "dibao_rural", day, class_=class_) == amount


def test_no_standards_are_none():
    assert not NO_STANDARDS
    assert NO_STANDARDS.amount(JINGYUAN, "dibao_rural", date(2026, 1, 1)) is None

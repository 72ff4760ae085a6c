"""Income per head, the arithmetic behind Dibao (domain.md 2.2)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal

from server.core.errors import NoMembers

CENT = Decimal("0.01")
KINDS = 4
MONTHS = 12


@dataclass(frozen=True, slots=True)
class Incomes:
    """The four kinds of one calendar year, in yuan; None where the answer is missing."""

    inc_wage: Decimal | None = None
    inc_business: Decimal | None = None
    inc_property: Decimal | None = None
    inc_transfer: Decimal | None = None

    @property
    def items(self) -> tuple[Decimal, ...]:
        """The kinds that were answered."""
        every = (self.inc_wage, self.inc_business, self.inc_property, self.inc_transfer)
        return tuple(item for item in every if item is not None)

    @property
    def total(self) -> Decimal | None:
        """Sum of the four, a business loss counting as negative; None while one is missing."""
        every = self.items
        return sum(every, Decimal(0)) if len(every) == KINDS else None


def income_pc_year(total: Decimal, persons: int) -> Decimal:
    """Yearly income per person sharing life, in yuan, rounded down to the cent, never below 0.

    domain.md 2.2.  Raise NoMembers when nobody shares life.

    >>> income_pc_year(Decimal(10000), 3)
    Decimal('3333.33')
    """
    return _per_head(total, persons, months=1)


def income_pc_month(total: Decimal, persons: int) -> Decimal:
    """Monthly income per person sharing life, in yuan, rounded down to the cent, never below 0.

    domain.md 2.2: sum of the four yearly kinds / persons sharing life / 12, rounded once, so it
    may lie a cent under the figure on the tablet, which rounds twice.
    Raise NoMembers when nobody shares life.

    >>> income_pc_month(Decimal(14400), 4)
    Decimal('300.00')
    >>> income_pc_month(Decimal(-500), 4)
    Decimal('0.00')
    """
    return _per_head(total, persons, months=MONTHS)


def _per_head(total: Decimal, persons: int, *, months: int) -> Decimal:
    if persons < 1:
        raise NoMembers
    return (max(total, Decimal(0)) / (persons * months)).quantize(CENT, rounding=ROUND_DOWN)

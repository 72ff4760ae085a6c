"""What a benefit pays a month, from the county's standards (rule B-17, domain.md 2.4)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from server.core.benefit import RURAL, TEKUN, URBAN
from server.core.days import months_after

if TYPE_CHECKING:
    from datetime import date

    from server.core.standards import Standards

ONCE = frozenset({"medical", "temp"})
UNPAID = frozenset({"low_income", "rigid"})
"""A status that opens other help; nothing is paid for it alone."""

PERSONAL = frozenset({"orphan", "disab_life", "disab_care", "old80", "youfu"})
REVIEW_MONTHS = {RURAL: 6, URBAN: 6, TEKUN: 12}
OTHER_REVIEW_MONTHS = 12
CARE = {"2": "tekun_care_2", "3": "tekun_care_3"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What an amount depends on; the income is yuan per head and month."""

    county: str
    kind: str
    day: date
    persons: int = 1
    class_: str = ""
    income_pc_month: Decimal | None = None
    care_level: str = ""


def amount_of(claim: Claim, standards: Standards) -> Decimal | None:
    """Yuan a month; None where no standard was entered or the amount is a matter of the case.

    Rural Dibao: class amount x persons; urban: (line - income) x persons, never below 0;
    destitute support: living and care together (rule B-17).
    """
    found: Decimal | None
    if claim.kind in UNPAID:
        return Decimal(0)
    if claim.kind == URBAN:
        line = standards.amount(claim.county, URBAN, claim.day)
        short = None if line is None else line - (claim.income_pc_month or Decimal(0))
        found = None if short is None else max(short, Decimal(0)) * claim.persons
    elif claim.kind == RURAL:
        each = standards.amount(claim.county, RURAL, claim.day, class_=claim.class_)
        found = None if each is None or not claim.class_ else each * claim.persons
    elif claim.kind == TEKUN:
        found = _destitute(claim, standards)
    else:
        found = standards.amount(claim.county, claim.kind, claim.day)
    return None if found is None else found.quantize(Decimal("0.01"))


def _destitute(claim: Claim, standards: Standards) -> Decimal | None:
    living = standards.amount(claim.county, "tekun_basic", claim.day)
    care = CARE.get(claim.care_level)
    extra = standards.amount(claim.county, care, claim.day) if care else None
    return None if living is None else (living + (extra or Decimal(0))) * claim.persons


def first_day(kind: str, decided: date) -> date:
    """From which day it is paid: the first of the month after the decision; at once when once."""
    if kind in ONCE:
        return decided
    return months_after(decided.replace(day=1), 1)


def next_review(kind: str, start: date) -> date:
    """When the household is looked at again (domain.md 5.6)."""
    return months_after(start, REVIEW_MONTHS.get(kind, OTHER_REVIEW_MONTHS))

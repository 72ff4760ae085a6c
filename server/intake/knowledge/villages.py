"""What the yearly profile of a village wants to know."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from server.core.days import FIRST_YEAR, LAST_YEAR
from server.store import village_facts

if TYPE_CHECKING:
    from server.core.facts import Facts
    from server.intake.knowledge.asking import Asking


def profile(asking: Asking, common: Facts) -> Facts:
    """G-01, G-03."""
    case, answers = asking.case, asking.case.profile
    year = answers.year if answers else None
    if case.village is None or year is None or not FIRST_YEAR <= year <= LAST_YEAR:
        return common
    return replace(
        common,
        profile_of_year=village_facts.profile_of_year(
            asking.conn, case.village, year, own=asking.own
        ),
        village_register=village_facts.register_counts(
            asking.conn, case.village, last_day=date(year, 12, 31)
        ),
    )

"""Ages of the people of a case, for the rules that compare them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from server.core.case import Case
    from server.core.household import Member


def aged(case: Case) -> list[tuple[Member, int]]:
    """The living whose age on the survey date is known, with it.

    Somebody born after the survey has no age: P-04 has said so.
    """
    day = case.survey_date
    ages = ((member, member.age_on(day)) for member in case.members if member.is_living)
    return [(member, age) for member, age in ages if age is not None and age >= 0]

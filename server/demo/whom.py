"""Picking somebody of a household to be wrong about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from server.core import idnumber
from server.core.days import age_on
from server.demo.people import WIFE

if TYPE_CHECKING:
    from datetime import date

    from server.demo.calculated import Answers
    from server.demo.drafts import Draft

CHILDHOOD = range(7, 13)
TEENS = range(15, 20)
WORKING = range(23, 58)
PENSION_AGE = 60
STUDENTS_UNTIL = 36


def born(row: Answers) -> date | None:
    """The birth date on somebody's card."""
    number = row.text("m_id_number")
    return idnumber.birth_date(number) if idnumber.is_well_formed(number) else None


def age(draft: Draft, row: Answers) -> int:
    """Completed years on the day of the survey; -1 for somebody without a card."""
    day = born(row)
    return age_on(draft.at.date(), day) if day else -1


def sex(row: Answers) -> str:
    """The sex the card tells."""
    return idnumber.sex(row.text("m_id_number"))


def wife(draft: Draft) -> Answers | None:
    """The head's wife."""
    return next((row for row in draft.rows if row.text("m_relation") == WIFE), None)


def adult(draft: Draft) -> Answers:
    """The head's wife, else the head."""
    return wife(draft) or draft.rows[0]


def child(draft: Draft) -> Answers | None:
    """A child at primary school."""
    return next((row for row in draft.rows[1:] if age(draft, row) in CHILDHOOD), None)


def teenager(draft: Draft) -> Answers | None:
    """Somebody between fifteen and nineteen."""
    return next((row for row in draft.rows[1:] if age(draft, row) in TEENS), None)


def has_wife(draft: Draft) -> bool:
    """Whether a married couple lives there."""
    return wife(draft) is not None


def has_child(draft: Draft) -> bool:
    """Whether a child at primary school lives there."""
    return child(draft) is not None


def has_teenager(draft: Draft) -> bool:
    """Whether somebody between fifteen and nineteen lives there."""
    return teenager(draft) is not None


def works(draft: Draft) -> bool:
    """Whether the wife is of working age, healthy, and past the age of students."""
    row = wife(draft)
    if row is None or row.text("m_disabled") != "0":
        return False
    return age(draft, row) in WORKING and age(draft, row) > STUDENTS_UNTIL


def last_is_old(draft: Draft) -> bool:
    """Whether the last member is a pensioner and not the only member."""
    return len(draft.rows) > 1 and age(draft, draft.rows[-1]) >= PENSION_AGE

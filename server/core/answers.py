"""Reading typed answers by question name, whatever an old form version left out.

The tree has the nesting of the form: a group is a mapping, a repeat a list of mappings, a leaf a
typed value or None.  A question that is missing, or of another type than asked for, reads as
unanswered: versions differ, and a rule without its input does not fire.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from server.core.days import FIRST_YEAR, LAST_YEAR
from server.core.types import GeoPoint

Answers = Mapping[str, object]

NONE: Answers = {}

NUMBER = re.compile(r"-?[0-9]{1,18}(?:\.[0-9]{1,18})?(?:E-?[0-9])?")
"""A number as the tablets' calculations print it."""


def group(answers: Answers, name: str) -> Answers:
    """The answers inside the group `name`; empty when it was not relevant."""
    inner = answers.get(name)
    return inner if isinstance(inner, Mapping) else NONE


def rows(answers: Answers, name: str) -> tuple[Answers, ...]:
    """The answers of each time the repeat `name` was filled, in order."""
    inner = answers.get(name)
    if not isinstance(inner, list):
        return ()
    return tuple(row if isinstance(row, Mapping) else NONE for row in inner)


def text(answers: Answers, name: str) -> str:
    """A text or a code; empty when unanswered."""
    value = answers.get(name)
    return value if isinstance(value, str) else ""


def codes(answers: Answers, name: str) -> tuple[str, ...]:
    """What was ticked, in the order of the answer."""
    value = answers.get(name)
    return value if isinstance(value, tuple) else ()


def yes(answers: Answers, name: str) -> bool | None:
    """Whether yes (``1``) was chosen rather than no (``0``)."""
    return {"1": True, "0": False}.get(text(answers, name))


def whole(answers: Answers, name: str) -> int | None:
    """A whole number."""
    value = answers.get(name)
    return value if isinstance(value, int) else None


def amount(answers: Answers, name: str) -> Decimal | None:
    """A number with places behind the point, also from a calculation, which writes text."""
    value = answers.get(name)
    if isinstance(value, str):
        return Decimal(value) if NUMBER.fullmatch(value) else None
    if isinstance(value, int):
        return Decimal(value)
    return value if isinstance(value, Decimal) else None


def amounts(answers: Answers, groups: Mapping[str, tuple[str, ...]]) -> dict[str, Decimal]:
    """The numbers answered, by question; `groups` names the questions of each group."""
    found: dict[str, Decimal] = {}
    for name, questions in groups.items():
        inner = group(answers, name)
        for question in questions:
            value = amount(inner, question)
            if value is not None:
                found[question] = value
    return found


def day(answers: Answers, name: str) -> date | None:
    """A calendar day, also from a calculation, which writes text."""
    value = answers.get(name)
    if isinstance(value, str):
        value = _iso_day(value)
    if isinstance(value, datetime) or not isinstance(value, date):
        return None
    return value if FIRST_YEAR <= value.year <= LAST_YEAR else None


def moment(answers: Answers, name: str) -> datetime | None:
    """An aware point in time, in the zone of the device, also from a calculation."""
    value = answers.get(name)
    if isinstance(value, str):
        value = _iso_moment(value)
    if not isinstance(value, datetime) or value.tzinfo is None:
        return None
    return value if FIRST_YEAR <= value.year <= LAST_YEAR else None


def point(answers: Answers, name: str) -> GeoPoint | None:
    """A position."""
    value = answers.get(name)
    return value if isinstance(value, GeoPoint) else None


def _iso_day(value: str) -> date | None:
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def _iso_moment(value: str) -> datetime | None:
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        return None

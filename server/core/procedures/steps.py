"""The steps of an application with their legal days: a table, which a county may change (S32).

The shipped day counts are defaults; a county enters its own with the document they rest on in the
register `procedure_step`.
"""

from __future__ import annotations

import csv
import zlib
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from server.core.procedures.states import ORDER, State

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from server.core.workdays import Calendar


class DayKind(StrEnum):
    """How the days of a step are counted."""

    WORK = "work"
    CALENDAR = "calendar"


class When(StrEnum):
    """Whether a step is taken: an appraisal may be held only after an objection (domain.md 0)."""

    ALWAYS = "always"
    ON_OBJECTION = "on_objection"
    NEVER = "never"


class Route(StrEnum):
    """The two ways an application goes."""

    FULL = "full"
    SHORT = "short"


FULL_KINDS = frozenset({"dibao_urban", "dibao_rural", "tekun", "low_income", "rigid"})
TOTAL, MAKEUP = "total", "makeup"
"""Clocks that run beside the steps: from acceptance to the end, and after urgent help."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a route: how long it may take, whether it is taken, and what that rests on.

    `share` is the percentage of cases looked at again at home in this step (domain.md 5.3).
    """

    route: Route
    step: str
    days: int
    kind: DayKind = DayKind.WORK
    when: When = When.ALWAYS
    basis_zh: str = ""
    basis_en: str = ""
    share: int = 0

    def deadline(self, since: date, calendar: Calendar) -> date:
        """The last day in time; the day it began is not counted."""
        if self.kind is DayKind.WORK:
            return calendar.after(since, self.days)
        return since + timedelta(days=self.days)

    def basis(self, language: str) -> str:
        """What the days rest on, in ``"zh"`` or ``"en"``."""
        return self.basis_en if language.startswith("en") else self.basis_zh


def route_of(kind: str) -> Route:
    """The route of a kind of benefit: all steps for lasting support of a household.

    >>> route_of("tekun").value, route_of("temp").value
    ('full', 'short')
    """
    return Route.FULL if kind in FULL_KINDS else Route.SHORT


@cache
def shipped() -> tuple[Step, ...]:
    """The steps as shipped."""
    text = files("server.core.procedures").joinpath("steps.csv").read_text(encoding="utf-8")
    return tuple(
        Step(
            Route(row["route"]),
            row["step"],
            int(row["days"]),
            DayKind(row["kind"]),
            When(row["when"]),
            row["basis_zh"],
            row["basis_en"],
            int(row["share"]),
        )
        for row in csv.DictReader(text.splitlines())
    )


@dataclass(frozen=True, slots=True)
class Plan:
    """The steps of one route in a county on a day."""

    route: Route
    steps: Mapping[str, Step]

    @classmethod
    def of(cls, route: Route, own: Iterable[Step] = ()) -> Plan:
        """The shipped steps with those a county has set itself in their place."""
        found = {each.step: each for each in shipped() if each.route is route}
        found |= {each.step: each for each in own if each.route is route}
        return cls(route, found)

    def takes(self, state: State, *, after_objection: bool = False) -> bool:
        """Whether the route goes through a state."""
        when = self.steps[state].when
        return when is When.ALWAYS or (when is When.ON_OBJECTION and after_objection)

    def is_rechecked(self, number: str, *, is_relative: bool) -> bool:
        """Whether the county visits a case itself: all close relatives, a random share of others.

        The draw is by the application's number, so that nobody can draw again (5.3).
        """
        share = self.steps[State.COUNTY_CHECK].share
        drawn = zlib.crc32(number.encode()) % 100 < share
        return share > 0 and (is_relative or drawn)

    def next(self, state: State, *, after_objection: bool = False) -> State:
        """The state that follows; the last one of the table is `GRANTED`."""
        for following in ORDER[ORDER.index(state) + 1 :]:
            if following is State.GRANTED or self.takes(following, after_objection=after_objection):
                return following
        return State.GRANTED

    def deadline(self, state: str, since: date, calendar: Calendar) -> date | None:
        """The last day in time for what began on `since`; None for states without a clock."""
        step = self.steps.get(state)
        return None if step is None else step.deadline(since, calendar)

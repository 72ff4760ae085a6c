"""One township's survey as a plan: whom it is drawn from, and which house is visited when."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING

from server.demo.crew import crew
from server.demo.event import flood
from server.demo.hamlets import doors
from server.demo.rounds import Round, working_days
from server.demo.surveys import Stop

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date, datetime

    from server.core.types import AdminUnit
    from server.demo.crew import Tablet
    from server.demo.event import Event

DAYS = 10
"""Working days of the survey: less than the fifteen calendar days of rule W-13."""

LAST_DAYS = 2
"""Of these for visits, second surveys and the flood."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Town:
    """A township to survey: `households` in each village, everything sent at `until`.

    The same values give the same forms, byte for byte.  `elsewhere` is a village nobody here has
    a right in.
    """

    seed: str
    county: AdminUnit
    villages: tuple[AdminUnit, ...]
    elsewhere: AdminUnit | None
    households: int
    until: datetime

    @property
    def tablets(self) -> tuple[Tablet, ...]:
        """Assistants first, then the disaster officers."""
        return crew(self.villages, seed=self.seed)

    @property
    def assistants(self) -> tuple[Tablet, ...]:
        """Who goes from house to house."""
        return tuple(tablet for tablet in self.tablets if not tablet.is_officers)

    @property
    def officers(self) -> tuple[Tablet, ...]:
        """Who looks at damaged houses."""
        return tuple(tablet for tablet in self.tablets if tablet.is_officers)

    @property
    def event(self) -> Event:
        """The flood."""
        return flood(self.county, self.until)

    @property
    def first_days(self) -> list[date]:
        """Days of the first survey."""
        return working_days(self.until, DAYS)[:-LAST_DAYS]

    @property
    def last_days(self) -> list[date]:
        """Days of everything after it."""
        return working_days(self.until, DAYS)[-LAST_DAYS:]

    def dice(self, what: str) -> Random:
        """Dice for one decision, always the same."""
        return Random(f"{self.seed} {what}")  # noqa: S311 — a demo has no secrets


def stops(town: Town) -> list[list[Stop]]:
    """The first round of each assistant, in the order of time."""
    numbers = iter(range(1, town.households * len(town.villages) + 1))
    return [list(_round(town, tablet, numbers)) for tablet in town.assistants]


def _round(town: Town, tablet: Tablet, numbers: Iterator[int]) -> Iterator[Stop]:
    dice = town.dice(f"round {tablet.device}")
    houses = [
        (village, door)
        for village in tablet.villages
        for door in sorted(
            doors(village, town.households, dice), key=lambda door: (door.group, door.number)
        )
    ]
    a_day = each_day(len(houses), town.first_days)
    on_the_way = Round(town.first_days, a_day, dice)
    for village, door in houses:
        number, minutes = next(numbers), dice.uniform(8.2, 17)
        yield Stop(
            seed=f"{town.seed} {village.code} {number}",
            number=number,
            village=village,
            door=door,
            tablet=tablet,
            at=on_the_way.arrive(door.position, minutes),
            minutes=minutes,
            until=town.until,
        )


def each_day(count: int, days: Sequence[date]) -> int:
    """How many of `count` forms fall on one of `days`."""
    return max(1, -(-count // max(1, len(days))))

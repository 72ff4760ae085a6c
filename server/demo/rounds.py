"""When an assistant is where: working days, hours of the office, and the way between two houses."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from server.core.days import LOCAL, local_date
from server.core.geodesy import distance_m

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random

    from server.core.types import GeoPoint

SATURDAY = 5
KM_PER_H = 18.0
"""A motorcycle on a field road, with gates and dogs."""

NOON, AFTER_NOON, EVENING = time(12, 10), time(14, 20), time(18, 10)


def working_days(until: datetime, count: int) -> list[date]:
    """The last `count` days before that of `until` that are no weekend, oldest first."""
    found: list[date] = []
    day = local_date(until)
    while len(found) < count:
        day -= timedelta(days=1)
        if day.weekday() < SATURDAY:
            found.append(day)
    return found[::-1]


@dataclass(slots=True)
class Round:
    """The days of one tablet; `arrive` gives the next time it is free at a place.

    `a_day` is how many forms are filled in on a day before the next one is begun.
    """

    days: Sequence[date]
    a_day: int
    dice: Random
    _today: int = 0
    _done: int = 0
    _clock: datetime | None = None
    _here: GeoPoint | None = field(default=None)

    def arrive(self, place: GeoPoint, minutes: float) -> datetime:
        """When a form of `minutes` is begun at `place`."""
        start = self._morning() if self._clock is None else self._clock + self._way(place)
        if NOON <= start.time() < AFTER_NOON:
            start = self._at(AFTER_NOON, spread=25)
        is_over = self._done >= self.a_day or start.time() >= EVENING
        if is_over and self._today + 1 < len(self.days):
            self._today, self._done = self._today + 1, 0
            start = self._morning()
        self._here, self._done = place, self._done + 1
        self._clock = start + timedelta(minutes=minutes)
        return start

    @property
    def ends_at(self) -> datetime | None:
        """When the last form was finished."""
        return self._clock

    def _morning(self) -> datetime:
        return self._at(time(8, 25), spread=40)

    def _at(self, hour: time, *, spread: int) -> datetime:
        start = datetime.combine(self.days[self._today], hour, LOCAL)
        return start + timedelta(milliseconds=self.dice.randrange(spread * 60_000))

    def _way(self, place: GeoPoint) -> timedelta:
        away_km = distance_m(self._here, place) / 1000 if self._here else 0.0
        return timedelta(minutes=away_km / KM_PER_H * 60 + self.dice.uniform(3, 9))

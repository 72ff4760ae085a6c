"""When a household is to be visited next, and in which order houses are walked (domain.md 5.6)."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from server.core.days import months_after
from server.core.geodesy import distance_m

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from server.core.types import GeoPoint

OLD, ALONE = 80, 1
SEVERE = frozenset({"1", "2"})
SEVERE_TYPES = frozenset({"4", "5", "6", "7"})
DIBAO_KINDS = frozenset({"dibao", "dibao_urban", "dibao_rural"})


@dataclass(frozen=True, slots=True)
class Interval:
    """How often households of a category are visited, and as which type of visit."""

    category: str
    visit_type: str
    months: int
    days: int
    zh: str
    en: str

    def after(self, day: date) -> date:
        """The day of the next visit when the last was on `day`."""
        return months_after(day, self.months) + timedelta(days=self.days)

    def label(self, language: str) -> str:
        """The interval in ``"zh"`` or ``"en"``."""
        return self.en if language.startswith("en") else self.zh


@cache
def intervals() -> Mapping[str, Interval]:
    """The intervals by category, the shortest first."""
    text = files("server.core.procedures").joinpath("intervals.csv").read_text(encoding="utf-8")
    return {
        row["category"]: Interval(
            row["category"],
            row["visit_type"],
            int(row["months"]),
            int(row["days"]),
            row["zh"],
            row["en"],
        )
        for row in csv.DictReader(text.splitlines())
    }


@dataclass(frozen=True, slots=True)
class Resident:
    """What of a living person decides how often the household is visited."""

    age: int | None = None
    disability_type: str = ""
    disability_grade: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """A household on the day of planning.

    `benefits` are kinds running, each with the day it began where that is known; `known_since`
    is when the household came into the store; `damaged` are days of damage to its house.
    """

    benefits: Mapping[str, date | None]
    residents: Sequence[Resident] = ()
    last_visit: date | None = None
    known_since: date
    damaged: Sequence[date] = ()
    is_institution: bool = False


@dataclass(frozen=True, slots=True)
class Due:
    """The next visit of a household: why and when."""

    category: str
    visit_type: str
    day: date


def categories(situation: Situation) -> tuple[str, ...]:
    """The categories a household belongs to, by its benefits and people."""
    kinds = set(situation.benefits)
    found = []
    if "tekun" in kinds and not situation.is_institution:
        found.append("tekun")
    if "orphan" in kinds:
        found.append("orphan")
    if _is_old_and_alone(situation.residents):
        found.append("elder80")
    if "disab_care" in kinds or (kinds and any(map(_is_severe, situation.residents))):
        found.append("severe")
    if kinds & DIBAO_KINDS:
        found.append("dibao")
    if "youfu" in kinds:
        found.append("youfu")
    return tuple(found)


def _is_old_and_alone(residents: Sequence[Resident]) -> bool:
    return len(residents) == ALONE and (residents[0].age or 0) >= OLD


def _is_severe(resident: Resident) -> bool:
    return resident.disability_grade in SEVERE and resident.disability_type in SEVERE_TYPES


def next_visit(situation: Situation, day: date) -> Due | None:
    """The earliest visit due, on `day` or later or overdue; None for who is not visited."""
    dues = [_periodic(situation, category) for category in categories(situation)]
    dues += [each for hit in situation.damaged for each in _after_damage(situation, hit, day)]
    return min(dues, key=_day, default=None)


def _periodic(situation: Situation, category: str) -> Due:
    interval = intervals()[category]
    began = _began(situation, category)
    since = max(filter(None, (situation.last_visit, began)), default=situation.known_since)
    return Due(category, interval.visit_type, interval.after(since))


def _began(situation: Situation, category: str) -> date | None:
    kinds = DIBAO_KINDS if category == "dibao" else {category}
    days = [d for kind, d in situation.benefits.items() if kind in kinds and d is not None]
    return min(days, default=None)


def _after_damage(situation: Situation, hit: date, day: date) -> Iterable[Due]:
    """Return visits after damage that nobody has made; those a season old are let go."""
    for category in ("damage7", "damage30"):
        interval = intervals()[category]
        due = interval.after(hit)
        before = hit if category == "damage7" else intervals()["damage7"].after(hit)
        is_made = situation.last_visit is not None and situation.last_visit > before
        if not is_made and day < due + timedelta(days=90):
            yield Due(category, interval.visit_type, due)
            return


def _day(due: Due) -> date:
    return due.day


def walk(start: GeoPoint | None, houses: Sequence[GeoPoint | None]) -> list[int]:
    """Places in `houses` in the order of the nearest next one; houses without position come last.

    Without a start the walk begins at the first house.
    """
    left = [at for at, house in enumerate(houses) if house is not None]
    order: list[int] = []
    here = start
    while left:
        nearest = left[0] if here is None else _nearest(here, houses, left)
        left.remove(nearest)
        order.append(nearest)
        here = houses[nearest]
    return order + [at for at, house in enumerate(houses) if house is None]


def _nearest(here: GeoPoint, houses: Sequence[GeoPoint | None], left: Sequence[int]) -> int:
    return min((_distance(here, houses[at]), at) for at in left)[1]


def _distance(here: GeoPoint, house: GeoPoint | None) -> float:
    return float("inf") if house is None else distance_m(here, house)

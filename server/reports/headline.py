"""R-01 民政对象基本情况表: the headline table, its rows the units below one (domain.md 6)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import add
from typing import TYPE_CHECKING

from server import places
from server.core.area import level_of, prefix
from server.core.days import years_after
from server.core.desk.people import May
from server.core.errors import NotFound
from server.core.headline import Headline
from server.core.types import Level, UnitCode
from server.scope import area_of
from server.store import headline as stored

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date, datetime

    from server.core.desk.people import Asker
    from server.services import Services

NUMBER = "R-01"
TITLE = ("民政对象基本情况表", "Headline table")
ELDERLY = 60
DIGITS_BELOW = {Level.CITY: 6, Level.COUNTY: 9, Level.TOWNSHIP: 12, Level.VILLAGE: 12}


@dataclass(frozen=True, slots=True)
class Line:
    """One unit's figures."""

    code: UnitCode
    name: str
    figures: Headline


@dataclass(frozen=True, slots=True)
class Check:
    """One formula of the foot, and whether it holds."""

    zh: str
    en: str
    holds: bool


@dataclass(frozen=True, slots=True)
class HeadlineTable:
    """The table of one unit on one day: `made_at` is when the records were as they are here."""

    unit: UnitCode
    name: str
    day: date
    made_at: datetime
    lines: tuple[Line, ...]
    total: Headline
    checks: tuple[Check, ...]

    @property
    def is_sound(self) -> bool:
        """Whether every formula of the foot holds."""
        return all(check.holds for check in self.checks)


def table_for(
    services: Services, who: Asker, unit: UnitCode, *, day: date, now: datetime
) -> HeadlineTable:
    """The table of a unit the asker may see counts of; raise NotFound outside of it."""
    area_of(who, May.SEE_COUNTS, unit)
    return table(services, unit, day=day, now=now)


def table(services: Services, unit: UnitCode, *, day: date, now: datetime) -> HeadlineTable:
    """The headline table of a unit; raise NotFound for one that is not known.

    The total is counted for itself, not added up from the lines: the foot compares both.
    """
    tree = places.tree(services)
    if unit not in tree:
        raise NotFound
    digits = DIGITS_BELOW[level_of(unit)]
    sixty = years_after(day, -ELDERLY)
    with services.store.read() as conn:
        parts = stored.by_prefix(conn, unit, digits, day=day, sixty=sixty)
        whole = stored.by_prefix(conn, unit, len(prefix(unit)), day=day, sixty=sixty)
    total = reduce(add, whole.values(), Headline())
    lines = tuple(_lines(services, unit, parts))
    return HeadlineTable(
        unit=unit,
        name=tree.get(unit).name,
        day=day,
        made_at=now,
        lines=lines,
        total=total,
        checks=tuple(_checks(lines, total)),
    )


def _lines(services: Services, unit: UnitCode, parts: Mapping[str, Headline]) -> Iterator[Line]:
    """Every unit below, those without figures too; what has no unit below it stands last."""
    tree = places.tree(services)
    below = tree.children(unit) or (tree.get(unit),)
    known = {prefix(each.code): each for each in below}
    for part, each in known.items():
        yield Line(each.code, each.name, parts.get(part, Headline()))
    for part in sorted(set(parts) - set(known)):
        yield Line(UnitCode(part.ljust(12, "0")), "", parts[part])


def _checks(lines: tuple[Line, ...], total: Headline) -> Iterator[Check]:
    added = reduce(add, (line.figures for line in lines), Headline())
    yield Check("合计等于各行之和", "The total is the sum of the lines", added == total)
    rows = (total, *(line.figures for line in lines))
    yield Check(
        "城镇人口不超过总人口",
        "Urban population is part of the population",
        all(0 <= row.urban_population <= row.population for row in rows),
    )
    yield Check(
        "各类对象户数不超过人数",
        "No kind has more households than persons",
        all(
            households <= persons
            for row in rows
            for households, persons in (
                (row.urban_dibao_households, row.urban_dibao_persons),
                (row.rural_dibao_households, row.rural_dibao_persons),
                (row.tekun_households, row.tekun_persons),
            )
        ),
    )
    yield Check(
        "低保人数不超过相应人口",
        "Dibao persons are part of their population",
        all(
            row.urban_dibao_persons <= row.urban_population
            and row.rural_dibao_persons <= row.rural_population
            for row in rows
        ),
    )

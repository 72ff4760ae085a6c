"""R-01 民政对象基本情况表: the headline table, its rows the units below one (domain.md 6)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import add
from typing import TYPE_CHECKING

from server import places
from server.core.area import level_of, prefix
from server.core.days import years_after
from server.core.errors import NotFound
from server.core.headline import Headline
from server.core.types import Level, UnitCode
from server.reports.model import Check, Report, ReportColumn, ReportLine, Shape
from server.store import headline as stored

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date, datetime
    from decimal import Decimal

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


COLUMNS = (
    ReportColumn("population", "总人口", "Population"),
    ReportColumn("urban_population", "城镇人口", "Urban population"),
    ReportColumn("urban_dibao_households", "城市低保户数", "Urban Dibao households"),
    ReportColumn("urban_dibao_persons", "城市低保人数", "Urban Dibao persons"),
    ReportColumn("urban_share", "占城镇人口%", "% of urban", Shape.PERCENT),
    ReportColumn("rural_dibao_households", "农村低保户数", "Rural Dibao households"),
    ReportColumn("rural_dibao_persons", "农村低保人数", "Rural Dibao persons"),
    ReportColumn("rural_share", "占农村人口%", "% of rural", Shape.PERCENT),
    ReportColumn("tekun_households", "五保（特困）户数", "Destitute households"),
    ReportColumn("tekun_persons", "五保（特困）人数", "Destitute persons"),
    ReportColumn("medical_persons", "大病救助人数", "Serious illness persons"),
    ReportColumn("edge_persons", "边缘困难人数", "Edge persons"),
    ReportColumn("youfu_persons", "重点优抚人数", "Preferential persons"),
    ReportColumn("elderly_persons", "60岁以上人数", "Persons of 60+"),
)


def report(services: Services, unit: UnitCode, *, day: date, now: datetime) -> Report:
    """The headline table as a report; raise NotFound for a unit that is not known."""
    made = table(services, unit, day=day, now=now)
    tree = places.tree(services)
    return Report(
        number=NUMBER,
        title=TITLE,
        unit=unit,
        unit_name=made.name,
        day=day,
        made_at=now,
        head=("单位", "Unit"),
        columns=COLUMNS,
        lines=tuple(
            ReportLine(
                line.name or line.code,
                line.name or line.code,
                cells_of(line.figures),
                code=line.code,
                opens=line.code in tree and bool(tree.children(line.code)) and line.code != unit,
            )
            for line in made.lines
        ),
        total=cells_of(made.total),
        checks=made.checks,
    )


def cells_of(figures: Headline) -> dict[str, int | Decimal | None]:
    """A unit's figures by column."""
    return {column.name: getattr(figures, column.name) for column in COLUMNS}


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

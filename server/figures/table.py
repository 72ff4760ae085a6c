"""Figures of the units below one, counted for each and for all of them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Final

from server import places
from server.core.area import DIGITS, is_within, level_of, prefix
from server.core.days import local_date, years_after
from server.core.desk.people import May
from server.core.figures import AGES, FEW, GUARDED, PARTS, UNKNOWN, FigureKind, Group, Part
from server.core.registers import BY_NAME
from server.core.types import Level, UnitCode
from server.figures.asking import figure, level_for, units_of
from server.store import area_figures as stored
from server.store import counters, headline

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date, datetime

    from sqlalchemy import Connection

    from server.core.desk.people import Asker
    from server.core.figures import Figure
    from server.core.types import AdminUnit
    from server.figures.asking import FigureAsk
    from server.services import Services

    Counts = Mapping[str, Mapping[str, int]]

ELDERLY = 60
TENTH: Final = Decimal("0.1")
OF_BENEFIT: Final = {Group.BENEFIT: "kind", Group.CLASS: "class"}


@dataclass(frozen=True, slots=True)
class FigureColumn:
    """One column: a figure, or a part of a grouping."""

    name: str
    zh: str
    en: str
    is_share: bool = False

    def label(self, language: str) -> str:
        """What it is called in ``"zh"`` or ``"en"``."""
        return self.en if language.startswith("en") else self.zh


@dataclass(frozen=True, slots=True)
class FigureLine:
    """One unit's values by column; None is unknown, a name in `few` is a count too small to show.

    `code` is empty for what has no place of its own yet.
    """

    code: UnitCode | None
    name: str
    values: Mapping[str, int | Decimal | None]
    few: frozenset[str] = frozenset()
    opens: bool = False


@dataclass(frozen=True, slots=True)
class FigureTable:
    """The figures of a unit at a level on a day."""

    unit: AdminUnit
    level: Level
    day: date
    columns: tuple[FigureColumn, ...]
    lines: tuple[FigureLine, ...]
    total: FigureLine
    above: tuple[AdminUnit, ...]


def table(services: Services, who: Asker, ask: FigureAsk, *, now: datetime) -> FigureTable:
    """The figures asked for, as far as the asker sees them.

    Raise NotAllowed, NotFound for a unit outside the area, UnexpectedValue.
    """
    units = units_of(services, who, ask.filter.unit)
    unit = units[0]
    level = level_for(unit, ask.level)
    tree = places.tree(services)
    day = local_date(now)
    with services.store.read() as conn:
        columns, found = _counted(conn, who, ask, units, digits=DIGITS[level], day=day)
        whole = _summed(found)
    names = {prefix(each.code): each for each in _rows(services, units, level)}
    lines = [_line(columns, each, found.get(code, {})) for code, each in names.items()]
    rest = _summed({code: counts for code, counts in found.items() if code not in names})
    unplaced = FigureLine(None, "", _values(columns, rest))
    if any(unplaced.values.values()):
        lines.append(unplaced)
    guards = ask.group in GUARDED or any(each.guarded for each in columns if each.figure)
    outside = May.SEE_HOUSEHOLDS not in who.may
    if guards and outside:
        lines = _guarded(columns, lines, whole_group=ask.group in GUARDED)
    mine = tuple(each.code for each in who.units)
    return FigureTable(
        unit=tree.get(unit),
        level=level,
        day=day,
        columns=tuple(FigureColumn(c.name, c.zh, c.en, c.is_share) for c in columns),
        lines=tuple(lines),
        total=FigureLine(unit, tree.get(unit).name, _values(columns, whole)),
        above=tuple(
            u
            for u in tree.lineage(unit)[:-1]
            if not mine or any(is_within(u.code, each) for each in mine)
        ),
    )


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A column and the counts it is made of."""

    name: str
    zh: str
    en: str
    parts: tuple[str, ...]
    per: tuple[str, ...] = ()
    guarded: bool = False
    figure: Figure | None = None

    @property
    def is_share(self) -> bool:
        return bool(self.per)

    @classmethod
    def of(cls, told: Figure) -> _Wanted:
        return cls(told.name, told.zh, told.en, told.parts, told.per, told.guarded, told)

    @classmethod
    def part(cls, told: Part) -> _Wanted:
        return cls(told.name, told.zh, told.en, (told.name,))


def _counted(
    conn: Connection,
    who: Asker,
    ask: FigureAsk,
    units: Sequence[UnitCode],
    *,
    digits: int,
    day: date,
) -> tuple[tuple[_Wanted, ...], Counts]:
    """The columns, and every count they need by the first digits of the unit."""
    if ask.group:
        return _grouped(conn, ask.group, units, digits, day)
    told = tuple(figure(who, name) for name in ask.figures)
    kinds = {each.kind for each in told}
    found: dict[str, dict[str, int]] = defaultdict(dict)
    if FigureKind.COUNTER in kinds:
        _add(found, counters.totals_by_prefix(conn, units, digits))
    if FigureKind.HEADLINE in kinds:
        _add(found, _headline(conn, units, digits, day))
    if FigureKind.TRAIT in kinds:
        names = [part for each in told if each.kind is FigureKind.TRAIT for part in each.parts]
        _add(found, stored.traits(conn, units, digits, names))
    if FigureKind.RECORDS in kinds:
        _add(found, stored.records(conn, units, digits, ask.filter))
    return tuple(_Wanted.of(each) for each in told), found


def _add(found: dict[str, dict[str, int]], more: Counts) -> None:
    for code, counts in more.items():
        found[code].update(counts)


def _headline(
    conn: Connection, units: Sequence[UnitCode], digits: int, day: date
) -> dict[str, dict[str, int]]:
    sixty = years_after(day, -ELDERLY)
    found: dict[str, dict[str, int]] = {}
    for unit in units:
        for code, row in headline.by_prefix(conn, unit, digits, day=day, sixty=sixty).items():
            found[code] = {name: getattr(row, name) for name in _HEADLINE}
    return found


_HEADLINE = (
    "population",
    "urban_dibao_persons",
    "rural_dibao_persons",
    "tekun_persons",
    "edge_persons",
    "elderly_persons",
)


def _grouped(
    conn: Connection, group: Group, units: Sequence[UnitCode], digits: int, day: date
) -> tuple[tuple[_Wanted, ...], Counts]:
    if group in OF_BENEFIT:
        found = stored.by_benefit(conn, units, digits, OF_BENEFIT[group], day)
        return _benefit_columns(group, found), found
    columns = tuple(_Wanted.part(each) for each in PARTS[group])
    match group:
        case Group.SEX:
            return columns, stored.by_sex(conn, units, digits)
        case Group.DISABILITY:
            return columns, stored.by_disability(conn, units, digits)
        case _:
            birthdays = [years_after(day, -age) for age in AGES]
            return columns, stored.by_age(conn, units, digits, birthdays)


def _benefit_columns(group: Group, found: Counts) -> tuple[_Wanted, ...]:
    """The register's own list, and what is not in it."""
    choices = BY_NAME["benefit"].by_name[OF_BENEFIT[group]].choices
    parts = [Part(each.value, each.zh, each.en) for each in choices]
    known = {each.name for each in parts}
    other = {name for counts in found.values() for name in counts} - known
    if other:
        unknown = _Wanted(UNKNOWN.name, UNKNOWN.zh, UNKNOWN.en, tuple(sorted(other)))
        return (*map(_Wanted.part, parts), unknown)
    return tuple(map(_Wanted.part, parts))


def _rows(services: Services, units: Sequence[UnitCode], level: Level) -> Iterable[AdminUnit]:
    """The units of a level inside an area, in the order of their codes; ended ones left out."""
    tree = places.tree(services)
    for unit in units:
        if level_of(unit) is level:
            yield tree.get(unit)
        for each in tree.below(unit, level):
            if each.valid_to is None:
                yield each


def _summed(found: Counts) -> dict[str, int]:
    total: dict[str, int] = defaultdict(int)
    for counts in found.values():
        for name, n in counts.items():
            total[name] += n
    return total


def _values(
    columns: Sequence[_Wanted], counts: Mapping[str, int]
) -> dict[str, int | Decimal | None]:
    return {each.name: _value(each, counts) for each in columns}


def _value(column: _Wanted, counts: Mapping[str, int]) -> int | Decimal | None:
    n = sum(counts.get(part, 0) for part in column.parts)
    if not column.per:
        return n
    whole = sum(counts.get(part, 0) for part in column.per)
    if not whole:
        return None
    return (Decimal(100 * n) / whole).quantize(TENTH, ROUND_HALF_UP)


def _line(columns: Sequence[_Wanted], unit: AdminUnit, counts: Mapping[str, int]) -> FigureLine:
    return FigureLine(
        unit.code,
        unit.name,
        _values(columns, counts),
        opens=unit.level is not Level.VILLAGE,
    )


def _guarded(
    columns: Sequence[_Wanted], lines: Sequence[FigureLine], *, whole_group: bool
) -> list[FigureLine]:
    """The lines with small counts of class 3 left out, and with what would give them away."""
    told = list(lines)
    for each in columns:
        if each.guarded or whole_group:
            told = _without_few(told, each.name)
    return told


def _without_few(lines: list[FigureLine], name: str) -> list[FigureLine]:
    """The lines without the counts of a column that are too small to show.

    One alone could be told from the total, so the next smallest goes with it.
    """
    counts = {at: line.values[name] or 0 for at, line in enumerate(lines)}
    few = {at for at, n in counts.items() if 0 < n < FEW}
    others = sorted((n, at) for at, n in counts.items() if n >= FEW)
    beside = {others[0][1]} if len(few) == 1 and others else set()
    return [
        _hidden(line, name, is_few=at in few) if at in few | beside else line
        for at, line in enumerate(lines)
    ]


def _hidden(line: FigureLine, name: str, *, is_few: bool) -> FigureLine:
    few = line.few | {name} if is_few else line.few
    return replace(line, values={**line.values, name: None}, few=few)

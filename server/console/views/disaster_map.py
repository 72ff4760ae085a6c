"""An event on the map: the units below coloured by an indicator, who has not reported hatched."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final

import orjson

from server.console.views.disasters import COLUMNS, figure
from server.console.views.figures import FigureRow, KeyEntry, class_key, drawn
from server.core.area import level_of, short_name
from server.core.classes import limits, shade_of
from server.core.disaster_indicators import BY_NAME
from server.core.types import Level
from server.figures.asking import level_below

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from server.core.types import AdminUnit
    from server.disasters.rolls import EventPage, Line

MORE: Final = ("col_res_rooms", "sev_res_rooms", "min_res_hh")
MISSING: Final = {"zh": "未上报", "en": "not reported"}
NOT_IN: Final = {"zh": "未上报的村", "en": "Villages missing"}
ABSENT: Final = "missing_villages"


@dataclass(frozen=True, slots=True)
class EventMap:
    """What the map of an event shows: a measure of those there are, the key, the units as JSON."""

    measure: str
    measures: tuple[tuple[str, str], ...]
    key: tuple[KeyEntry, ...]
    drawn: str


def event_map(
    found: EventPage, children: Iterable[AdminUnit], measure: str, language: str
) -> EventMap:
    """The map of an event as its page's unit sees it; an unknown measure is the first one."""
    names = (*COLUMNS, *MORE)
    chosen = measure if measure in {*names, ABSENT} else names[0]
    lines = {line.unit.code: line for line in found.lines if _reported(line)}
    told = {code: _value(line, chosen) for code, line in lines.items()}
    cuts = limits(float(value) for value in told.values())
    rows = tuple(_row(each, told.get(each.code), cuts, language) for each in children)
    title = NOT_IN[language] if chosen == ABSENT else BY_NAME[chosen].label(language)
    is_village = level_of(found.unit.code) is Level.VILLAGE
    return EventMap(
        measure=chosen,
        measures=(
            *((name, BY_NAME[name].label(language)) for name in names),
            (ABSENT, NOT_IN[language]),
        ),
        key=tuple(_key(cuts, rows, list(told.values()), language)),
        drawn=orjson.dumps(
            drawn("village" if is_village else level_below(found.unit.code).value, title, rows)
        ).decode(),
    )


def _reported(line: Line) -> bool:
    return bool(line.totals.villages)


def _value(line: Line, measure: str) -> Decimal:
    if measure == ABSENT:
        return Decimal(len(line.totals.missing))
    return line.totals.figures[measure]


def _row(
    unit: AdminUnit, value: Decimal | None, cuts: tuple[float, ...], language: str
) -> FigureRow:
    return FigureRow(
        code=unit.code,
        name=short_name(unit.name),
        cells=(MISSING[language] if value is None else figure(value),),
        shade=-1 if value is None else shade_of(float(value), cuts),
        opens=unit.level is not Level.VILLAGE,
    )


def _key(
    cuts: tuple[float, ...],
    rows: Sequence[FigureRow],
    values: Sequence[Decimal],
    language: str,
) -> Iterable[KeyEntry]:
    yield from class_key(cuts, "", [float(value) for value in values])
    if any(row.shade < 0 for row in rows):
        yield KeyEntry(-1, MISSING[language])

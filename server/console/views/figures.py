"""Figures of units as a page shows them: texts, classes of the coloured map, its key."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import orjson

from server.core.area import short_name
from server.core.classes import SHADES, limits, shade_of
from server.core.figures import FEW

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from server.figures.table import FigureLine, FigureTable

UNKNOWN = "—"


@dataclass(frozen=True, slots=True)
class FigureRow:
    """One line of the table: a text for each column, and the class of the first."""

    code: str
    name: str
    cells: tuple[str, ...]
    shade: int
    opens: bool


@dataclass(frozen=True, slots=True)
class KeyEntry:
    """One entry of the map's key: a class and what falls in it."""

    shade: int
    text: str


@dataclass(frozen=True, slots=True)
class FigurePage:
    """A table of figures and what its first column colours the map with.

    `drawn` is what a browser's map needs, as JSON.
    """

    unit: str
    unit_code: str
    above: tuple[tuple[str, str], ...]
    level: str
    heads: tuple[str, ...]
    rows: tuple[FigureRow, ...]
    total: FigureRow
    key: tuple[KeyEntry, ...]
    drawn: str
    charted: str


def page(found: FigureTable, language: str, *, stacked: bool = False) -> FigurePage:
    """The page of a table; `stacked` where its columns are parts of one whole."""
    first = found.columns[0].name
    cuts = limits(_number(line, first) for line in found.lines if line.code)
    rows = tuple(_row(found, line, cuts) for line in found.lines)
    unit = "%" if found.columns[0].is_share else ""
    heads = tuple(
        column.label(language) + (" %" if column.is_share else "") for column in found.columns
    )
    return FigurePage(
        unit=found.unit.name,
        unit_code=found.unit.code,
        above=tuple((each.code, short_name(each.name)) for each in found.above),
        level=found.level.value,
        heads=heads,
        rows=rows,
        total=_row(found, found.total, cuts),
        key=tuple(key(cuts, unit, found.lines, first)),
        drawn=orjson.dumps(drawn(found.level.value, heads[0], rows)).decode(),
        charted=orjson.dumps(_charted(found, heads, stacked=stacked)).decode(),
    )


def drawn(level: str, title: str, rows: Iterable[FigureRow]) -> dict[str, Any]:
    """What the map colours and says of each unit: class, text and whether it opens."""
    return {
        "level": level,
        "title": title,
        "units": {row.code: [row.shade, row.cells[0], row.opens] for row in rows if row.code},
    }


def key(
    cuts: Sequence[float], unit: str, lines: Sequence[FigureLine], first: str
) -> Iterable[KeyEntry]:
    """The classes with their limits, from nothing to most, and what is not known."""
    yield from class_key(cuts, unit, [_number(line, first) for line in lines if line.code])
    if any(line.values[first] is None for line in lines):
        yield KeyEntry(-1, UNKNOWN)


def class_key(cuts: Sequence[float], unit: str, values: Sequence[float]) -> Iterable[KeyEntry]:
    """The classes that values fall in."""
    if 0 in values:
        yield KeyEntry(0, f"0{unit}")
    if cuts or any(values):
        bounds = zip((None, *cuts), (*cuts, None), strict=True)
        for shade, (start, end) in zip(SHADES[len(cuts) + 1], bounds, strict=True):
            yield KeyEntry(shade, _range(start, end, unit))


def _range(start: float | None, end: float | None, unit: str) -> str:
    """What falls in a class; whole numbers are said to the last one in it."""
    if not unit:
        return _counts(int(start or 1), None if end is None else int(end) - 1)
    if start is None:
        return f"> 0{unit}" if end is None else f"< {_plain(end)}{unit}"
    return f"≥ {_plain(start)}{unit}" if end is None else f"{_plain(start)} – {_plain(end)}{unit}"


def _counts(first: int, last: int | None) -> str:
    if last is None:
        return f"≥ {first:,}"
    return f"{first:,}" if first == last else f"{first:,} – {last:,}"


def _plain(value: float) -> str:
    return f"{value:,.10g}"


def _number(line: FigureLine, name: str) -> float:
    return float(line.values[name] or 0)


def _row(found: FigureTable, line: FigureLine, cuts: tuple[float, ...]) -> FigureRow:
    first = line.values[found.columns[0].name]
    return FigureRow(
        code=line.code or "",
        name=short_name(line.name) if line.name else "",
        cells=tuple(_cell(line, column.name) for column in found.columns),
        shade=-1 if first is None else shade_of(float(first), cuts),
        opens=line.opens,
    )


def _cell(line: FigureLine, name: str) -> str:
    if name in line.few:
        return f"<{FEW}"
    value = line.values[name]
    return UNKNOWN if value is None else f"{value:,}"


def _charted(found: FigureTable, heads: Sequence[str], *, stacked: bool) -> dict[str, Any]:
    """What a chart draws: names of units, and a row of numbers for each column."""
    return {
        "units": [short_name(line.name) if line.name else UNKNOWN for line in found.lines],
        "series": [
            {
                "name": head,
                "values": [_charted_value(line.values[column.name]) for line in found.lines],
            }
            for head, column in zip(heads, found.columns, strict=True)
        ],
        "stacked": stacked,
    }


def _charted_value(value: int | Decimal | None) -> float | int | None:
    return float(value) if isinstance(value, Decimal) else value

"""The figures of an event by unit as a table: all indicators, villages and the sums above them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from exports.table import Column, Kind, Table
from server.core.disaster_indicators import INDICATORS, TOTAL_LOSS
from server.core.types import Level, UnitCode
from server.disasters import rolls

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from server.core.desk.extract import Wish
    from server.core.desk.people import Asker
    from server.core.disaster_totals import Totals
    from server.core.types import AdminUnit
    from server.services import Services

HEADS = {
    "zh": ("区划代码", "单位", "级别", "已报村", "未报村", "未审村"),
    "en": ("Unit code", "Unit", "Level", "Villages", "Missing", "Not reviewed"),
}
NAMES = ("unit", "unit_name", "level", "villages", "missing", "unreviewed")


def disaster_source(
    services: Services, who: Asker, name: str, wish: Wish, *, now: datetime
) -> tuple[Table, int, Iterator[Sequence[object]]]:
    """Table, count and rows of an event (`sources.Source`); one unit down at a time to villages."""
    unit = UnitCode(wish.query["unit"]) if wish.query.get("unit") else None
    top = rolls.page(services, who, name, unit=unit, now=now)
    rows = list(_below(services, who, top, now))
    heads = [
        Column(name, title, Kind.TEXT if place < len(NAMES) - 3 else Kind.WHOLE)
        for place, (name, title) in enumerate(zip(NAMES, HEADS[wish.language], strict=True))
    ]
    figures = [
        Column(each.name, f"{each.label(wish.language)}（{each.unit(wish.language)}）", Kind.NUMBER)
        for each in (*INDICATORS, TOTAL_LOSS)
    ]
    table = Table("disaster", top.event.name, (*heads, *figures))
    return table, len(rows), iter(rows)


def _below(
    services: Services, who: Asker, page: rolls.EventPage, now: datetime
) -> Iterator[Sequence[object]]:
    yield _row(page.unit, page.totals)
    for line in page.lines:
        if line.unit.level is Level.VILLAGE:
            yield _row(line.unit, line.totals)
        else:
            deeper = rolls.page(services, who, page.event.event_id, unit=line.unit.code, now=now)
            yield from _below(services, who, deeper, now)


def _row(unit: AdminUnit, totals: Totals) -> Sequence[object]:
    return [
        unit.code,
        unit.name,
        unit.level.value,
        len(totals.villages),
        len(totals.missing),
        len(totals.unreviewed),
        *(totals.figures[each.name] for each in INDICATORS),
        totals.loss_total,
    ]

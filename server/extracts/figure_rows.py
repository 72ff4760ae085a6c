"""A table of figures by unit as a file: the columns and values of the page it was asked on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from exports.table import Column, Kind, Table
from server.core.figures import FEW
from server.figures import asking, table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from server.core.desk.extract import Wish
    from server.core.desk.people import Asker
    from server.services import Services

HEADS = {"zh": ("区划代码", "单位"), "en": ("Unit code", "Unit")}
TITLE = {"zh": "统计：{unit}", "en": "Figures: {unit}"}
TOTAL = {"zh": "合计", "en": "Total"}
NO_PLACE = {"zh": "尚无归属", "en": "Not placed yet"}


def figure_source(
    services: Services, who: Asker, _name: str, wish: Wish, *, now: datetime
) -> tuple[Table, int, Iterator[Sequence[object]]]:
    """Table, count and rows (`sources.Source`): a line for each unit and the total last.

    Counts too small to show are text.
    """
    found = table.table(services, who, asking.FigureAsk.asked(wish.query), now=now)
    hidden = {name for line in found.lines for name in line.few}
    columns = [
        Column(
            each.name.replace(":", "_"),
            each.label(wish.language) + (" %" if each.is_share else ""),
            Kind.TEXT if each.name in hidden else Kind.NUMBER if each.is_share else Kind.WHOLE,
        )
        for each in found.columns
    ]
    heads = [
        Column(name, title)
        for name, title in zip(("unit", "unit_name"), HEADS[wish.language], strict=True)
    ]
    made = Table("figures", TITLE[wish.language].format(unit=found.unit.name), (*heads, *columns))
    names = [each.name for each in found.columns]
    rows = [
        [
            line.code or "",
            line.name or NO_PLACE[wish.language],
            *(_cell(line, name, as_text=name in hidden) for name in names),
        ]
        for line in found.lines
    ]
    rows.append(
        [
            found.total.code or "",
            TOTAL[wish.language],
            *(_cell(found.total, name, as_text=name in hidden) for name in names),
        ]
    )
    return made, len(rows), iter(rows)


def _cell(line: table.FigureLine, name: str, *, as_text: bool) -> object:
    if name in line.few:
        return f"<{FEW}"
    value = line.values[name]
    return str(value) if as_text and value is not None else value

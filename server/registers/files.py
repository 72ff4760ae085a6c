"""A register's rows as a file: comma-separated, as Excel of the offices opens it."""

from __future__ import annotations

import csv
import io
from itertools import chain
from typing import TYPE_CHECKING

from exports.text import harmless
from server import places
from server.core.registers.fields import FieldType
from server.core.registers.masking import Hidden
from server.core.registers.writing import shown
from server.core.types import UnitCode
from server.registers.access import units_of
from server.registers.listing import every, visible_columns
from server.registers.sheets import heading

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from server.core.area import AreaTree
    from server.core.desk.people import Asker
    from server.core.registers.fields import RegisterField
    from server.core.registers.filters import Asked
    from server.core.registers.register import Register
    from server.services import Services

BOM = b"\xef\xbb\xbf"  # without it Excel on the office PCs shows Chinese CSV as noise


def csv_rows(
    services: Services,
    who: Asker,
    register: Register,
    asked: Asked,
    *,
    unit: UnitCode | None = None,
    language: str,
) -> Iterator[bytes]:
    """Heading and rows one by one, so that memory does not grow with the county.

    Raise NotFound for a unit outside the asker's area, before the first of them.
    """
    units_of(who, unit)
    tree = places.tree(services)
    found = every(services, who, register.name, asked, unit=unit)
    return _csv_rows(visible_columns(register), found, tree, language)


def _csv_rows(
    columns: tuple[RegisterField, ...],
    found: Iterable[Mapping[str, object]],
    tree: AreaTree,
    language: str,
) -> Iterator[bytes]:
    names = {"zh": "区划名称", "en": "Unit name"}
    head = [names[language], *(heading(column, language) for column in columns)]
    rows = (_line(columns, row, tree, language) for row in found)
    yield BOM
    line = io.StringIO(newline="")
    writer = csv.writer(line)
    for cells in chain([head], rows):
        writer.writerow(cells)
        yield line.getvalue().encode()
        line.seek(0)
        line.truncate()


def _line(
    columns: tuple[RegisterField, ...], row: Mapping[str, object], tree: AreaTree, language: str
) -> list[str]:
    unit = UnitCode(str(row["unit"]))
    path = tree.lineage(unit)[1:] if unit in tree else ()
    return [
        "".join(each.name for each in path),
        *(_cell(c, row[c.name], language) for c in columns),
    ]


def _cell(column: RegisterField, value: object, language: str) -> str:
    if isinstance(value, Hidden):
        return value.text
    text = shown(column, value, language)
    is_free = column.type in {FieldType.TEXT, FieldType.NOTE}
    return harmless(text) if is_free else text

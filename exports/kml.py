"""KML 2.3 for globes and phones: one placemark a row, only rows that have a place."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from exports.table import Position
from exports.text import clean, plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from exports.table import Table

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="http://www.opengis.net/kml/2.2">\n'


def write(path: Path, table: Table, rows: Iterable[Sequence[object]]) -> int:
    """Write the placemarks to `path`; return how many rows came, with or without a place."""
    place = table.place
    count = 0
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(f"{HEAD}<Document><name>{escape(clean(table.title))}</name>")
        file.write(f"<description>{escape(clean(chr(10).join(table.notes)))}</description>\n")
        for count, row in enumerate(rows, 1):  # noqa: B007  # the number of the last is the answer
            where = None if place is None else row[place]
            if isinstance(where, Position):
                file.write(_placemark(table, row, where))
        file.write("</Document></kml>\n")
    return count


def _placemark(table: Table, row: Sequence[object], where: Position) -> str:
    data = "".join(
        f"<Data name={quoteattr(column.name)}><displayName>{escape(clean(column.title))}"
        f"</displayName><value>{escape(plain(value))}</value></Data>"
        for column, value in zip(table.columns, row, strict=True)
        if value is not None and not isinstance(value, Position)
    )
    name = next((plain(value) for value in row if value not in {None, ""}), "")
    return (
        f"<Placemark><name>{escape(name)}</name><ExtendedData>{data}</ExtendedData>"
        f"<Point><coordinates>{where.lon},{where.lat}</coordinates></Point></Placemark>\n"
    )

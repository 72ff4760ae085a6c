"""GeoJSON (RFC 7946): one feature a row, written as they come; rows without place keep none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import orjson

from exports.table import Position
from exports.text import jsonable

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from exports.table import Table


def write(path: Path, table: Table, rows: Iterable[Sequence[object]]) -> int:
    """Write a FeatureCollection to `path`; return how many features."""
    place = table.place
    names = [column.name for column in table.columns]
    count = 0
    with path.open("wb") as file:
        about = orjson.dumps({"name": table.title, "notes": list(table.notes)})
        file.write(b'{"type":"FeatureCollection",' + about[1:-1] + b',"features":[')
        for count, row in enumerate(rows, 1):
            pairs = zip(names, row, strict=True)
            feature = {
                "type": "Feature",
                "geometry": geometry(None if place is None else row[place]),
                "properties": {n: jsonable(v) for n, v in pairs if not isinstance(v, Position)},
            }
            file.write((b",\n" if count > 1 else b"\n") + orjson.dumps(feature))
        file.write(b"\n]}\n")
    return count


def geometry(value: object) -> dict[str, object] | None:
    """A point as RFC 7946 writes it: longitude first, height where known."""
    if not isinstance(value, Position):
        return None
    height = [] if value.alt_m is None else [value.alt_m]
    return {"type": "Point", "coordinates": [value.lon, value.lat, *height]}

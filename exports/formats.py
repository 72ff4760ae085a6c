"""The formats of files that leave the house, and who writes each."""

from __future__ import annotations

from enum import StrEnum
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from exports.table import Table


class Format(StrEnum):
    """What a list can be taken out as."""

    XLSX = "xlsx"
    CSV = "csv"
    GEOJSON = "geojson"
    GEOPACKAGE = "gpkg"
    KML = "kml"
    PARQUET = "parquet"


MEDIA_TYPES = {
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.CSV: "text/csv; charset=utf-8",
    Format.GEOJSON: "application/geo+json",
    Format.GEOPACKAGE: "application/geopackage+sqlite3",
    Format.KML: "application/vnd.google-earth.kml+xml",
    Format.PARQUET: "application/vnd.apache.parquet",
}

NEEDS_PLACE = frozenset({Format.KML})
"""Formats that hold nothing but places: without one they would be empty."""

_WRITERS = {
    Format.XLSX: "exports.xlsx",
    Format.CSV: "exports.csvfile",
    Format.GEOJSON: "exports.geojson",
    Format.GEOPACKAGE: "exports.geopackage",
    Format.KML: "exports.kml",
    Format.PARQUET: "exports.parquet",
}


def available() -> tuple[Format, ...]:
    """The formats this installation can write: Parquet needs a package of its own."""
    return tuple(f for f in Format if f is not Format.PARQUET or find_spec("pyarrow"))


def write(path: Path, wanted: Format, table: Table, rows: Iterable[Sequence[object]]) -> int:
    """Write the rows as `wanted` to a new file at `path`; return how many.

    Rows are asked for one by one: memory stays the same however many there are.
    """
    writer = import_module(_WRITERS[wanted])
    return int(writer.write(path, table, rows))

"""GeoPackage 1.4 (OGC 12-128r19) by the standard library's SQLite: one layer of points."""

from __future__ import annotations

import sqlite3
import struct
from contextlib import closing
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from exports.table import Kind, Position, batches
from exports.text import clean, unique

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from exports.table import Table

APPLICATION_ID = 0x47504B47  # "GPKG"
VERSION = 10400
WGS84 = 4326
BATCH = 1_000

SQL_TYPES = {
    Kind.TEXT: "TEXT",
    Kind.WHOLE: "INTEGER",
    Kind.NUMBER: "REAL",
    Kind.YES_NO: "BOOLEAN",
    Kind.DAY: "DATE",
    Kind.MOMENT: "DATETIME",
    Kind.POINT: "TEXT",
}

WGS84_WKT = (
    'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,'
    'AUTHORITY["EPSG","7030"]],AUTHORITY["EPSG","6326"]],PRIMEM["Greenwich",0,'
    'AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],'
    'AUTHORITY["EPSG","4326"]]'
)

TABLES = """
CREATE TABLE gpkg_spatial_ref_sys (
  srs_name TEXT NOT NULL, srs_id INTEGER PRIMARY KEY, organization TEXT NOT NULL,
  organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT);
CREATE TABLE gpkg_contents (
  table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE,
  description TEXT DEFAULT '',
  last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')),
  min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER,
  CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id));
CREATE TABLE gpkg_geometry_columns (
  table_name TEXT NOT NULL, column_name TEXT NOT NULL, geometry_type_name TEXT NOT NULL,
  srs_id INTEGER NOT NULL, z TINYINT NOT NULL, m TINYINT NOT NULL,
  CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name),
  CONSTRAINT uk_gc_table_name UNIQUE (table_name),
  CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name),
  CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id));
"""

SYSTEMS = (
    ("Undefined cartesian SRS", -1, "NONE", -1, "undefined", ""),
    ("Undefined geographic SRS", 0, "NONE", 0, "undefined", ""),
    ("WGS 84 geodetic", WGS84, "EPSG", WGS84, WGS84_WKT, "longitude/latitude, WGS 84"),
)


def write(path: Path, table: Table, rows: Iterable[Sequence[object]]) -> int:
    """Write the rows as one layer to a new file at `path`; return how many.

    Without a place in the table it holds attributes alone, which is allowed too.
    """
    with closing(sqlite3.connect(path)) as file:
        file.execute("PRAGMA journal_mode = OFF")  # the file is new: a broken one is thrown away
        file.execute("PRAGMA synchronous = OFF")
        file.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        file.execute(f"PRAGMA user_version = {VERSION}")
        file.executescript(TABLES)
        file.executemany("INSERT INTO gpkg_spatial_ref_sys VALUES (?,?,?,?,?,?)", SYSTEMS)
        count, box = _write_layer(file, table, rows)
        _enter(file, table, box)
        file.commit()
    return count


def _write_layer(
    file: sqlite3.Connection, table: Table, rows: Iterable[Sequence[object]]
) -> tuple[int, _Box]:
    place = table.place
    kept = [(i, c) for i, c in enumerate(table.columns) if i != place]
    heads = unique(tuple(column for _, column in kept), titles=False)
    shape = ["fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL"]
    shape += [] if place is None else ["geom POINT"]
    shape += [
        f"{_quoted(head)} {SQL_TYPES[column.kind]}"
        for head, (_, column) in zip(heads, kept, strict=True)
    ]
    file.execute(f"CREATE TABLE {_quoted(table.name)} ({', '.join(shape)})")
    marks = ",".join("?" * len(shape))
    statement = f"INSERT INTO {_quoted(table.name)} VALUES ({marks})"  # noqa: S608  # the name is quoted
    count, box = 0, _Box()
    for batch in batches(rows, BATCH):
        lines = []
        for row in batch:
            count += 1
            where = [] if place is None else [box.point(row[place])]
            lines.append([count, *where, *(_value(row[i]) for i, _ in kept)])
        file.executemany(statement, lines)
    return count, box


class _Box:
    """Points as GeoPackage holds them, and how far they reach."""

    def __init__(self) -> None:
        self.bounds: tuple[float, float, float, float] | None = None

    def point(self, value: object) -> bytes | None:
        """A GeoPackage binary: header, then well-known binary, little endian."""
        if not isinstance(value, Position):
            return None
        x, y = value.lon, value.lat
        west, south, east, north = self.bounds or (x, y, x, y)
        self.bounds = min(west, x), min(south, y), max(east, x), max(north, y)
        return struct.pack("<2sBBiBIdd", b"GP", 0, 1, WGS84, 1, 1, x, y)


def _value(value: object) -> object:
    match value:
        case None | bool() | int() | float():
            return value
        case Decimal():
            return float(value)
        case datetime():
            return f"{value.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.000Z"
        case date():
            return value.isoformat()
        case _:
            return clean(str(value))


def _enter(file: sqlite3.Connection, table: Table, box: _Box) -> None:
    """Enter the layer in the file's own catalogue, which readers look at first."""
    has_place = table.place is not None
    about = "\n".join(table.notes)
    file.execute(
        "INSERT INTO gpkg_contents (table_name, data_type, identifier, description,"
        " min_x, min_y, max_x, max_y, srs_id) VALUES (?,?,?,?,?,?,?,?,?)",
        (
            table.name,
            "features" if has_place else "attributes",
            table.title,
            about,
            *(box.bounds or (None,) * 4),
            WGS84 if has_place else None,
        ),
    )
    if has_place:
        file.execute(
            "INSERT INTO gpkg_geometry_columns VALUES (?,?,?,?,?,?)",
            (table.name, "geom", "POINT", WGS84, 0, 0),
        )


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'

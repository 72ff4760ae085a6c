"""Boundaries in a GeoPackage (OGC 12-128), read with sqlite3 alone.

The file comes from elsewhere: it is opened from memory, its schema is not trusted, nothing but
reading is allowed, and a query that runs on and on is cut off.
"""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import shapely

from server.areas.features import Feature, MapFile
from server.areas.wkb import area_from_wkb
from server.core.errors import OutlinesUnreadable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shapely.geometry.base import BaseGeometry

MAGIC = b"SQLite format 3\0"
WRITE_VERSION, READ_VERSION = 18, 19
ROLLBACK_JOURNAL = 1
SMALLEST_FILE = 100
STEPS_PER_LOOK, MOST_LOOKS = 100_000, 1_000
LONGEST_BLOB = 32_000_000
ENVELOPE_BYTES = {0: 0, 1: 32, 2: 48, 3: 48, 4: 64}
HEADER_BYTES = 8
EMPTY = 0x10

LAYERS = """
SELECT c.table_name, g.column_name, s.organization, s.organization_coordsys_id, s.srs_id
FROM gpkg_contents AS c
JOIN gpkg_geometry_columns AS g ON g.table_name = c.table_name
LEFT JOIN gpkg_spatial_ref_sys AS s ON s.srs_id = g.srs_id
JOIN sqlite_master AS m ON m.name = c.table_name
WHERE c.data_type = 'features' AND m.type = 'table' AND m.sql NOT LIKE '%VIRTUAL%'
ORDER BY c.table_name LIMIT 100
"""
"""Real tables only: a view or a virtual table could be written to run for ever."""


@dataclass(frozen=True, slots=True)
class LayerEntry:
    """A layer as the tables of the GeoPackage describe it."""

    table: str
    column: str
    crs: str | None


def is_geopackage(content: bytes) -> bool:
    """Whether the bytes begin as an SQLite file does."""
    return content.startswith(MAGIC) and len(content) >= SMALLEST_FILE


def read_geopackage(content: bytes, *, layer: str | None = None) -> MapFile:
    """The features of a layer; it must be named if there are several.

    Raise OutlinesUnreadable for a damaged file, one that is no GeoPackage, or an unknown layer.
    """
    connection = _opened(content)
    chosen = _chosen(_layers(connection), layer)
    return MapFile(chosen.crs, _features(connection, chosen))


def _opened(content: bytes) -> sqlite3.Connection:
    plain = bytearray(content)
    # A file left in WAL mode cannot be opened from memory; what it holds is all we were given.
    plain[WRITE_VERSION] = plain[READ_VERSION] = ROLLBACK_JOURNAL
    connection = sqlite3.connect(":memory:")
    with _damage_said():
        connection.deserialize(bytes(plain))
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.execute("PRAGMA query_only = ON")
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LONGEST_BLOB)
    looks = iter(range(MOST_LOOKS))
    connection.set_progress_handler(lambda: next(looks, None) is None, STEPS_PER_LOOK)
    connection.text_factory = _text
    return connection


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "replace")


def _layers(connection: sqlite3.Connection) -> tuple[LayerEntry, ...]:
    rows = _rows(connection, LAYERS)
    return tuple(LayerEntry(str(table), str(column), _crs(*srs)) for table, column, *srs in rows)


def _crs(organization: object, number: object, srs_id: object) -> str | None:
    """The system as ``EPSG:4490``; None where the file leaves it open (ids -1 and 0)."""
    if srs_id in (-1, 0):
        return None
    return f"{organization}:{number}"


def _chosen(layers: tuple[LayerEntry, ...], wanted: str | None) -> LayerEntry:
    if not layers:
        raise OutlinesUnreadable(
            reason_zh="GeoPackage 中没有矢量图层", reason_en="the GeoPackage has no feature layer"
        )
    fitting = [entry for entry in layers if wanted in (None, entry.table)]
    if len(fitting) == 1:
        return fitting[0]
    names = "、".join(entry.table for entry in layers)
    raise OutlinesUnreadable(
        reason_zh=f"请指明图层，文件中有：{names}",
        reason_en=f"name the layer; the file has {names}",
    )


def _features(connection: sqlite3.Connection, layer: LayerEntry) -> Iterator[Feature]:
    table = layer.table.replace('"', '""')
    # The name is quoted: the file's own tables give it, and it cannot be bound as a value.
    rows = _rows(connection, f'SELECT * FROM "{table}"')  # noqa: S608 — quoted as said above
    for number, row in enumerate(rows, start=1):
        yield _feature(number, dict(row), layer.column)
    connection.close()


def _feature(number: int, row: dict[str, Any], column: str) -> Feature:
    blob = row.pop(column, None)
    if not isinstance(blob, bytes):
        return Feature(number, row, None, "null")
    try:
        return Feature(number, row, geometry_of(blob))
    except (ValueError, shapely.GEOSException) as err:
        return Feature(number, row, None, str(err)[:100])


def geometry_of(blob: bytes) -> BaseGeometry | None:
    """The geometry in a GeoPackage blob; None if it says it is empty.

    The header is ``GP``, version, flags, reference system and an envelope (OGC 12-128, 2.1.3).
    Raise ValueError for another header or no area, GEOSException for a damaged geometry.
    """
    if len(blob) < HEADER_BYTES or blob[:2] != b"GP":
        raise ValueError("no GeoPackage geometry")
    flags = blob[3]
    envelope = ENVELOPE_BYTES.get(flags >> 1 & 0b111)
    if envelope is None:
        raise ValueError("unknown kind of envelope")
    return None if flags & EMPTY else area_from_wkb(blob[HEADER_BYTES + envelope :])


def _rows(connection: sqlite3.Connection, query: str) -> Iterator[sqlite3.Row]:
    cursor = connection.cursor()
    cursor.row_factory = sqlite3.Row
    with _damage_said():
        yield from cursor.execute(query)


@contextmanager
def _damage_said() -> Iterator[None]:
    try:
        yield
    except (sqlite3.DatabaseError, UnicodeDecodeError) as err:
        # sqlite3 decodes its own messages, and damaged names in them, as UTF-8.
        said = str(err)[:100]
        raise OutlinesUnreadable(
            reason_zh=f"不是完好的 GeoPackage（{said}）",
            reason_en=f"it is no sound GeoPackage ({said})",
        ) from err

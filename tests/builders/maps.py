"""Boundary files as offices send them: GeoJSON and GeoPackage, made in memory."""

import json
import math
import sqlite3
import struct
from collections.abc import Iterable, Sequence

import shapely
from shapely import Geometry, Polygon

Drawn = tuple[str | int | None, Geometry | None]


def geojson(
    drawn: Iterable[Drawn], *, column: str = "code", crs: object = None, **properties: object
) -> bytes:
    features = [
        {
            "type": "Feature",
            "properties": {column: code, **properties},
            "geometry": json.loads(shapely.to_geojson(shape)) if shape is not None else None,
        }
        for code, shape in drawn
    ]
    collection = {"type": "FeatureCollection", "features": features}
    if crs is not None:
        collection["crs"] = crs
    return json.dumps(collection, ensure_ascii=False).encode()


def named_crs(name: str) -> dict[str, object]:
    return {"type": "name", "properties": {"name": name}}


def star(points: int, *, lon: float = 0, lat: float = 0, radius: float = 1) -> Polygon:
    """A ring that crosses itself at every turn."""
    turn = 2 * math.pi * (points // 2) / points
    return Polygon(
        [
            (lon + radius * math.cos(i * turn), lat + radius * math.sin(i * turn))
            for i in range(points)
        ]
    )


def blob(shape: Geometry, *, envelope: bool = False) -> bytes:
    """A geometry as OGC 12-128 2.1.3 stores it, little-endian."""
    header = b"GP" + bytes([0, 0b10 * envelope | 1]) + struct.pack("<i", 4326)
    if envelope:
        west, south, east, north = shapely.bounds(shape)
        header += struct.pack("<4d", west, east, south, north)
    return header + shapely.to_wkb(shape, byte_order=1)


def geopackage(
    drawn: Sequence[tuple[str, bytes | None]],
    *,
    layers: Sequence[str] = ("village",),
    srs: tuple[str, int] = ("EPSG", 4326),
    srs_id: int | None = None,
    wal: bool = False,
) -> bytes:
    used = srs[1] if srs_id is None else srs_id
    db = sqlite3.connect(":memory:")
    db.executescript(TABLES)
    db.execute("INSERT INTO gpkg_spatial_ref_sys VALUES ('x', ?, ?, ?, 'x')", (used, *srs))
    for name in layers:
        table = name.replace('"', '""')
        db.execute(f'CREATE TABLE "{table}" (fid INTEGER PRIMARY KEY, adcode TEXT, geom BLOB)')
        # The name is the test's own.
        db.executemany(f'INSERT INTO "{table}" (adcode, geom) VALUES (?, ?)', drawn)  # noqa: S608
        db.execute("INSERT INTO gpkg_contents VALUES (?, 'features', ?)", (name, used))
        db.execute("INSERT INTO gpkg_geometry_columns VALUES (?, 'geom', ?)", (name, used))
    db.commit()
    content = bytearray(db.serialize())
    db.close()
    if wal:
        content[18] = content[19] = 2
    return bytes(content)


TABLES = """
CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT, srs_id INTEGER PRIMARY KEY,
  organization TEXT, organization_coordsys_id INTEGER, definition TEXT);
CREATE TABLE gpkg_contents (table_name TEXT PRIMARY KEY, data_type TEXT, srs_id INTEGER);
CREATE TABLE gpkg_geometry_columns (table_name TEXT PRIMARY KEY, column_name TEXT, srs_id INTEGER);
"""

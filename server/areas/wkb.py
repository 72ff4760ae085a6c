"""Areas in well-known binary, walked through before GEOS reads them.

GEOS reads nested geometries by recursion and without a limit: a few hundred kilobytes of nothing
but headers end the process.  An area nests twice at most.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

import shapely

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

POLYGON, MULTIPOLYGON = 3, 6
KINDS = {1: "Point", 2: "LineString", 4: "MultiPoint", 5: "MultiLineString"}
HEADER, COUNT, NUMBER = 5, 4, 8
LITTLE_ENDIAN = 1
Z_FLAG, M_FLAG, SRID_FLAG = 0x80000000, 0x40000000, 0x20000000
ISO_STEP = 1000
DIMENSIONS = {0: 2, 1: 3, 2: 3, 3: 4}


def area_from_wkb(wkb: bytes) -> BaseGeometry:
    """A polygon or multipolygon; raise ValueError for anything else, GEOSException if damaged."""
    try:
        _walk(wkb, 0, inside=False)
    except (struct.error, KeyError) as err:
        raise ValueError("damaged geometry") from err
    return shapely.from_wkb(wkb)


def _walk(wkb: bytes, at: int, *, inside: bool) -> int:
    """The offset behind the area that begins at `at`; those in a multipolygon are polygons."""
    order = "<" if wkb[at : at + 1] == bytes([LITTLE_ENDIAN]) else ">"
    (word,) = struct.unpack_from(f"{order}I", wkb, at + 1)
    kind, dimensions = _kind(word & 0xFFFF, word)
    at += HEADER + (COUNT if word & SRID_FLAG else 0)
    if kind == POLYGON:
        return _behind_rings(wkb, at, order, dimensions * NUMBER)
    if kind != MULTIPOLYGON or inside:
        raise ValueError(f"not an area but {KINDS.get(kind, f'type {kind}')}")
    (parts,) = struct.unpack_from(f"{order}I", wkb, at)
    at += COUNT
    for _ in range(parts):
        at = _walk(wkb, at, inside=True)
    return at


def _kind(number: int, word: int) -> tuple[int, int]:
    """Type and number of coordinates, by ISO thousands or by the flags of older programs."""
    flags = bool(word & Z_FLAG) + bool(word & M_FLAG)
    return number % ISO_STEP, DIMENSIONS[number // ISO_STEP] + flags


def _behind_rings(wkb: bytes, at: int, order: str, point_bytes: int) -> int:
    (rings,) = struct.unpack_from(f"{order}I", wkb, at)
    at += COUNT
    for _ in range(rings):
        (points,) = struct.unpack_from(f"{order}I", wkb, at)
        at += COUNT + points * point_bytes
    return at

"""EXIF bytes to position, time and orientation, or nothing.

A reader of the nine fields the rules look at (F-02 to F-04).  Pillow's own reader raises a dozen
kinds of failure on what phones write; this one is bounded and has no failure at all: whatever
cannot be read is absent.
"""

from __future__ import annotations

import math
import re
import struct
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from server.core.types import GeoPoint

if TYPE_CHECKING:
    from collections.abc import Mapping

HEADER = b"Exif\x00\x00"
MAX_ENTRIES = 500  # of one directory; phones write about 40
MAX_VALUES = 64  # of one entry; the fields we read have three at most
FIRST_YEAR = 2000  # before that a clock was never set

ORIENTATION, DATE_TIME, EXIF_IFD, GPS_IFD = 0x0112, 0x0132, 0x8769, 0x8825
DATE_TIME_ORIGINAL, DATE_TIME_DIGITIZED = 0x9003, 0x9004
LAT_REF, LAT, LON_REF, LON, ALT_REF, ALT, ERROR = 1, 2, 3, 4, 5, 6, 31

SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 7: 1, 9: 4, 10: 8}
CODES = {1: "B", 3: "H", 4: "I", 9: "i"}
RATIONALS = {5: "II", 10: "ii"}

_DATE_TIME = re.compile(r"(\d{4})[:/-](\d\d)[:/-](\d\d)[ T](\d\d):(\d\d):(\d\d)")

Value = str | tuple[float | None, ...]
Fields = dict[int, Value]


@dataclass(frozen=True, slots=True)
class Exif:
    """What a camera noted: wall time without zone, WGS84 position, orientation 1 to 8."""

    taken_at: datetime | None = None
    position: GeoPoint | None = None
    orientation: int = 1


def read_exif(content: bytes) -> Exif:
    """What `content`, an APP1 or eXIf block, says; never raises."""
    tiff = content.removeprefix(HEADER)
    order = {b"II*\x00": "<", b"MM\x00*": ">"}.get(tiff[:4])
    if order is None or len(tiff) < 8:  # noqa: PLR2004 - the length of a TIFF header
        return Exif()
    main = _directory(tiff, order, struct.unpack_from(order + "I", tiff, 4)[0])
    detail = _directory(tiff, order, _pointer(main, EXIF_IFD))
    return Exif(
        taken_at=_taken_at(main, detail),
        position=_position(_directory(tiff, order, _pointer(main, GPS_IFD))),
        orientation=_orientation(main),
    )


def _directory(tiff: bytes, order: str, offset: int) -> Fields:
    """The fields of one directory; those that lie outside the block are left out."""
    if not 0 < offset <= len(tiff) - 2:
        return {}
    (count,) = struct.unpack_from(order + "H", tiff, offset)
    fields: Fields = {}
    for start in range(offset + 2, offset + 2 + 12 * min(count, MAX_ENTRIES), 12):
        if start + 12 > len(tiff):
            break
        tag, kind, length = struct.unpack_from(order + "HHI", tiff, start)
        raw = _raw(tiff, order, start + 8, SIZES.get(kind, 0) * length)
        if raw and length <= MAX_VALUES:
            fields.setdefault(tag, _value(order, kind, length, raw))
    return fields


def _raw(tiff: bytes, order: str, start: int, size: int) -> bytes:
    """The bytes of a value: four fit into the entry, more lie elsewhere; empty if outside."""
    if size <= 4:  # noqa: PLR2004 - the room in an entry
        return tiff[start : start + size]
    (offset,) = struct.unpack_from(order + "I", tiff, start)
    raw = tiff[offset : offset + size]
    return raw if len(raw) == size else b""


def _value(order: str, kind: int, length: int, raw: bytes) -> Value:
    if kind in CODES:
        return struct.unpack(f"{order}{length}{CODES[kind]}", raw)
    if kind in RATIONALS:
        numbers = struct.unpack(order + RATIONALS[kind] * length, raw)
        return tuple(map(_ratio, numbers[::2], numbers[1::2]))
    return raw.partition(b"\x00")[0].decode("ascii", "replace").strip()


def _ratio(numerator: int, denominator: int) -> float | None:
    return numerator / denominator if denominator else None


def _numbers(fields: Mapping[int, Value], tag: int) -> tuple[float | None, ...]:
    value = fields.get(tag, ())
    return () if isinstance(value, str) else value


def _text(fields: Mapping[int, Value], tag: int) -> str:
    value = fields.get(tag, "")
    return value if isinstance(value, str) else ""


def _first(fields: Mapping[int, Value], tag: int) -> float | None:
    return next(iter(_numbers(fields, tag)), None)


def _pointer(fields: Mapping[int, Value], tag: int) -> int:
    return int(_first(fields, tag) or 0)


def _orientation(main: Mapping[int, Value]) -> int:
    value = _first(main, ORIENTATION) or 1
    return int(value) if value in range(1, 9) else 1


def _taken_at(main: Mapping[int, Value], detail: Mapping[int, Value]) -> datetime | None:
    """When the shutter went; old phones write the time of the file only."""
    texts = (
        _text(detail, DATE_TIME_ORIGINAL),
        _text(detail, DATE_TIME_DIGITIZED),
        _text(main, DATE_TIME),
    )
    return next((time for text in texts if (time := _wall_time(text)) is not None), None)


def _wall_time(text: str) -> datetime | None:
    """`text` as a time; None for one of a clock that was never set."""
    found = _DATE_TIME.match(text)
    if found is None:
        return None
    try:
        time = datetime.fromisoformat("{}-{}-{}T{}:{}:{}".format(*found.groups()))
    except ValueError:
        return None
    return time if time.year >= FIRST_YEAR else None


def _position(gps: Mapping[int, Value]) -> GeoPoint | None:
    """The fix, or None; 0 degrees north, 0 east is what cameras write when they have none."""
    lat = _degrees(gps, LAT, LAT_REF, "NS", limit=90)
    lon = _degrees(gps, LON, LON_REF, "EW", limit=180)
    if lat is None or lon is None or (lat == 0 and lon == 0):
        return None
    return GeoPoint(lat, lon, _altitude(gps), _first(gps, ERROR))


def _degrees(
    gps: Mapping[int, Value], tag: int, ref_tag: int, refs: str, *, limit: int
) -> float | None:
    """Degrees, minutes, seconds as degrees; an absent reference means north and east.

    An undefined second (0/0) counts as none, an undefined minute spoils the value: 1.8 km.
    """
    degrees, minutes, seconds = (*_numbers(gps, tag), 0, 0, 0)[:3] if tag in gps else (None,) * 3
    ref = (_text(gps, ref_tag).upper() or refs[0])[0]
    if degrees is None or minutes is None or ref not in refs:
        return None
    value = math.copysign(abs(degrees) + minutes / 60 + (seconds or 0) / 3600, degrees)
    value = -value if ref == refs[1] else value
    return value if abs(value) <= limit else None


def _altitude(gps: Mapping[int, Value]) -> float | None:
    metres = _first(gps, ALT)
    if metres is None:
        return None
    return -metres if _first(gps, ALT_REF) == 1 else metres

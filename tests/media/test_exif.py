"""EXIF as phones write it, and as nobody should."""

from __future__ import annotations

import struct
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from PIL.TiffImagePlugin import IFDRational

from media.exif import Exif, read_exif
from server.core.types import GeoPoint

MORNING = datetime(2026, 11, 23, 9, 41, 7)  # noqa: DTZ001 - EXIF carries no zone
DONGWAN = {1: "N", 2: (36.0, 47.0, 30.12), 3: "E", 4: (104.0, 40.0, 12.6)}


def written(tags=None, *, detail=None, gps=None):
    """An APP1 block by Pillow's writer."""
    exif = Image.Exif()
    for tag, value in (tags or {}).items():
        exif[tag] = value
    exif.get_ifd(0x8769).update(detail or {})
    exif.get_ifd(0x8825).update(gps or {})
    return exif.tobytes()


def entry(tag, kind, count, value):
    return struct.pack(">HHI", tag, kind, count) + value


def block(*entries):
    """A hand-made big-endian block with one directory."""
    return b"MM\x00*\x00\x00\x00\x08" + struct.pack(">H", len(entries)) + b"".join(entries)


def test_time_position_and_orientation_are_read():
    gps = DONGWAN | {5: b"\x00", 6: 1489.5, 31: 4.8}
    exif = read_exif(written({0x0112: 6}, detail={0x9003: "2026:11:23 09:41:07"}, gps=gps))
    assert exif.taken_at == MORNING
    assert exif.orientation == 6
    assert exif.position.lat == pytest.approx(36.7917, abs=1e-4)
    assert exif.position.lon == pytest.approx(104.67017, abs=1e-4)
    assert exif.position.alt_m == pytest.approx(1489.5)
    assert exif.position.accuracy_m == pytest.approx(4.8)


@given(lat=st.floats(-90, 90), lon=st.floats(-180, 180).filter(lambda x: abs(x) > 1e-3))
def test_a_position_written_is_the_position_read(lat, lon):
    gps = {
        1: "S" if lat < 0 else "N",
        2: (IFDRational(round(abs(lat) * 1e7), 10**7), 0, 0),
        3: "W" if lon < 0 else "E",
        4: (IFDRational(round(abs(lon) * 1e7), 10**7), 0, 0),
    }
    position = read_exif(written(gps=gps)).position
    assert (position.lat, position.lon) == pytest.approx((lat, lon), abs=1e-6)


@pytest.mark.parametrize(
    ("tags", "detail", "taken_at"),
    [
        ({}, {0x9003: "2026:11:23 09:41:07", 0x9004: "2020:01:01 00:00:00"}, MORNING),
        ({}, {0x9003: "0000:00:00 00:00:00", 0x9004: "2026:11:23 09:41:07"}, MORNING),
        ({0x0132: "2026:11:23 09:41:07"}, {}, MORNING),
        ({}, {0x9003: "2026:11:23 09:41:07\x00\x00 "}, MORNING),
        ({}, {0x9003: "2026-11-23T09:41:07+08:00"}, MORNING),
        ({}, {0x9003: "2026:02:30 09:41:07"}, None),
        ({}, {0x9003: "2026:11:23 24:61:07"}, None),
        ({}, {0x9003: "1970:01:01 00:00:00"}, None),
        ({}, {0x9003: "    :  :     :  :  "}, None),
        ({}, {0x9003: "照片"}, None),
        ({}, {0x9003: 7}, None),
        ({}, {}, None),
    ],
    ids=[
        "original before digitised",
        "zeros in the original",
        "file time only",
        "zero bytes at the end",
        "written like ISO",
        "30 February",
        "hour 24",
        "clock never set",
        "blanks",
        "no time at all",
        "a number",
        "absent",
    ],
)
def test_the_time_is_read_or_absent(tags, detail, taken_at):
    assert read_exif(written(tags, detail=detail)).taken_at == taken_at


@pytest.mark.parametrize(
    ("change", "position"),
    [
        ({1: "S"}, (-36.79170, 104.67017)),
        ({3: "w\x00"}, (36.79170, -104.67017)),
        ({1: "", 3: ""}, (36.79170, 104.67017)),
        ({2: (IFDRational(36, 1), IFDRational(47502, 1000), IFDRational(0, 0))}, (36.7917, 104.67)),
        ({2: (IFDRational(36, 1), IFDRational(0, 0), IFDRational(0, 0))}, None),
        ({2: (IFDRational(36, 0), 47.0, 30.0)}, None),
        ({2: (91.0, 0.0, 0.0)}, None),
        ({4: (181.0, 0.0, 0.0)}, None),
        ({1: "?"}, None),
        ({2: (0.0, 0.0, 0.0), 4: (0.0, 0.0, 0.0)}, None),
    ],
    ids=[
        "south",
        "west in small letters with a zero byte",
        "no reference",
        "decimal minutes",
        "undefined minutes",
        "undefined degrees",
        "beyond the pole",
        "beyond the date line",
        "unknown reference",
        "no fix",
    ],
)
def test_a_position_is_read_or_absent(change, position):
    read = read_exif(written(gps=DONGWAN | change)).position
    assert (read and (read.lat, read.lon)) == (position and pytest.approx(position, abs=1e-3))


def test_half_a_position_is_none():
    assert read_exif(written(gps={1: "N", 2: (36.0, 47.0, 30.0)})).position is None


def test_an_altitude_below_the_sea_is_negative():
    position = read_exif(written(gps=DONGWAN | {5: b"\x01", 6: 154.0})).position
    assert position.alt_m == pytest.approx(-154)


def test_an_undefined_altitude_or_error_is_absent():
    gps = DONGWAN | {6: IFDRational(0, 0), 31: IFDRational(5, 0)}
    assert read_exif(written(gps=gps)).position == GeoPoint(
        pytest.approx(36.7917), pytest.approx(104.67017, abs=1e-4)
    )


@pytest.mark.parametrize("value", [0, 9, 65535], ids=["zero", "nine", "huge"])
def test_an_orientation_that_does_not_exist_is_upright(value):
    assert read_exif(written({0x0112: value})).orientation == 1


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"Exif\x00\x00",
        b"II*\x00",
        b"MM\x00*\xff\xff\xff\xff",
        b"II+\x00\x08\x00\x00\x00",
        block(entry(0x9003, 2, 2**32 - 1, b"\x00\x00\x00\x1a")),
        block(entry(0x0112, 3, 1, b"\x00")),
        block(entry(0x0112, 77, 1, b"\x00\x06\x00\x00")),
        block(entry(0x8769, 4, 1, b"\x00\x00\x00\x08"), entry(0x8825, 4, 1, b"\x00\x00\x00\x08")),
    ],
    ids=[
        "nothing",
        "header only",
        "order only",
        "directory outside",
        "BigTIFF",
        "endless value",
        "cut in an entry",
        "unknown type",
        "directories that point at themselves",
    ],
)
def test_a_block_that_makes_no_sense_says_nothing(content):
    assert read_exif(content) == Exif()


def test_a_directory_of_65535_entries_is_read_no_further_than_it_must():
    entries = [entry(0x0112, 3, 1, b"\x00\x01\x00\x00")] * 65535
    assert read_exif(block(*entries)) == Exif()


@given(st.binary(max_size=400))
def test_no_block_is_an_accident(tail):
    for head in (b"", b"II*\x00\x08\x00\x00\x00", b"Exif\x00\x00MM\x00*\x00\x00\x00\x08"):
        assert isinstance(read_exif(head + tail), Exif)


@given(
    damage=st.lists(st.tuples(st.integers(0, 400), st.integers(0, 255)), min_size=1, max_size=12)
)
def test_a_damaged_block_is_no_accident(damage):
    content = bytearray(
        written({0x0112: 6}, detail={0x9003: "2026:11:23 09:41:07"}, gps=DONGWAN | {6: 1.5})
    )
    for place, value in damage:
        content[place % len(content)] = value
    exif = read_exif(bytes(content))
    assert exif.orientation in range(1, 9)
    assert exif.position is None or abs(exif.position.lat) <= 90

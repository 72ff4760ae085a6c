"""A zip written while it is sent: one entry streams, others are gathered beside it on the disk.

The central directory comes last.  Whoever loses the connection half-way has no directory, so no
program takes the piece for the whole.
"""

from __future__ import annotations

import struct
import tempfile
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

STORED, DEFLATED = 0, 8
UTF8, DESCRIPTOR = 1 << 11, 1 << 3
VERSION = 45
"""What reading needs: ZIP64."""

LIMIT, MOST = 0xFFFFFFFF, 0xFFFF
READ_BYTES = 256 * 1024
IN_MEMORY = 1 << 20


class Readable(Protocol):
    """A file that can be read twice."""

    def read(self, size: int = -1, /) -> bytes:
        """The next bytes, nothing at the end."""

    def seek(self, offset: int, whence: int = 0, /) -> int:
        """Back to the beginning."""


@dataclass(frozen=True, slots=True)
class _Entry:
    """What the directory says of one file."""

    name: bytes
    method: int
    flags: int
    crc: int
    packed: int
    size: int
    offset: int


class Deflater:
    """Compresses one file as it comes and counts."""

    def __init__(self, level: int) -> None:
        self._work = zlib.compressobj(level, zlib.DEFLATED, -zlib.MAX_WBITS)
        self.crc = self.size = self.packed = 0

    def feed(self, content: bytes) -> bytes:
        """Compressed bytes that are ready."""
        self.crc = zlib.crc32(content, self.crc)
        self.size += len(content)
        return self._counted(self._work.compress(content))

    def close(self) -> bytes:
        """The last compressed bytes."""
        return self._counted(self._work.flush())

    def _counted(self, made: bytes) -> bytes:
        self.packed += len(made)
        return made


class Gathered:
    """A compressed file that waits on the disk for its turn; a small one in memory."""

    def __init__(self, level: int) -> None:
        self.deflater = Deflater(level)
        self._file = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115  # `read` closes it

    def feed(self, content: bytes) -> None:
        """Take more of the file."""
        self._file.write(self.deflater.feed(content))

    def close(self) -> None:
        """Nothing more comes."""
        self._file.write(self.deflater.close())

    def read(self) -> Iterator[bytes]:
        """The compressed bytes; the file is gone afterwards."""
        self._file.seek(0)
        with self._file:
            while piece := self._file.read(READ_BYTES):
                yield piece


class ZipStream:
    """Yields the bytes of a zip, entry by entry; `end` writes the directory."""

    def __init__(self, at: datetime, *, level: int = 1) -> None:
        self.level = level
        self._stamp = _dos(at)
        self._entries: list[_Entry] = []
        self._offset = 0
        self._open: _Entry | None = None

    def begin(self, name: str) -> bytes:
        """The head of a file whose size nobody knows yet; its compressed bytes are to follow."""
        entry = _Entry(name.encode(), DEFLATED, UTF8 | DESCRIPTOR, 0, 0, 0, self._offset)
        self._open = entry
        return self._sent(self._head(entry))

    def passed(self, packed: bytes) -> bytes:
        """Count compressed bytes that are sent."""
        return self._sent(packed)

    def finish(self, deflater: Deflater) -> bytes:
        """What follows the file begun: its checksum and sizes."""
        begun = self._open
        if begun is None:
            raise ValueError("no file was begun")
        done = _Entry(
            begun.name,
            begun.method,
            begun.flags,
            deflater.crc,
            deflater.packed,
            deflater.size,
            begun.offset,
        )
        self._entries.append(done)
        self._open = None
        return self._sent(struct.pack("<4sLQQ", b"PK\x07\x08", done.crc, done.packed, done.size))

    def gathered(self, name: str, file: Gathered) -> Iterator[bytes]:
        """A file that was compressed beside."""
        made = file.deflater
        entry = self._entry(name, DEFLATED, made.crc, packed=made.packed, size=made.size)
        yield from self._whole(entry, file.read())

    def stored(self, name: str, file: Readable) -> Iterator[bytes]:
        """A file as it is: pictures do not become smaller.  It is read twice."""
        crc = size = 0
        while piece := file.read(READ_BYTES):
            crc, size = zlib.crc32(piece, crc), size + len(piece)
        file.seek(0)
        entry = self._entry(name, STORED, crc, packed=size, size=size)
        yield from self._whole(entry, iter(lambda: file.read(READ_BYTES), b""))

    def end(self) -> bytes:
        """The directory."""
        start = self._offset
        directory = b"".join(map(self._listed, self._entries))
        count, size = len(self._entries), len(directory)
        end64 = struct.pack(
            "<4sQHHLLQQQQ", b"PK\x06\x06", 44, VERSION, VERSION, 0, 0, count, count, size, start
        )
        locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, start + size, 1)
        end = struct.pack(
            "<4sHHHHLLH",
            b"PK\x05\x06",
            0,
            0,
            min(count, MOST),
            min(count, MOST),
            min(size, LIMIT),
            min(start, LIMIT),
            0,
        )
        is_large = count >= MOST or max(start, size) >= LIMIT
        return directory + (end64 + locator if is_large else b"") + end

    def _entry(self, name: str, method: int, crc: int, *, packed: int, size: int) -> _Entry:
        return _Entry(name.encode(), method, UTF8, crc, packed, size, self._offset)

    def _whole(self, entry: _Entry, content: Iterator[bytes]) -> Iterator[bytes]:
        self._entries.append(entry)
        yield self._sent(self._head(entry))
        for piece in content:
            yield self._sent(piece)

    def _head(self, entry: _Entry) -> bytes:
        """A local header; sizes stand in its ZIP64 part, where 4 GB are no limit."""
        extra = struct.pack("<HHQQ", 1, 16, entry.size, entry.packed)
        return (
            struct.pack(
                "<4sHHHLLLLHH",
                b"PK\x03\x04",
                VERSION,
                entry.flags,
                entry.method,
                self._stamp,
                entry.crc,
                LIMIT,
                LIMIT,
                len(entry.name),
                len(extra),
            )
            + entry.name
            + extra
        )

    def _listed(self, entry: _Entry) -> bytes:
        extra = struct.pack("<HHQQQ", 1, 24, entry.size, entry.packed, entry.offset)
        return (
            struct.pack(
                "<4sHHHHLLLLHHHHHLL",
                b"PK\x01\x02",
                VERSION,
                VERSION,
                entry.flags,
                entry.method,
                self._stamp,
                entry.crc,
                LIMIT,
                LIMIT,
                len(entry.name),
                len(extra),
                0,
                0,
                0,
                0,
                LIMIT,
            )
            + entry.name
            + extra
        )

    def _sent(self, piece: bytes) -> bytes:
        self._offset += len(piece)
        return piece


def _dos(at: datetime) -> int:
    """Time and date as zip files hold them, in steps of two seconds."""
    day = (max(at.year, 1980) - 1980) << 9 | at.month << 5 | at.day
    return day << 16 | at.hour << 11 | at.minute << 5 | at.second // 2

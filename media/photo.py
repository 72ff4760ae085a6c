"""What a photo says for the photo rules (F-01 to F-06), and small copies of it."""

from __future__ import annotations

import hashlib
import io
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import numpy as np
from PIL import Image

from media.picture import Picture, Trouble, open_picture
from server.core.errors import NoPicture
from server.core.types import PhotoFacts

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from numpy.typing import NDArray

Source = bytes | Path | BinaryIO
"""A file by content, by place, or open and seekable."""

CHUNK_BYTES = 256 * 1024
PLAIN_BYTES = "application/octet-stream"

MEASURE_EDGE = 640
"""Brightness and sharpness are measured at this longer edge, or the limits of F-06 mean nothing."""

PLAIN_STEP, PLAIN_CELLS = 3, 8
"""A picture has something to compare if 8 of its 64 cells differ by 3 of 255 from the next."""

LIST_EDGE, VIEW_EDGE = 320, 1120
JPEG_QUALITY = 82


@dataclass(frozen=True, slots=True)
class _Look:
    """What the pixels say; None where the picture is too small or too plain to say it."""

    phash: str | None = None
    brightness: float | None = None
    sharpness: float | None = None


def examine(source: Source, *, digest: str | None = None) -> PhotoFacts:
    """All facts about one file, decoded once: about 4 ms for a photo of 1600 x 1200.

    `digest` saves hashing again what the vault has hashed.  Width and height are those of the
    picture held upright.  Never raises for content: `trouble` says why a file is no picture.
    """
    return _facts(source, digest, decode=True)


def examine_quick(source: Source, *, digest: str | None = None) -> PhotoFacts:
    """The facts of header and EXIF alone, in a tenth of a millisecond.

    `is_image` means here that the header reads: a picture cut short is told by `examine` only.
    """
    return _facts(source, digest, decode=False)


def thumbnail(source: Source, *, edge: int) -> bytes:
    """A JPEG of at most `edge` pixels, upright and without a word of EXIF; raise NoPicture.

    `LIST_EDGE` for lists, `VIEW_EDGE` for the review screen.
    """
    with _file(source) as file:
        picture = open_picture(file)
        small = None if isinstance(picture, Trouble) else picture.pixels("RGB", edge)
    if small is None:
        raise NoPicture
    return _jpeg(small)


def safe_mime(facts: PhotoFacts) -> str:
    """The type under which the file may be served: what it is, never what its sender said."""
    return facts.mime if facts.is_image and facts.mime is not None else PLAIN_BYTES


def _facts(source: Source, digest: str | None, *, decode: bool) -> PhotoFacts:
    with _file(source) as file:
        known = digest or _digest(file)
        size = file.seek(0, io.SEEK_END)
        picture = open_picture(file)
        if isinstance(picture, Trouble):
            return PhotoFacts(known, size, is_image=False, trouble=picture)
        look = _look(picture) if decode else _Look()
        if look is None:
            return PhotoFacts(known, size, is_image=False, trouble=Trouble.BROKEN)
        return _together(known, size, picture, look)


def _together(digest: str, size: int, picture: Picture, look: _Look) -> PhotoFacts:
    exif = picture.exif
    width, height = picture.size
    return PhotoFacts(
        digest=digest,
        size=size,
        is_image=True,
        mime=picture.mime,
        width=width,
        height=height,
        taken_at=exif.taken_at,
        position=exif.position,
        phash=look.phash,
        brightness=look.brightness,
        sharpness=look.sharpness,
    )


def _file(source: Source) -> AbstractContextManager[BinaryIO]:
    if isinstance(source, bytes):
        return io.BytesIO(source)
    return source.open("rb") if isinstance(source, Path) else nullcontext(source)


def _look(picture: Picture) -> _Look | None:
    small = picture.pixels("L", MEASURE_EDGE)
    if small is None:
        return None
    pixels = np.asarray(small)
    return _Look(_difference_hash(small), float(pixels.mean()), _sharpness(pixels))


def _difference_hash(image: Image.Image) -> str | None:
    """64 bits, each telling whether a cell is brighter than its right neighbour (F-05).

    None for a picture too plain to be told from others: a covered lens, an empty page.
    """
    cells = np.asarray(image.resize((9, 8), Image.Resampling.BOX), dtype=np.int16)
    steps = np.diff(cells, axis=1)
    if np.count_nonzero(np.abs(steps) >= PLAIN_STEP) < PLAIN_CELLS:
        return None
    return np.packbits(steps < 0).tobytes().hex()


def _sharpness(pixels: NDArray[np.uint8]) -> float | None:
    """Variance of the Laplacian (F-06); None below 3 x 3 pixels."""
    if min(pixels.shape) < 3:  # noqa: PLR2004 - the size of the kernel
        return None
    p = pixels.astype(np.int16)
    edges = p[1:-1, 1:-1] * np.int16(4)
    for beside in (p[:-2, 1:-1], p[2:, 1:-1], p[1:-1, :-2], p[1:-1, 2:]):
        edges -= beside
    # Numpy's own `var` goes over the pixels four times, in 64 bits.
    flat = edges.astype(np.float32).ravel()
    return float(flat.dot(flat) / flat.size - flat.mean() ** 2)


def _jpeg(image: Image.Image) -> bytes:
    image.info = {}  # a comment would be copied
    content = io.BytesIO()
    image.save(content, "JPEG", quality=JPEG_QUALITY)
    return content.getvalue()


def _digest(file: BinaryIO) -> str:
    sha256 = hashlib.sha256()
    while chunk := file.read(CHUNK_BYTES):
        sha256.update(chunk)
    return sha256.hexdigest()

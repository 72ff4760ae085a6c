"""What a picture shows of itself, and small copies of it.  The only reader of pixels.

Devices send anything under the name of a photo: only three formats are opened at all (never one
that starts another program), sizes are judged from the header, and decoding is bounded in time
and memory (safety.md 2).
"""

from __future__ import annotations

import hashlib
import io
import struct
import threading
import warnings
from contextlib import nullcontext
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final

import numpy as np
from PIL import Image

from media.exif import Exif, read_exif
from server.core.errors import NoPicture
from server.core.types import PhotoFacts

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from numpy.typing import NDArray

Source = bytes | Path | BinaryIO
"""A file by content, by place, or open and seekable."""

FORMATS: Final = ("JPEG", "PNG", "WEBP")
MIMES: Final = {"JPEG": "image/jpeg", "MPO": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}
CHUNK_BYTES = 256 * 1024
PLAIN_BYTES = "application/octet-stream"

MAX_PIXELS = 50_000_000
"""More than any tablet's camera gives; a JPEG of that size is decoded at an eighth."""

MAX_PIXELS_WHOLE = 16_000_000
"""For what can only be decoded whole: PNG, WebP, progressive JPEG."""

MAX_SCANS = 64
"""Of a progressive JPEG; cameras write about ten, bombs thousands."""

MEASURE_EDGE = 640
"""Brightness and sharpness are measured at this longer edge, or the limits of F-06 mean nothing."""

PLAIN_STEP, PLAIN_CELLS = 3, 8
"""A picture has something to compare if 8 of its 64 cells differ by 3 of 255 from the next."""

LIST_EDGE, VIEW_EDGE = 320, 1120
JPEG_QUALITY = 82

# Pillow warns from here on and raises from the double; both end as `too_many_pixels`.
Image.MAX_IMAGE_PIXELS = MAX_PIXELS

# Its own EXIF reader complains about every second phone; we do not use what it read.
warnings.filterwarnings("ignore", category=UserWarning, module=r"PIL\.")

_BOMBS = (Image.DecompressionBombError, Image.DecompressionBombWarning)
_BROKEN = (
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
    IndexError,
    KeyError,
    TypeError,
    struct.error,
)
_DECODING = threading.BoundedSemaphore(2)  # the largest pictures need 100 MB each

START_OF_SCAN = b"\xff\xda"
LYING = 5  # orientations from here on swap width and height

_UPRIGHT: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}

_OURS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF")
_FOREIGN = (b"GIF8", b"BM", b"II*\x00", b"MM\x00*", b"%!PS", b"\xc5\xd0\xd3\xc6", b"8BPS", b"<svg")


class Trouble(StrEnum):
    """Why a file is no picture to us (`PhotoFacts.trouble`)."""

    EMPTY = "empty"
    NOT_AN_IMAGE = "not_an_image"
    FORMAT_NOT_ALLOWED = "format_not_allowed"
    TOO_MANY_PIXELS = "too_many_pixels"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class _Look:
    """What the pixels say; None where the picture is too small or too plain to say it."""

    phash: str | None = None
    brightness: float | None = None
    sharpness: float | None = None


@dataclass(frozen=True, slots=True)
class _Picture:
    """A picture with its header read; `size` is that of the file, whatever is decoded of it."""

    image: Image.Image
    mime: str
    size: tuple[int, int]

    def exif(self) -> Exif:
        """What the camera noted; a PNG may carry it behind the pixels, so ask after decoding."""
        block = self.image.info.get("exif")
        return read_exif(block) if isinstance(block, bytes) else Exif()


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
        picture = _picture(file)
        small = None if isinstance(picture, Trouble) else _shrunk(picture, "RGB", edge)
        if small is None or isinstance(picture, Trouble):
            raise NoPicture
        return _jpeg(_upright(small, picture.exif()))


def safe_mime(facts: PhotoFacts) -> str:
    """The type under which the file may be served: what it is, never what its sender said."""
    return facts.mime if facts.is_image and facts.mime is not None else PLAIN_BYTES


def _facts(source: Source, digest: str | None, *, decode: bool) -> PhotoFacts:
    with _file(source) as file:
        known = digest or _digest(file)
        size = file.seek(0, io.SEEK_END)
        picture = _picture(file)
        if isinstance(picture, Trouble):
            return PhotoFacts(known, size, is_image=False, trouble=picture)
        look = _look(picture) if decode else _Look()
        if look is None:
            return PhotoFacts(known, size, is_image=False, trouble=Trouble.BROKEN)
        return _together(known, size, picture, look)


def _together(digest: str, size: int, picture: _Picture, look: _Look) -> PhotoFacts:
    exif = picture.exif()
    width, height = picture.size if exif.orientation < LYING else picture.size[::-1]
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


def _picture(file: BinaryIO) -> _Picture | Trouble:
    """The picture with its header read, or why it is none."""
    file.seek(0)
    head = file.read(512)
    file.seek(0)
    try:
        image = Image.open(file, formats=FORMATS)
    except _BOMBS:
        return Trouble.TOO_MANY_PIXELS
    except _BROKEN:
        return _why_not(head)
    picture = _Picture(image, MIMES[image.format or ""], image.size)
    return _too_heavy(picture, file) or picture


def _why_not(head: bytes) -> Trouble:
    """Why a file that starts with `head` does not open."""
    if not head:
        return Trouble.EMPTY
    if head.startswith(_OURS):
        return Trouble.BROKEN
    foreign = head.lstrip().startswith(_FOREIGN) or b"<svg" in head or head[4:8] == b"ftyp"
    return Trouble.FORMAT_NOT_ALLOWED if foreign else Trouble.NOT_AN_IMAGE


def _too_heavy(picture: _Picture, file: BinaryIO) -> Trouble | None:
    """Whether decoding would take more memory or time than a picture deserves."""
    pixels = picture.size[0] * picture.size[1]
    progressive = "progressive" in picture.image.info
    whole = progressive or picture.mime != MIMES["JPEG"]
    if pixels > (MAX_PIXELS_WHOLE if whole else MAX_PIXELS):
        return Trouble.TOO_MANY_PIXELS
    if progressive and _scans(file) > MAX_SCANS:
        return Trouble.BROKEN
    return None


def _scans(file: BinaryIO) -> int:
    """How many scans a JPEG has; inside compressed data the marker cannot occur."""
    place = file.tell()
    file.seek(0)
    scans = file.read().count(START_OF_SCAN)
    file.seek(place)
    return scans


def _shrunk(picture: _Picture, mode: str, edge: int) -> Image.Image | None:
    """The pixels, at most `edge` long, or None if they do not decode.

    A JPEG is decoded at a half, quarter or eighth where that still exceeds `edge`.
    """
    ratio = min(1.0, edge / max(picture.size))
    wanted = (max(1, round(picture.size[0] * ratio)), max(1, round(picture.size[1] * ratio)))
    try:
        with _DECODING:
            picture.image.draft(mode, wanted)
            picture.image.load()
    except _BOMBS + _BROKEN:
        return None
    image = _on_white(picture.image).convert(mode)
    return image if image.size == wanted else image.resize(wanted, Image.Resampling.BILINEAR)


def _on_white(image: Image.Image) -> Image.Image:
    """`image` without transparency: a signature is black on nothing."""
    if not image.has_transparency_data:
        return image
    layered = image.convert("RGBA")
    white = Image.new("RGBA", layered.size, "white")
    return Image.alpha_composite(white, layered)


def _upright(image: Image.Image, exif: Exif) -> Image.Image:
    turn = _UPRIGHT.get(exif.orientation)
    return image if turn is None else image.transpose(turn)


def _look(picture: _Picture) -> _Look | None:
    small = _shrunk(picture, "L", MEASURE_EDGE)
    if small is None:
        return None
    upright = _upright(small, picture.exif())
    pixels = np.asarray(upright)
    return _Look(_difference_hash(upright), float(pixels.mean()), _sharpness(pixels))


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
    centre = p[1:-1, 1:-1] * 4
    return float((centre - p[:-2, 1:-1] - p[2:, 1:-1] - p[1:-1, :-2] - p[1:-1, 2:]).var())


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

"""Opening a picture that a stranger sent.  The only place that decodes pixels.

Devices send anything under the name of a photo: only three formats are opened at all (never one
that starts another program), sizes are judged from the header, and decoding is bounded in time
and memory (safety.md 2).
"""

from __future__ import annotations

import struct
import threading
import warnings
from dataclasses import dataclass
from enum import StrEnum
from typing import BinaryIO, Final

from PIL import Image

from media.exif import Exif, read_exif

FORMATS: Final = ("JPEG", "PNG", "WEBP")
MIMES: Final = {"JPEG": "image/jpeg", "MPO": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}

MAX_PIXELS = 50_000_000
"""More than any tablet's camera gives; a JPEG of that size is decoded at an eighth."""

MAX_PIXELS_WHOLE = 16_000_000
"""For what can only be decoded whole: PNG, WebP, progressive JPEG."""

MAX_SCANS = 64
"""Of a progressive JPEG; cameras write about ten, bombs thousands."""

# Pillow warns from here on and raises from the double; both end as `too_many_pixels`.
Image.MAX_IMAGE_PIXELS = MAX_PIXELS

# Its own EXIF reader complains about every second phone; we do not use what it read.
warnings.filterwarnings("ignore", category=UserWarning, module=r"PIL\.")

_BOMBS = (Image.DecompressionBombError, Image.DecompressionBombWarning)

# What Pillow's readers let through on damaged files (found by fuzzing).
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

CHUNK_BYTES = 256 * 1024
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
class Picture:
    """A picture with its header read; `full_size` is that of the file, lying as it was stored."""

    image: Image.Image
    mime: str
    full_size: tuple[int, int]

    @property
    def size(self) -> tuple[int, int]:
        """Width and height held upright."""
        return self.full_size[::-1] if self.exif.orientation >= LYING else self.full_size

    @property
    def exif(self) -> Exif:
        """What the camera noted; a PNG may carry it behind the pixels, so ask after decoding."""
        block = self.image.info.get("exif")
        return read_exif(block) if isinstance(block, bytes) else Exif()

    def pixels(self, mode: str, edge: int) -> Image.Image | None:
        """The picture upright, at most `edge` long, or None if it does not decode; ask once.

        A JPEG is decoded at a half, quarter or eighth where that still exceeds `edge`.
        """
        wanted = _within(self.full_size, edge)
        try:
            with _DECODING:
                self.image.draft(mode, wanted)
                self.image.load()
        except _BOMBS + _BROKEN:
            return None
        small = _flat(self.image, wanted).convert(mode)
        if small.size != wanted:
            small = small.resize(wanted, Image.Resampling.BILINEAR)
        turn = _UPRIGHT.get(self.exif.orientation)
        return small if turn is None else small.transpose(turn)


def open_picture(file: BinaryIO) -> Picture | Trouble:
    """The picture in `file` with its header read, or why it is none; `file` stays open."""
    file.seek(0)
    head = file.read(512)
    file.seek(0)
    try:
        image = Image.open(file, formats=FORMATS)
    except _BOMBS:
        return Trouble.TOO_MANY_PIXELS
    except _BROKEN:
        return _why_not(head)
    picture = Picture(image, MIMES[image.format or ""], image.size)
    return _too_heavy(picture, file) or picture


def _why_not(head: bytes) -> Trouble:
    """Why a file that starts with `head` does not open."""
    if not head:
        return Trouble.EMPTY
    if head.startswith(_OURS):
        return Trouble.BROKEN
    foreign = head.lstrip().startswith(_FOREIGN) or b"<svg" in head or head[4:8] == b"ftyp"
    return Trouble.FORMAT_NOT_ALLOWED if foreign else Trouble.NOT_AN_IMAGE


def _too_heavy(picture: Picture, file: BinaryIO) -> Trouble | None:
    """Whether decoding would take more memory or time than a picture deserves."""
    pixels = picture.full_size[0] * picture.full_size[1]
    progressive = "progressive" in picture.image.info
    whole = progressive or picture.mime != MIMES["JPEG"]
    if pixels > (MAX_PIXELS_WHOLE if whole else MAX_PIXELS):
        return Trouble.TOO_MANY_PIXELS
    if progressive and _scans(file) > MAX_SCANS:
        return Trouble.BROKEN
    return None


def _scans(file: BinaryIO) -> int:
    """How many scans a JPEG has; inside compressed data the marker cannot occur."""
    place, scans = file.tell(), 0
    file.seek(0)
    while scans <= MAX_SCANS and (chunk := file.read(CHUNK_BYTES)):
        scans += chunk.count(START_OF_SCAN)
    file.seek(place)
    return scans


def _within(size: tuple[int, int], edge: int) -> tuple[int, int]:
    ratio = min(1.0, edge / max(size))
    return max(1, round(size[0] * ratio)), max(1, round(size[1] * ratio))


def _flat(image: Image.Image, wanted: tuple[int, int]) -> Image.Image:
    """`image` on white where it is transparent, in eight bits: a signature is black on nothing."""
    if image.mode == "I;16":
        return image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if not image.has_transparency_data:
        return image
    if image.size[0] > 2 * wanted[0]:  # before blending, which would hold it three times
        image = image.resize((2 * wanted[0], 2 * wanted[1]), Image.Resampling.NEAREST)
    layered = image.convert("RGBA")
    white = Image.new("RGBA", layered.size, "white")
    return Image.alpha_composite(white, layered)

"""Pictures with known properties, as bytes."""

from __future__ import annotations

import io

import numpy as np
from PIL import Image


def picture(width=320, height=240, *, seed=1, level=128, contrast=60, cell=20):
    """A seeded patchwork of `cell` pixels; `level` is its mean brightness."""
    random = np.random.default_rng(seed)
    cells = random.integers(-contrast, contrast + 1, (-(-height // cell), -(-width // cell), 3))
    pixels = np.kron(cells + level, np.ones((cell, cell, 1)))[:height, :width]
    return Image.fromarray(pixels.clip(0, 255).astype(np.uint8))


def encoded(image, kind="JPEG", **options):
    """The bytes of `image` in the format `kind`."""
    content = io.BytesIO()
    image.save(content, kind, **options)
    return content.getvalue()


def exif(*, taken_at=None, orientation=None, lat_lon=None):
    """EXIF tags as a phone writes them."""
    tags = Image.Exif()
    if orientation is not None:
        tags[0x0112] = orientation
    if taken_at is not None:
        tags.get_ifd(0x8769)[0x9003] = taken_at.strftime("%Y:%m:%d %H:%M:%S")
    if lat_lon is not None:
        lat, lon = lat_lon
        tags.get_ifd(0x8825).update({1: "N", 2: (lat, 0.0, 0.0), 3: "E", 4: (lon, 0.0, 0.0)})
    return tags

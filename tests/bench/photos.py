"""Photos of about 200 KB that differ from each other, as cameras make them; made once and kept."""

from __future__ import annotations

import io

from PIL import Image

from tests.builders.pictures import encoded, picture

WANTED_BYTES = 200_000


def photo(number):
    """A picture of 1600 x 1200; one number is always the same picture."""
    image = picture(1600, 1200, seed=number, cell=100, contrast=70).resize((1600, 1200))
    grain = picture(800, 600, seed=number, cell=2, contrast=26).resize((1600, 1200))
    mixed = Image.blend(image, grain, 0.35)
    content = io.BytesIO()
    mixed.save(content, "JPEG", quality=_QUALITY)
    return content.getvalue()


_QUALITY = 78


def signature():
    """A line on white."""
    return encoded(Image.new("L", (400, 200), 255), "PNG")

"""Photos: what is read of them, what is refused, and small copies."""

from __future__ import annotations

import hashlib
import io
import struct
import time
import zlib
from datetime import datetime

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageFilter

from media.photo import (
    LIST_EDGE,
    VIEW_EDGE,
    examine,
    examine_quick,
    safe_mime,
    thumbnail,
)
from media.picture import MAX_PIXELS_WHOLE
from server.core.errors import NoPicture
from server.core.types import PhotoFacts
from tests.builders.pictures import encoded, exif, picture

# Pillow's own EXIF reader complains about damaged blocks; media.picture silences it outside tests.
pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")

MORNING = datetime(2026, 11, 23, 9, 41, 7)  # noqa: DTZ001 - EXIF carries no zone
UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}
BLOCK = encoded(picture(64, 48), exif=exif(taken_at=MORNING, orientation=6, lat_lon=(36.8, 104.7)))
DAMAGEABLE = {
    "JPEG": BLOCK,
    "progressive": encoded(picture(64, 48), progressive=True),
    "PNG": encoded(picture(64, 48), "PNG", exif=exif(orientation=6)),
    "WebP": encoded(picture(64, 48), "WEBP"),
}


def signature():
    image = Image.new("RGBA", (600, 200), (0, 0, 0, 0))
    ImageDraw.Draw(image).line([(50, 150), (200, 40), (330, 160), (550, 60)], (0, 0, 0), 6)
    return image


def differing_bits(one, other):
    return (int(one.phash, 16) ^ int(other.phash, 16)).bit_count()


def png_announcing(width, height):
    """A PNG of a few bytes whose header claims to be huge."""

    def chunk(kind, content):
        checked = kind + content
        return struct.pack(">I", len(content)) + checked + struct.pack(">I", zlib.crc32(checked))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress(bytes(1000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def jpeg_announcing(width, height):
    """A JPEG whose header claims another size."""
    content = bytearray(encoded(picture(64, 48)))
    frame = content.index(b"\xff\xc0")
    content[frame + 5 : frame + 9] = struct.pack(">HH", height, width)
    return bytes(content)


def test_all_facts_of_a_photo():
    content = encoded(
        picture(1600, 1200), exif=exif(taken_at=MORNING, orientation=6, lat_lon=(36.8, 104.7))
    )
    facts = examine(content)
    assert facts.is_image
    assert facts.trouble is None
    assert facts.digest == hashlib.sha256(content).hexdigest()
    assert facts.size == len(content)
    assert facts.mime == "image/jpeg"
    assert (facts.width, facts.height) == (1200, 1600)
    assert facts.taken_at == MORNING
    assert (facts.position.lat, facts.position.lon) == pytest.approx((36.8, 104.7))
    assert len(facts.phash) == 16
    assert facts.brightness == pytest.approx(128, abs=10)
    assert facts.sharpness > 20


@pytest.mark.parametrize("open_file", [True, False], ids=["open file", "path"])
def test_a_file_says_the_same_as_its_content(tmp_path, open_file):
    path = tmp_path / "blob"
    path.write_bytes(BLOCK)
    if open_file:
        with path.open("rb") as file:
            assert examine(file) == examine(BLOCK)
    else:
        assert examine(path) == examine(BLOCK)
        assert examine_quick(path, digest="known").digest == "known"


def test_the_quick_look_knows_header_and_exif_only():
    quick, full = examine_quick(BLOCK), examine(BLOCK)
    assert (quick.width, quick.height, quick.taken_at, quick.position, quick.mime) == (
        full.width,
        full.height,
        full.taken_at,
        full.position,
        full.mime,
    )
    assert (quick.phash, quick.brightness, quick.sharpness) == (None, None, None)


@pytest.mark.parametrize(
    ("content", "mime"),
    [
        (encoded(picture()), "image/jpeg"),
        (encoded(picture(), progressive=True), "image/jpeg"),
        (encoded(picture().convert("CMYK")), "image/jpeg"),
        (encoded(picture().convert("L")), "image/jpeg"),
        (encoded(picture(), "MPO", save_all=True, append_images=[picture()]), "image/jpeg"),
        (encoded(picture(), "PNG"), "image/png"),
        (encoded(picture().convert("P"), "PNG"), "image/png"),
        (encoded(picture().convert("1"), "PNG"), "image/png"),
        (encoded(signature(), "PNG"), "image/png"),
        (encoded(picture(), "WEBP"), "image/webp"),
        (encoded(picture(1, 1)), "image/jpeg"),
        (encoded(picture(2000, 2)), "image/jpeg"),
    ],
    ids=[
        "JPEG",
        "progressive JPEG",
        "CMYK",
        "grey",
        "two pictures in one",
        "PNG",
        "palette",
        "black and white",
        "transparent signature",
        "WebP",
        "one pixel",
        "a line",
    ],
)
def test_allowed_pictures_are_read(content, mime):
    facts = examine(content)
    assert facts.is_image
    assert safe_mime(facts) == mime
    assert facts.brightness is not None


@pytest.mark.parametrize(
    ("content", "trouble"),
    [
        (b"", "empty"),
        (b"hello", "not_an_image"),
        (b"\x00" * 5000, "not_an_image"),
        (b"PK\x03\x04 a form", "not_an_image"),
        (encoded(picture(), "GIF"), "format_not_allowed"),
        (encoded(picture(), "BMP"), "format_not_allowed"),
        (encoded(picture(), "TIFF"), "format_not_allowed"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "format_not_allowed"),
        (b'<?xml version="1.0"?><svg xmlns="x"><script/></svg>', "format_not_allowed"),
        (b"\x00\x00\x00\x18ftypheic", "format_not_allowed"),
        (encoded(picture())[:2000], "broken"),
        (encoded(picture())[:20], "broken"),
        (encoded(picture(), "PNG")[:400], "broken"),
        (encoded(picture(), "WEBP")[:400], "broken"),
        (b"\xff\xd8\xff" + b"\x00" * 100, "broken"),
        (png_announcing(30_000, 30_000), "too_many_pixels"),
        (png_announcing(4001, 4000), "too_many_pixels"),
        (jpeg_announcing(65_500, 65_500), "too_many_pixels"),
        (jpeg_announcing(7_100, 7_100), "too_many_pixels"),
    ],
    ids=[
        "0 bytes",
        "text",
        "zeros",
        "archive",
        "GIF",
        "BMP",
        "TIFF",
        "EPS",
        "SVG",
        "HEIC",
        "JPEG cut",
        "JPEG cut in the header",
        "PNG cut",
        "WebP cut",
        "JPEG in name only",
        "PNG bomb",
        "PNG a little too large",
        "JPEG bomb",
        "JPEG a little too large",
    ],
)
@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
def test_what_is_no_picture_says_why(content, trouble):
    facts = examine(content)
    assert facts == PhotoFacts(
        hashlib.sha256(content).hexdigest(), len(content), is_image=False, trouble=trouble
    )
    assert safe_mime(facts) == "application/octet-stream"
    with pytest.raises(NoPicture):
        thumbnail(content, edge=LIST_EDGE)


def test_a_picture_cut_short_passes_the_quick_look_only():
    cut = encoded(picture(800, 600))[:-4000]
    assert examine_quick(cut).is_image
    assert not examine(cut).is_image


def test_a_progressive_jpeg_of_thousands_of_scans_is_not_decoded():
    content = encoded(picture(), progressive=True)
    scan = content[content.rindex(b"\xff\xda") : -2]
    started = time.perf_counter()
    assert examine(content[:-2] + scan * 5000 + content[-2:]).trouble == "broken"
    assert time.perf_counter() - started < 1


def test_the_largest_picture_that_is_decoded_whole_stays_within_its_bounds():
    edge = int(MAX_PIXELS_WHOLE**0.5)
    facts = examine(encoded(Image.new("L", (edge, edge), 200), "PNG"))
    assert facts.is_image
    assert facts.brightness == 200


@pytest.mark.parametrize("orientation", range(1, 9))
def test_facts_and_copies_are_those_of_the_picture_held_upright(orientation):
    upright = picture(640, 480, cell=60)
    turn = UPRIGHT.get(orientation)
    lying = upright if turn is None else upright.transpose(turn)
    content = encoded(lying, quality=95, exif=exif(orientation=orientation))
    plain = encoded(upright, quality=95)
    facts = examine(content)
    assert (facts.width, facts.height) == (640, 480)
    assert differing_bits(facts, examine(plain)) <= 2
    small = Image.open(io.BytesIO(thumbnail(content, edge=320)))
    assert small.size == (320, 240)
    expected = np.asarray(upright.resize((320, 240)), dtype=float)
    assert np.abs(np.asarray(small, dtype=float) - expected).mean() < 12


def test_f_05_a_scaled_recompressed_copy_is_within_4_bits_and_another_picture_is_not():
    original = examine(encoded(picture(1600, 1200, cell=150), quality=90))
    copy = examine(encoded(picture(1600, 1200, cell=150).resize((800, 600)), quality=40))
    other = examine(encoded(picture(1600, 1200, cell=150, seed=2)))
    assert differing_bits(original, copy) <= 4
    assert differing_bits(original, other) > 4


@pytest.mark.parametrize(
    "image",
    [Image.new("L", (800, 600), 3), Image.linear_gradient("L").resize((800, 600))],
    ids=["covered lens", "nothing from left to right"],
)
def test_a_picture_with_nothing_on_it_has_no_perceptual_hash(image):
    assert examine(encoded(image)).phash is None


@pytest.mark.parametrize(
    ("level", "within"),
    [(8, (0, 20)), (128, (20, 245)), (250, (245, 255))],
    ids=["dark", "fair", "glaring"],
)
def test_f_06_brightness_tells_dark_and_glaring_photos(level, within):
    facts = examine(encoded(picture(800, 600, level=level, contrast=5)))
    assert within[0] <= facts.brightness <= within[1]


def test_f_06_sharpness_tells_a_blurred_photo():
    sharp = picture(1600, 1200)
    blurred = sharp.filter(ImageFilter.GaussianBlur(14))
    assert examine(encoded(sharp)).sharpness > 20 > examine(encoded(blurred)).sharpness


@pytest.mark.parametrize(("edge", "size"), [(LIST_EDGE, (320, 240)), (VIEW_EDGE, (1120, 840))])
def test_a_copy_fits_its_edge_and_says_nothing_of_its_origin(edge, size):
    content = encoded(
        picture(1600, 1200),
        exif=exif(taken_at=MORNING, lat_lon=(36.8, 104.7)),
        comment=b"taken at home",
    )
    small = thumbnail(content, edge=edge)
    image = Image.open(io.BytesIO(small))
    assert image.size == size
    assert image.format == "JPEG"
    assert "exif" not in image.info
    assert b"home" not in small
    assert b"Exif" not in small


def test_a_copy_is_never_larger_than_its_original():
    assert Image.open(io.BytesIO(thumbnail(encoded(picture(100, 80)), edge=320))).size == (100, 80)


def test_sixteen_bits_are_as_bright_as_eight():
    deep = Image.fromarray(np.full((60, 80), 40_000, dtype=np.uint16))
    assert examine(encoded(deep, "PNG")).brightness == pytest.approx(40_000 / 256, abs=1)


def test_a_large_transparent_drawing_is_shown_on_white():
    large = signature().resize((3000, 1000))
    image = Image.open(io.BytesIO(thumbnail(encoded(large, "PNG"), edge=320)))
    assert image.size == (320, 107)
    assert image.getpixel((2, 2)) == (255, 255, 255)


def test_a_transparent_signature_is_shown_on_white():
    image = Image.open(io.BytesIO(thumbnail(encoded(signature(), "PNG"), edge=320)))
    assert image.getpixel((2, 2)) == (255, 255, 255)
    assert image.convert("L").getextrema()[0] < 100


@settings(deadline=None)
@given(
    kind=st.sampled_from(sorted(DAMAGEABLE)),
    damage=st.lists(
        st.tuples(st.integers(0, 3000), st.integers(0, 12), st.binary(max_size=6)), min_size=1
    ),
)
@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
def test_a_damaged_picture_is_read_or_told_but_never_an_accident(kind, damage):
    content = bytearray(DAMAGEABLE[kind])
    for start, length, replacement in damage:
        content[start % len(content) : start % len(content) + length] = replacement
        content = content or bytearray(b"x")
    facts = examine(bytes(content))
    assert facts.is_image == (facts.trouble is None)
    assert facts.is_image == (facts.brightness is not None)

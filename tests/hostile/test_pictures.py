"""Photos that are none: bombs, other formats under a photo's name, garbage where EXIF stands."""

from __future__ import annotations

import io
import struct
import time
import zipfile
import zlib
from itertools import count

import pytest

from tests.builders.field import filled, uid
from tests.builders.pictures import encoded, exif, picture
from tests.builders.uploads import photo_part
from tests.hostile.site import Browser

NUMBERS = count(50_000)
RUNS = ("text/html", "image/svg+xml", "application/xhtml+xml", "text/xml", "application/xml")
PICTURES = {"image/jpeg", "image/png", "image/webp"}
PATIENCE_S = 20


def chunk(kind, content):
    told = kind + content
    return struct.pack(">I", len(content)) + told + struct.pack(">I", zlib.crc32(told))


def bomb(edge=50_000):
    """A PNG of `edge` by `edge` white points, 300 MB once it is unpacked."""
    squeeze = zlib.compressobj(1)
    line = b"\0" + b"\xff" * (edge // 8)
    rows = b"".join(squeeze.compress(line * 1_000) for _ in range(edge // 1_000)) + squeeze.flush()
    head = struct.pack(">IIBBBBB", edge, edge, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def text_bomb():
    """A PNG whose comment unpacks to 50 MB."""
    comment = b"a\0\0" + zlib.compress(b"x" * 50_000_000, 9)
    plain = encoded(picture(16, 16), "PNG")
    return plain[:33] + chunk(b"zTXt", comment) + plain[33:]


def jpeg(**options):
    return encoded(picture(64, 48), "JPEG", **options)


def with_exif(block):
    return jpeg()[:2] + b"\xff\xe1" + struct.pack(">H", len(block) + 2) + block + jpeg()[2:]


def loop():
    """EXIF whose next directory is itself."""
    tiff = b"II*\0\x08\0\0\0" + struct.pack("<H", 1)
    entry = struct.pack("<HHII", 0x8769, 4, 1, 8)
    return with_exif(b"Exif\0\0" + tiff + entry + struct.pack("<I", 8))


def odt():
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("a", "a")
    return content.getvalue()


PHOTOS = {
    "nothing": lambda: b"",
    "words": lambda: b"hello",
    "a bomb": bomb,
    "a bomb in a comment": text_bomb,
    "only the head of a bomb": lambda: bomb()[:100],
    "EPS": lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(/etc/passwd) run\n",
    "SVG": lambda: b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "a page": lambda: b"<!doctype html><script>alert(1)</script>",
    "a page in a photo": lambda: jpeg(comment=b"<script>alert(1)</script>"),
    "a page behind a photo": lambda: jpeg() + b"<html><script>alert(1)</script></html>",
    "GIF": lambda: encoded(picture(16, 16), "GIF"),
    "TIFF": lambda: encoded(picture(16, 16), "TIFF"),
    "a program": lambda: b"MZ\x90\0" + bytes(500),
    "an archive": odt,
    "half a photo": lambda: jpeg()[:400],
    "a photo with holes": lambda: jpeg().replace(b"\xff\xda", b"\xff\xd9"),
    "garbage for EXIF": lambda: with_exif(b"Exif\0\0" + b"\xff" * 60_000),
    "EXIF in a circle": loop,
    "EXIF beyond its end": lambda: with_exif(b"Exif\0\0II*\0\xff\xff\xff\x7f"),
    "EXIF of impossible numbers": lambda: jpeg(exif=exif(lat_lon=(1e9, 1e9))),
    "a photo of one point": lambda: encoded(picture(1, 1)),
    "a photo of one line": lambda: encoded(picture(60_000, 1)),
}


def settled(site, instance_id):
    """Wait until the photos were looked at; returns the number pages know the record by."""
    end = time.monotonic() + PATIENCE_S
    while (found := site.number_of(instance_id))[1] != "to_review":
        assert time.monotonic() < end, found
        time.sleep(0.02)
    return found[0]


@pytest.mark.parametrize("made", PHOTOS.values(), ids=PHOTOS)
def test_whatever_a_photo_is_it_is_kept_and_never_run(site, reviewer, made):
    """OR-97: the visit counts; what its photo is, the reviewer is told."""
    number, content = next(NUMBERS), made()
    with site.watched():
        answer = site.send(filled(number, house="a.jpg"), photo_part("a.jpg", content))
        assert answer.status == 201
        ref = settled(site, uid(number))
        small, large = (
            reviewer.go("GET", f"/review/{ref}/files/a.jpg?size={size}")
            for size in ("thumb", "large")
        )
        sent = reviewer.go("GET", f"/review/{ref}/files/a.jpg")
        assert reviewer.go("GET", f"/review/{ref}").status == 200
    for copy in (small, large):
        assert copy.status in {200, 404}
        assert copy.status == 404 or copy.headers["Content-Type"] == "image/jpeg"
    assert sent.content == content
    assert not sent.headers["Content-Type"].startswith(RUNS)
    assert "sandbox" in sent.headers["Content-Security-Policy"]
    assert sent.headers["X-Content-Type-Options"] == "nosniff"
    shown = sent.headers["Content-Disposition"].startswith("inline")
    assert not shown or sent.headers["Content-Type"] in PICTURES


def test_nobody_sees_a_photo_without_signing_in(site):
    number = next(NUMBERS)
    site.send(filled(number, house="a.jpg"), photo_part("a.jpg", jpeg()))
    ref = settled(site, uid(number))
    answer = Browser(site).go("GET", f"/review/{ref}/files/a.jpg")
    assert (answer.status, answer.headers["Location"].startswith("/sign-in")) == (302, True)

"""Multipart bodies: file names that lead elsewhere, parts without end, lies about the length."""

from __future__ import annotations

import re
from itertools import count
from urllib.parse import quote

import pytest

from tests.builders.field import filled, uid
from tests.builders.uploads import Part, body, content_type, photo_part, xml_part

NUMBERS = count(20_000)
JPEG = b"\xff\xd8\xff\xe0 photo"
KEPT = re.compile(r"[0-9a-f]{2}/[0-9a-f]{64}|tmp")
"""All that may ever lie in the vault."""

NAMES = {
    "up and away": "../../../etc/passwd.jpg",
    "up on Windows": "..\\..\\windows\\win.jpg",
    "a drive": "C:\\a.jpg",
    "a drive without a slash": "C:a.jpg",
    "a share": "\\\\server\\share\\a.jpg",
    "a device": "NUL.jpg",
    "a stream": "a.jpg::$DATA",
    "a null": "a\0b.jpg",
    "a line": "a\r\nSet-Cookie: a=b\r\n.jpg",
    "control characters": "a\x1b[31m\x07b.jpg",
    "300 characters": "x" * 300 + ".jpg",
    "300 Chinese characters": "照" * 300 + ".jpg",
    "right to left": "\u202egpj.exe",
    "emoji": "📷👨‍👩‍👧.jpg",
    "quotes": "a\"b'c;d.jpg",
    "percent signs": "%2e%2e%2fa%00.jpg",
    "markup": "<img src=x onerror=alert(1)>.jpg",
    "a formula": "=cmd|' /C calc'!A0.jpg",
    "only dots": "..",
    "only blanks": "   ",
    "nothing": "",
}


def everything(site):
    """Every path below the folder that holds the data folder, the database aside."""
    found = site.served.data_dir.parent.rglob("*")
    return {path for path in found if "sqlite3" not in path.name}


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_a_file_lies_under_its_hash_whatever_it_is_called(site, name):
    number, content = next(NUMBERS), JPEG + name.encode()
    before = everything(site)
    with site.watched():
        answer = site.send(filled(number, house="a.jpg"), photo_part(name, content))
    assert answer.status == 201
    new = everything(site) - before
    media = site.served.data_dir / "media"
    assert all(KEPT.fullmatch(str(path.relative_to(media))) for path in new if path.is_file())
    (stored,) = (named for named, digest in site.files_of(uid(number)).items() if digest)
    assert not set(stored) & set("/\\\0\r\n\x1b")


def test_a_file_is_served_under_its_name_and_as_nothing_that_runs(site, reviewer):
    number = next(NUMBERS)
    name = '<b>a"b;c.html\u202e.jpg'
    site.send(filled(number, house=name.replace("<", "&lt;")), photo_part(name, b"<script>1"))
    (stored,) = (n for n, digest in site.files_of(uid(number)).items() if digest)
    ref = site.number_of(uid(number))[0]
    answer = reviewer.go("GET", f"/review/{ref}/files/{quote(stored, safe='')}")
    assert answer.status == 200
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Content-Disposition"].startswith("attachment; filename*=UTF-8''%3Cb%3E")


def one(number=None, **more):
    return xml_part(filled(next(NUMBERS) if number is None else number, **more))


def whole(*parts):
    return body(*(parts or (one(), photo_part("a.jpg", JPEG * 2_000))))


BROKEN = {
    "nothing": (lambda: b"", content_type(), 400),
    "no boundary": (whole, "multipart/form-data", 400),
    "another boundary": (whole, content_type("zzz"), 400),
    "a boundary of 300 characters": (whole, content_type("x" * 300), 400),
    "no form data": (whole, "text/plain", 400),
    "no type": (whole, "", 400),
    "JSON": (lambda: b"{}", "application/json", 400),
    "an address's form": (whole, "application/x-www-form-urlencoded", 400),
    "cut off in the photo": (lambda: whole()[:-5_000], content_type(), 400),
    "cut off in the XML": (lambda: whole(one())[:300], content_type(), 400),
    "without the XML": (lambda: whole(photo_part("a.jpg")), content_type(), 400),
    "two different XML parts": (lambda: whole(one(), one()), content_type(), 400),
    "a hundred large XML parts": (
        lambda: whole(*(xml_part(b"%d" % n + b"x" * 1_900_000) for n in range(100))),
        content_type(),
        400,
    ),
    "10,000 files": (
        lambda: whole(one(), *(photo_part(f"{n}.jpg", b"x") for n in range(10_000))),
        content_type(),
        413,
    ),
    "10,000 fields": (
        lambda: whole(one(), *(Part(f"f{n}", b"x") for n in range(10_000))),
        content_type(),
        413,
    ),
    "a field of 20 MB": (
        lambda: whole(one(), Part("note", b"x" * 20_000_000)),
        content_type(),
        413,
    ),
    "a name of 9,000 characters": (
        lambda: whole(one(), photo_part("x" * 9_000)),
        content_type(),
        400,
    ),
    "a part header of 100 KB": (
        lambda: whole(one(), Part("a", b"x", headers=b"X-A: " + b"x" * 100_000 + b"\r\n")),
        content_type(),
        400,
    ),
    "100,000 part headers": (
        lambda: whole(one(), Part("a", b"x", headers=b"X-A: x\r\n" * 100_000)),
        content_type(),
        400,
    ),
    "a part in base64": (
        lambda: whole(one(), Part("a", headers=b"Content-Transfer-Encoding: base64\r\n")),
        content_type(),
        400,
    ),
    "50 MB before the first part": (lambda: b"x" * 50_000_000 + whole(), content_type(), 400),
}


@pytest.mark.parametrize(("made", "kind", "status"), BROKEN.values(), ids=BROKEN)
def test_a_body_that_is_none_is_refused_and_leaves_nothing(site, made, kind, status):
    content, before = made(), site.filed()
    with site.watched():
        answer = site.post_body(content, kind)
    assert answer.status == status
    assert site.filed() == before


BEARABLE = {
    "the same XML twice": lambda: whole(*[one(next(NUMBERS))] * 2),
    "one name for forty files": lambda: whole(
        one(), *(photo_part("a.jpg", b"%d" % n) for n in range(40))
    ),
    "the same file forty times": lambda: whole(one(), *(photo_part("a.jpg", b"x"),) * 40),
    "a part without a name": lambda: whole(
        one(), Part(disposition=b"Content-Disposition: form-data")
    ),
    "a photo of nothing": lambda: whole(one(), photo_part("a.jpg", b"")),
    "a photo of line ends": lambda: whole(one(), photo_part("a.jpg", b"\r\n" * 4_000_000)),
    "a photo of almost boundaries": lambda: whole(
        one(), photo_part("a.jpg", (b"\r\n--" + body().strip(b"-\r\n")[:-1]) * 100_000)
    ),
    "50 MB after the last part": lambda: whole(one()) + b"x" * 50_000_000,
}


@pytest.mark.parametrize("made", BEARABLE.values(), ids=BEARABLE)
def test_what_is_only_odd_is_taken(site, made):
    content = made()
    with site.watched():
        assert site.post_body(content, content_type()).status == 201


def test_more_than_the_hard_limit_is_read_and_refused_with_the_limit(site):
    """OR-37: a phone that is cut off in the middle would show a network failure."""
    before = site.filed()
    with site.watched():
        answer = site.post_body(b"x" * 251_000_000, content_type())
    assert (answer.status, "250 MB" in answer.message) == (413, True)
    assert site.filed() == before

"""HTTP itself: heads without end, lengths that lie, chunks of garbage, methods nobody knows."""

from __future__ import annotations

import json
import re
import time

import pytest

from tests.builders.field import filled
from tests.builders.uploads import body, content_type, photo_part, xml_part

HOST = "Host: 127.0.0.1\r\n"
CLOSE = "Connection: close\r\n\r\n"
PATHS = {"a tablet": "", "a program": "/v1/sessions", "a person": "/sign-in"}
CHUNKED = "Transfer-Encoding: chunked\r\n\r\n"


def head(site, path="", *, method="POST", more=""):
    """The beginning of a request for the tablet's address, unless another is given."""
    kind = f"Content-Type: {content_type()}\r\n"
    return f"{method} {path or site.submission} HTTP/1.1\r\n{HOST}{kind}{more}"


def status_of(answer):
    return int(answer.split(b" ", 2)[1])


def told(answer, path):
    """What the answer says to whoever asked there."""
    top, _, content = answer.partition(b"\r\n\r\n")
    if path == "":
        return re.search(rb"<message[^>]*>(.+)</message>", content)[1]
    if path.startswith("/v1"):
        return json.loads(content)["message"].encode()
    assert b"content-type: text/html" in top.lower()
    return re.search(rb"<(?:p|span)[^>]*>([^<]+)</", content)[1]


HEADS = {
    "a header of 200 KB": ("X: " + "x" * 200_000 + "\r\n\r\n", 431),
    "100,000 headers": ("X: y\r\n" * 100_000 + "\r\n", 431),
    "a length below nothing": ("Content-Length: -1\r\n\r\n", 400),
    "a length in words": ("Content-Length: five\r\n\r\n", 400),
    "a length with a sign": ("Content-Length: +5\r\n\r\n12345", 400),
    "two lengths": ("Content-Length: 5\r\nContent-Length: 6\r\n\r\n123456", 400),
    "a length of 600 MB": ("Content-Length: 600000000\r\n\r\n", 413),
    "a length of 99 digits": ("Content-Length: " + "9" * 99 + "\r\n\r\n", 413),
    "an unknown coding": ("Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", 400),
    "almost a known coding": ("Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n", 400),
    "a blank before the colon": ("X : y\r\n\r\n", 400),
    "a bare line end": ("X: a\nY: b\r\n\r\n", 400),
    "chunks of garbage": (CHUNKED + "zz\r\nhello\r\n0\r\n\r\n", 400),
    "a chunk below nothing": (CHUNKED + "-5\r\nhello\r\n0\r\n\r\n", 400),
    "a chunk longer than it says": (CHUNKED + "5\r\nhelloXX\r\n0\r\n\r\n", 400),
    "a chunk announced at length": (CHUNKED + "5;" + "x" * 200_000, 400),
    "a trailer without end": (CHUNKED + "0\r\n" + "A: b\r\n" * 100_000, 400),
    "chunks of one byte": (CHUNKED + "1\r\nx\r\n" * 100_000, 400),
}


@pytest.mark.parametrize("path", PATHS.values(), ids=PATHS)
@pytest.mark.parametrize(("rest", "status"), HEADS.values(), ids=HEADS)
def test_a_head_that_cannot_be_read_is_refused_in_the_words_of_its_edge(site, path, rest, status):
    request = (head(site, path) + rest).encode("latin-1")
    before = site.filed()
    with site.watched():
        answer = site.raw(request)
    if answer:  # what was still on its way when it was refused may take the answer with it
        assert status_of(answer) == status
        assert told(answer, path)
    assert site.filed() == before


@pytest.mark.parametrize("path", PATHS.values(), ids=PATHS)
def test_a_refusal_of_an_ordinary_client_arrives(site, path):
    answer = site.raw((head(site, path) + "Content-Length: 600000000\r\n\r\n").encode())
    assert status_of(answer) == 413
    assert b"250 MB" in told(answer, path)


@pytest.mark.parametrize(
    "request_line",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(300) + b"\r\n\r\n",
        b"get / HTTP/1.1\r\n\r\n",
        b"GET / HTTP/9.9.9\r\n\r\n",
        b"GET /a b HTTP/1.1\r\n\r\n",
        b"\0\0\0\0\r\n\r\n",
        b"GET http://[::1/ HTTP/1.1\r\n\r\n",
        b"POST / HTTP/1.1\r\nContent-Length: " + b"1" * 5_000 + b"\r\n\r\n",
        b"GET " + b"/" + b"x" * 200_000 + b" HTTP/1.1\r\n\r\n",
    ],
    ids=[
        "TLS",
        "small letters",
        "an unknown version",
        "a blank",
        "nulls",
        "brackets",
        "5,000 digits",
        "200 KB",
    ],
)
def test_what_is_no_request_is_refused_and_nothing_is_logged_as_a_failure(site, request_line):
    log = site.served.log
    seen = log.stat().st_size
    with site.watched():
        answer = site.raw(request_line)
    assert not answer or 400 <= status_of(answer) < 500
    assert b"Traceback" not in log.read_bytes()[seen:]
    assert b"ERROR" not in log.read_bytes()[seen:]


def test_a_body_longer_than_announced_is_not_the_next_request(site):
    """Request smuggling: what is left over is read as a request of its own and refused."""
    content = body(xml_part(filled(30_001)))
    smuggled = b"GET /v1/projects HTTP/1.1\r\nHost: x\r\n\r\n"
    request = head(site, more=f"Content-Length: {len(content)}\r\n{CLOSE}").encode()
    answer = site.raw(request + content + smuggled)
    assert status_of(answer) == 201
    assert answer.count(b"HTTP/1.1 ") == 1


def test_chunks_go_before_a_length(site):
    content = body(xml_part(filled(30_002)))
    chunks = b"%x\r\n%s\r\n0\r\n\r\n" % (len(content), content)
    request = head(site, more=f"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n{CLOSE}")
    assert status_of(site.raw(request.encode() + chunks)) == 201


@pytest.mark.parametrize("short", [1, 200])
def test_a_body_shorter_than_announced_leaves_nothing(site, short):
    content, before = (
        body(xml_part(filled(30_003)), photo_part("a.jpg", bytes(9_000))),
        site.filed(),
    )
    request = head(site, more=f"Content-Length: {len(content)}\r\n{CLOSE}").encode()
    site.raw(request + content[:-short], end=False)
    time.sleep(0.1)
    assert site.filed() == before


@pytest.mark.parametrize("path", [*PATHS.values(), "/", "/static/build/manifest.json", "/nothing"])
@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "PUT", "DELETE", "PROPFIND", "FOO"])
def test_methods_nobody_asked_for_are_refused_and_send_nothing_back(site, method, path):
    """ASVS 13.4.4: TRACE would show a page what its cookies are."""
    secret = "Cookie: mz_session=secret-of-the-browser\r\n"
    answer = site.raw(head(site, path, method=method, more=secret + CLOSE).encode())
    assert status_of(answer) in {404, 405}
    assert b"secret-of-the-browser" not in answer
    assert told(answer, path if path in PATHS.values() else "/") or path == ""


@pytest.mark.parametrize(
    "path",
    [
        "/../../etc/passwd",
        "/static/build/../../../app.py",
        "/static/build/%2e%2e/%2e%2e/assets.py",
        "/static/build/..%2f..%2fassets.py",
        "/static/build/..%5c..%5cassets.py",
        "/static/build//etc/passwd",
        "/static/build/C:/windows/win.ini",
        "/static/build/CON",
        "/static/build/a%00.js",
        "/static/build/",
        "/.git/config",
        "/.env",
        "/minzheng.sqlite3",
        "/var/minzheng.sqlite3",
        "/server.log",
        "/metrics",
        "/debug",
        "/console",
        "/%ff%fe",
        "/%00",
        "//evil.example/",
    ],
)
def test_no_address_leads_to_a_file_of_the_server(site, path):
    """ASVS 13.4: no folder of the program, no data, no page of a debugger."""
    answer = site.raw(f"GET {path} HTTP/1.1\r\n{HOST}{CLOSE}".encode())
    assert status_of(answer) == 404
    assert b"Content-Security-Policy" in answer


def test_a_name_of_the_web_server_is_not_told(site):
    answer = site.ask("GET", "/sign-in")
    assert answer.headers["Server"] is None
    assert answer.headers["X-Powered-By"] is None

"""Clients that hold the line: half a request, a byte at a time, answers nobody reads."""

from __future__ import annotations

import socket
import time

from tests.builders.field import filled, uid
from tests.builders.uploads import body, content_type, xml_part

CONNECTIONS = 20


def line(site):
    return socket.create_connection(("127.0.0.1", site.port), timeout=30)


def test_twenty_that_drip_their_heads_and_bodies_keep_nobody_waiting(site):
    """Threads are given to requests that have come, never to those that are coming."""
    content = body(xml_part(filled(40_000)))
    heads = [
        b"GET /sign-in HTTP/1.1\r\nX-Slow: ",
        f"POST {site.submission} HTTP/1.1\r\nContent-Type: {content_type()}\r\n"
        f"Content-Length: {len(content)}\r\n\r\n".encode(),
    ]
    before = site.filed()
    lines = [line(site) for _ in range(CONNECTIONS)]
    try:
        with site.watched():
            for number, each in enumerate(lines):
                each.sendall(heads[number % 2])
            for place in range(20):
                for each in lines:
                    each.sendall(content[place : place + 1].replace(b"\r", b"x"))
                time.sleep(0.02)
            assert site.send(filled(40_001)).status == 201
    finally:
        for each in lines:
            each.close()
    assert site.is_filed(filled(40_001))
    assert site.filed()[0]["submission"] == before[0]["submission"] + 1
    assert not site.files_of(uid(40_000))


def test_two_hundred_that_say_nothing_keep_nobody_waiting(site):
    lines = [line(site) for _ in range(200)]
    try:
        with site.watched():
            assert site.send(filled(40_002)).status == 201
    finally:
        for each in lines:
            each.close()


def test_those_that_never_read_their_answers_keep_nobody_waiting(site):
    request = b"GET /sign-in HTTP/1.1\r\nHost: x\r\n\r\n"
    lines = [line(site) for _ in range(CONNECTIONS)]
    try:
        with site.watched(seconds=20):
            for each in lines:
                each.sendall(request * 20)
            assert site.send(filled(40_003)).status == 201
    finally:
        for each in lines:
            each.close()

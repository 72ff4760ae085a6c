"""Sending as a tablet does: multipart bodies to the tablet's own address."""

from __future__ import annotations

import csv
import http.client
import io
import time
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol
from urllib.parse import quote

from server.demo.drafts import Sending

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from flask import Flask

    from server.demo.drafts import Filled, Photo, Text

BOUNDARY = "minzheng-demo-7f3c2a91d5e84b06"
MULTIPART = f"multipart/form-data; boundary={BOUNDARY}"
HEADERS = {"X-OpenRosa-Version": "1.0", "User-Agent": "minzheng-demo"}
TRIES, PAUSE_S = 5, 2.0
SERVER_FAILURE = 500
WAIT_S = 60


class Unreachable(Exception):
    """The server has stopped answering; what is left is sent at the next start."""


class Door(Protocol):
    """Where a tablet's requests go."""

    def ask(self, method: str, path: str, body: bytes = b"") -> tuple[int, bytes]:
        """Status and body of the answer; a body is sent as multipart."""


@dataclass(slots=True)
class NetworkDoor:
    """A server that listens on this machine."""

    host: str
    port: int
    _line: http.client.HTTPConnection | None = field(default=None)

    def ask(self, method: str, path: str, body: bytes = b"") -> tuple[int, bytes]:
        """Ask, once more on a new line if the old one was closed; raise Unreachable."""
        for attempt in range(TRIES):
            with suppress(OSError, http.client.HTTPException):
                return self._once(method, path, body)
            self._hang_up()
            time.sleep(PAUSE_S if attempt else 0)
        raise Unreachable

    def _once(self, method: str, path: str, body: bytes) -> tuple[int, bytes]:
        if self._line is None:
            self._line = http.client.HTTPConnection(self.host, self.port, timeout=WAIT_S)
        headers = HEADERS | ({"Content-Type": MULTIPART} if body else {})
        self._line.request(method, path, body or None, headers)
        answer = self._line.getresponse()
        return answer.status, answer.read()

    def _hang_up(self) -> None:
        if self._line is not None:
            self._line.close()
            self._line = None


@dataclass(frozen=True, slots=True)
class ApplicationDoor:
    """An application in this process, asked without a network."""

    app: Flask

    def ask(self, method: str, path: str, body: bytes = b"") -> tuple[int, bytes]:
        """Ask the application."""
        answer = self.app.test_client().open(
            path, method=method, data=body or None, headers=HEADERS,
            content_type=MULTIPART if body else None,
        )  # fmt: skip
        return answer.status_code, answer.data


def send(door: Door, path: str, form: Filled) -> list[int]:
    """Send one filled form in its own way and return what each POST was answered.

    A server that is busy is asked again.  Raise Unreachable.
    """
    target = f"{path}/submission?deviceID={quote(form.device, safe='')}"
    return [_post(door, target, body) for body in bodies(form)]


def _post(door: Door, target: str, body: bytes) -> int:
    for _ in range(TRIES):
        status, _answer = door.ask("POST", target, body)
        if status < SERVER_FAILURE:
            return status
        time.sleep(PAUSE_S)
    raise Unreachable


def bodies(form: Filled) -> Iterator[bytes]:
    """The bodies of a form's POSTs (protocol.md 3.1, 3.2)."""
    match form.sending:
        case Sending.TORN:
            yield multipart(form.xml[: len(form.xml) * 2 // 3], form.files)
        case Sending.SPLIT:
            for n, file in enumerate(form.files, start=1):
                yield multipart(form.xml, [file], is_last=n == len(form.files))
        case Sending.TWICE:
            yield from [multipart(form.xml, form.files)] * 2
        case Sending.CHANGED:
            yield multipart(form.xml, form.files)
            yield multipart(_changed(form.xml), form.files)
        case Sending.ONCE:
            yield multipart(form.xml, form.files)


def _changed(xml: bytes) -> bytes:
    """The same form after somebody has changed an answer behind the tablet's back."""
    return xml.replace(b"<reside_status>1<", b"<reside_status>2<")


def multipart(xml: bytes, files: Sequence[Photo | Text], *, is_last: bool = True) -> bytes:
    """One POST as Collect builds it: the XML first, the files, a word if more will follow."""
    body = io.BytesIO()
    _part(body, "xml_submission_file", xml, name="form.xml", mime="text/xml")
    for file in files:
        _part(body, file.name, file.content(), name=file.name, mime=file.mime)
    if not is_last:
        _part(body, "*isIncomplete*", b"yes")
    body.write(f"--{BOUNDARY}--\r\n".encode())
    return body.getvalue()


def _part(body: io.BytesIO, field: str, content: bytes, *, name: str = "", mime: str = "") -> None:
    names = f'name="{field}"' + (f'; filename="{name}"' if name else "")
    kind = f"Content-Type: {mime}\r\n" if mime else ""
    body.write(f"--{BOUNDARY}\r\nContent-Disposition: form-data; {names}\r\n{kind}\r\n".encode())
    body.write(content)
    body.write(b"\r\n")


def household_numbers(door: Door, paths: Mapping[str, str]) -> dict[str, str]:
    """Household numbers by entity, from the lists that the tablets fetch."""
    numbers: dict[str, str] = {}
    for path in paths.values():
        target = f"{path}/forms/household_survey/attachments/households.csv"
        _, content = door.ask("GET", target)
        rows = csv.DictReader(io.StringIO(content.decode("utf-8")))
        numbers |= {row["name"]: row["hh_no"] for row in rows}
    return numbers

"""What waitress refuses before the application hears of it, told so that the sender understands.

A body over the server's limit, a broken head and broken chunks end in waitress itself, which
answers in plain English; a tablet takes that for no OpenRosa server (OR-1, OR-27).
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser, ParsingError
from waitress.receiver import ChunkedReceiver
from waitress.server import BaseWSGIServer
from waitress.utilities import BadRequest, Error

from server.api.answers import answer as to_program
from server.api.answers import complete as complete_for_program
from server.console.failures import bare
from server.core.errors import HeadTooLarge, MultipartBroken, TooLarge, Unexpected, Unparseable
from server.openrosa.door import entry
from server.openrosa.envelope import complete, envelope

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask import Response

    from server.core.errors import SurveyError
    from server.settings import Settings

LONGEST_LINE = 4_096
"""What stands before a chunk: its size, and an extension that nobody uses."""

LONGEST_TRAILER = 16_384
SPARE_BYTES = 65_536
"""So much may be sent to announce chunks before it has to be less than what is in them."""

PROGRAMS = "/v1"


def tell_senders(sockets: Mapping[int, object], settings: Settings) -> None:
    """Let the servers among waitress's `sockets` refuse in words that senders understand."""
    channel = channel_class(settings)
    for each in sockets.values():
        if isinstance(each, BaseWSGIServer):
            each.channel_class = channel


def channel_class(settings: Settings) -> type[HTTPChannel]:
    """The class of a waitress server's connections."""

    class Parser(HTTPRequestParser):
        """Reads one request."""

        path = ""  # what breaks off in its first line never gets another

        def parse_header(self, header_plus: bytes) -> None:
            """Read the head; raise ParsingError."""
            try:
                super().parse_header(header_plus)
            except ValueError as failure:  # brackets not closed, or a length of 5,000 digits
                raise ParsingError(str(failure)) from failure

        def received(self, data: bytes) -> int:
            """Take the next bytes; a refusal is put into our words."""
            consumed = super().received(data)
            if self.error is None and rambles(self):
                self.error = BadRequest("chunks")
                self.completed = True
            if self.error is not None:
                path = self.path if self.body_rcv is not None else asked_for(self, data)
                self.error = Refusal(self.error, path, settings)
            return consumed

    class Channel(HTTPChannel):
        """One connection."""

        parser_class = Parser

    return Channel


def rambles(parser: HTTPRequestParser) -> bool:
    """Whether a chunked body is mostly talk about chunks, which waitress reads without end."""
    body = parser.body_rcv
    if not isinstance(body, ChunkedReceiver) or body.completed:
        return False
    talk = parser.body_bytes_received - len(body)
    return (
        len(body.control_line) > LONGEST_LINE
        or len(body.trailer) > LONGEST_TRAILER
        or talk > SPARE_BYTES + len(body)
    )


def asked_for(parser: HTTPRequestParser, data: bytes) -> str:
    """The path of a request whose head was refused, from its first line; empty without any."""
    line = (parser.header_plus + data).lstrip().partition(b"\r\n")[0]
    _, _, target = line.partition(b" ")
    return target.partition(b" ")[0].partition(b"?")[0].decode("latin-1")


class Refusal(Error):
    """A refusal in the words of the edge that was asked."""

    def __init__(self, error: Error, path: str, settings: Settings) -> None:
        self._path = path
        self._error = refused(error, settings, to_tablet=entry(path) is not None)
        self._settings = settings
        super().__init__(str(self._error))

    def to_response(  # type: ignore[override]  # the stubs say str; waitress writes bytes
        self, ident: str | None = None
    ) -> tuple[str, list[tuple[str, str]], bytes]:
        """The status line, headers and body that waitress writes."""
        del ident
        if entry(self._path) is not None:
            told = self._told_tablet()
        elif f"{self._path}/".startswith(f"{PROGRAMS}/"):
            told = told_program(self._error)
        else:
            told = bare(self._error)
        return told.status, list(told.headers.items()), told.data

    def _told_tablet(self) -> Response:
        told = envelope(self._error.sentence("zh"), self._error.status)
        return complete(told, self._settings, language="zh", now=datetime.now(UTC))


def refused(error: Error, settings: Settings, *, to_tablet: bool) -> SurveyError:
    """Our failure for one of waitress."""
    if error.code == TooLarge(limit_mb=0).status:
        return TooLarge(limit_mb=settings.hard_limit_bytes // 1_000_000)
    if error.code == HeadTooLarge().status:
        return HeadTooLarge()
    if error.code == Unexpected().status:
        return Unexpected()
    # What waitress says beyond the reason may hold a line of the request.
    if to_tablet:
        return MultipartBroken(reason=error.reason)
    return Unparseable(part="request", reason=error.reason)


def told_program(error: SurveyError) -> Response:
    """A failure in the shape of the public API."""
    content = {"message": error.sentence("en"), "code": float(error.code), "details": {}}
    return complete_for_program(to_program(content, error.status))

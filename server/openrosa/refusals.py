"""What waitress refuses before the application hears of it, told so that a tablet understands.

A body over the server's limit and broken chunks end in waitress itself, which answers in plain
text; to a tablet that is no OpenRosa server (OR-1, OR-27).
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.server import BaseWSGIServer
from waitress.utilities import Error

from server.core.errors import MultipartBroken, TooLarge, Unexpected
from server.openrosa.door import entry
from server.openrosa.envelope import complete, envelope

if TYPE_CHECKING:
    from collections.abc import Mapping

    from server.core.errors import SurveyError
    from server.settings import Settings


def tell_tablets(sockets: Mapping[int, object], settings: Settings) -> None:
    """Let the servers among waitress's `sockets` refuse in words that tablets understand."""
    channel = channel_class(settings)
    for each in sockets.values():
        if isinstance(each, BaseWSGIServer):
            each.channel_class = channel


def channel_class(settings: Settings) -> type[HTTPChannel]:
    """The class of a waitress server's connections."""

    class Parser(HTTPRequestParser):
        """Reads one request."""

        path: str

        def received(self, data: bytes) -> int:
            """Take the next bytes; a refusal of a tablet's request is put into our words."""
            consumed = super().received(data)
            if self.error is not None and entry(self.path) is not None:
                self.error = Refusal(self.error.code, settings)
            return consumed

    class Channel(HTTPChannel):
        """One connection."""

        parser_class = Parser

    return Channel


class Refusal(Error):
    """A refusal as an OpenRosa answer."""

    def __init__(self, status: int, settings: Settings) -> None:
        self._error = refused(status, settings)
        self._settings = settings
        super().__init__(str(self._error))

    def to_response(  # type: ignore[override]  # the stubs say str; waitress writes bytes
        self, ident: str | None = None
    ) -> tuple[str, list[tuple[str, str]], bytes]:
        """The status line, headers and body that waitress writes."""
        del ident
        answer = complete(
            envelope(self._error.sentence("zh"), self._error.status),
            self._settings,
            language="zh",
            now=datetime.now(UTC),
        )
        return answer.status, list(answer.headers.items()), answer.data


def refused(status: int, settings: Settings) -> SurveyError:
    """Our failure for a status of waitress."""
    if status == TooLarge(limit_mb=0).status:
        return TooLarge(limit_mb=settings.hard_limit_bytes // 1_000_000)
    return MultipartBroken(reason=str(status)) if status < Unexpected().status else Unexpected()

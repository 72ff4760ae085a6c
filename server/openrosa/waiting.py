"""Small posts of tablets are computed one after another; the rest of a request overlaps freely."""

from __future__ import annotations

from typing import TYPE_CHECKING

from server.openrosa.door import KEY

if TYPE_CHECKING:
    from collections.abc import Iterable
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

    from server.store.turn import Turn

SMALL_BYTES = 64 * 1024
"""A body without photos: taking it apart waits for no disk."""


class InTurn:
    """WSGI middleware behind the door: a small post with a token has the turn from the beginning.

    Whoever signs in by a password computes its digest outside, which takes a while.
    """

    def __init__(self, app: WSGIApplication, turn: Turn) -> None:
        self._app = app
        self._turn = turn

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer, in turn if it is a small post."""
        if environ["REQUEST_METHOD"] == "POST" and environ.get(KEY) and is_small(environ):
            self._turn.take()
        try:
            return self._app(environ, start_response)
        finally:  # mostly given up long ago, where the commit was waited for
            self._turn.give_up()


def is_small(environ: WSGIEnvironment) -> bool:
    """Whether the body is announced to be small; one that comes in chunks is not."""
    length = str(environ.get("CONTENT_LENGTH", ""))
    return length.isascii() and length.isdigit() and int(length) <= SMALL_BYTES

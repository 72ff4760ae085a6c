"""The body of a tablet's POST, taken apart as it comes off the wire."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import request

from server.openrosa.asking import services
from server.openrosa.multipart import UploadLimits, receive_parts
from server.openrosa.waiting import is_small

if TYPE_CHECKING:
    from server.openrosa.multipart import ReceivedParts


def received() -> ReceivedParts:
    """The body taken apart as it comes off the wire; its files are durable then."""
    settings, environ = services().settings, request.environ
    length = request.content_length
    if length is None and not environ.get("wsgi.input_terminated"):
        length = 0  # neither a length nor chunks: reading on would wait for ever
    turn = services().store.turn
    if not is_small(environ):
        turn.give_up()
    parts = receive_parts(
        environ["wsgi.input"],
        request.content_type or "",
        length,
        vault=services().vault,
        limits=UploadLimits(
            hard_limit_bytes=settings.hard_limit_bytes,
            max_xml_bytes=settings.max_xml_bytes,
            max_parts=settings.max_parts,
        ),
    )
    turn.take()  # what follows is computing, until the commit is waited for
    return parts

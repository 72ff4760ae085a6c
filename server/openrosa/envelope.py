"""What a tablet reads: the response envelope and the headers every answer carries."""

from __future__ import annotations

import re
from email.utils import format_datetime
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from flask import Response

if TYPE_CHECKING:
    from datetime import datetime

    from server.settings import Settings

SUCCESS = "full submission upload was successful!"
"""Collect shows its own translation for exactly this text (OR-25)."""

XML = "text/xml; charset=utf-8"
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def envelope(message: str, status: int) -> Response:
    """An OpenRosaResponse with one message; its elements bear no prefix (OR-24)."""
    nature = "submit_success" if status < 300 else "error"  # noqa: PLR2004  # 2xx
    body = (
        '<OpenRosaResponse xmlns="http://openrosa.org/http/response" items="0">'
        f'<message nature="{nature}">{text(message)}</message></OpenRosaResponse>'
    )
    return Response(body, status, content_type=XML)


def document(body: str) -> Response:
    """An XML list: asked for anew each time, never shared (OR-8)."""
    answer = Response(f'<?xml version="1.0" encoding="UTF-8"?>\n{body}', content_type=XML)
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer


def text(value: str) -> str:
    """`value` as character data: escaped, without what XML cannot hold."""
    return escape(_NOT_XML.sub("\N{REPLACEMENT CHARACTER}", value), {'"': "&quot;"})


def complete(answer: Response, settings: Settings, *, language: str, now: datetime) -> Response:
    """Add the headers of every OpenRosa answer, errors included (OR-1, OR-7, OR-16, OR-20)."""
    headers = answer.headers
    headers["X-OpenRosa-Version"] = "1.0"
    headers["X-OpenRosa-Accept-Content-Length"] = str(settings.accept_content_length)
    headers["Date"] = format_datetime(now, usegmt=True)
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Referrer-Policy"] = "no-referrer"
    headers.setdefault("Content-Language", language)
    headers.setdefault("Cache-Control", "private, no-cache")
    return answer

"""Files and single values as answers: never run, never sniffed, kept only for a short while."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from flask import make_response, render_template, request

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from server.core.desk.record import Blob

MINUTES: Final = 20
PICTURES: Final = frozenset({"image/jpeg", "image/png", "image/webp"})


def send(blob: Blob, *, inline: bool) -> ResponseReturnValue:
    """The file, shown in place only when it is a picture; nothing in it can run (ASVS 3.2.1)."""
    answer = make_response(blob.content)
    is_picture = blob.mime in PICTURES
    answer.mimetype = blob.mime if is_picture else "application/octet-stream"
    placed = "inline" if is_picture and inline else "attachment"
    answer.headers["Content-Disposition"] = f"{placed}; filename*=UTF-8''{quote(blob.name)}"
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer.headers["Cache-Control"] = f"private, max-age={MINUTES * 60}"
    answer.set_etag(blob.etag)
    return answer.make_conditional(request.environ)


def revealed(value: str, back: str) -> ResponseReturnValue:
    """A full number: a part of the page for a script, a small page for everybody else."""
    if request.headers.get("X-Part") == "value":
        return value, {"Content-Type": "text/plain; charset=utf-8"}
    return render_template("revealed.html", section="", value=value, back=back)

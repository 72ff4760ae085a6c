"""Answers of the public API: JSON, lists as they are read, XML, downloads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import quote

import orjson
from flask import Response, request

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from server.core.desk.record import Blob

JSON = "application/json; charset=utf-8"
XML = "application/xml; charset=utf-8"
SUCCESS = {"success": True}
OK = 200

T = TypeVar("T")


def answer(value: object, status: int = OK) -> Response:
    """`value` as JSON; what was read carries a weak tag, so that asking again is cheap."""
    made = Response(orjson.dumps(value), status, content_type=JSON)
    if status == OK and request.method in {"GET", "HEAD"}:
        made.add_etag(weak=True)
        made.make_conditional(request)
    return made


def success() -> Response:
    """What the API says when there is nothing else to say."""
    return answer(SUCCESS)


def listed(
    batches: Iterator[tuple[T, ...]], shape: Callable[[tuple[T, ...]], Iterable[object]]
) -> Response:
    """A JSON list written as its batches are read, so that memory does not grow with it.

    The first batch is read here: what it raises is still told as a failure.
    """
    first = next(batches, ())
    return Response(_pieces(first, batches, shape), content_type=JSON)


def _pieces(
    first: tuple[T, ...],
    batches: Iterator[tuple[T, ...]],
    shape: Callable[[tuple[T, ...]], Iterable[object]],
) -> Iterator[bytes]:
    yield b"[" + b",".join(map(orjson.dumps, shape(first)))
    for batch in batches:
        yield b"," + b",".join(map(orjson.dumps, shape(batch)))
    yield b"]"


def tagged(made: Response, tag: str) -> Response:
    """An answer with a weak tag that was made before it was."""
    made.set_etag(tag, weak=True)
    return made


def xml(content: bytes, etag: str) -> Response:
    """XML byte for byte, with a strong tag."""
    made = Response(content, content_type=XML)
    return _tagged(made, etag)


def download(blob: Blob) -> Response:
    """A file to be saved, never shown: it may be anything (safety.md 3)."""
    made = Response(blob.content, content_type=blob.mime)
    made.headers["Content-Disposition"] = disposition(blob.name)
    made.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return _tagged(made, blob.etag)


def disposition(name: str) -> str:
    r"""The header that names a download: ASCII for old clients, UTF-8 for all others (OR-181).

    >>> disposition("照片 1.jpg")
    'attachment; filename="-- 1.jpg"; filename*=UTF-8\'\'%E7%85%A7%E7%89%87%201.jpg'
    """
    plain = "".join(c if " " <= c <= "~" and c not in '"\\%' else "-" for c in name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def _tagged(made: Response, etag: str) -> Response:
    made.set_etag(etag)
    made.make_conditional(request)
    return made


def complete(made: Response) -> Response:
    """Headers of every answer."""
    made.headers["X-Content-Type-Options"] = "nosniff"
    made.headers["Referrer-Policy"] = "no-referrer"
    made.headers.setdefault("Cache-Control", "private, no-cache")
    return made


def plain(value: Any) -> Any:  # noqa: ANN401  # details of failures hold all sorts of things
    """`value` as JSON can hold it."""
    return orjson.loads(orjson.dumps(value, default=str, option=orjson.OPT_NON_STR_KEYS))

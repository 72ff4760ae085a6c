"""What a request of the public API says: who calls, when, with which body and options."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import unquote

import orjson
from flask import current_app, g, request
from marshmallow import ValidationError
from werkzeug.exceptions import ClientDisconnected

from server.api.schemas import MISSING
from server.auth import callers
from server.auth.wire import SAFE, Claim
from server.core.errors import (
    MissingParameter,
    TooLarge,
    Unparseable,
    UploadCutOff,
    WrongDataType,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from marshmallow import Schema

    from media.blobs import StoredBlob
    from server.core.caller import Caller
    from server.services import Services

COOKIES = ("__Host-session", "session")
"""The public API's own names of the session cookie; that of the pages is taken as well."""

JSON_LIMIT = 1_000_000
WORKBOOK_LIMIT = 20_000_000
READ_BYTES = 128 * 1024
LONGEST_NUMBER = 10
UNKNOWN_TYPE = "application/octet-stream"


def services() -> Services:
    """What the running server holds."""
    return cast("Services", current_app.extensions["minzheng"])


def now() -> datetime:
    """When this request came; the clock is read once."""
    if "now" not in g:
        g.now = datetime.now(UTC)
    return cast("datetime", g.now)


def language() -> str:
    """English unless the client asks for Chinese: programs compare messages."""
    return request.accept_languages.best_match(["en", "zh"], default="en") or "en"


def caller() -> Caller:
    """Who calls; raise what `callers.caller` raises."""
    if "caller" not in g:
        g.caller = callers.caller(services(), claim(), now=now())
    return cast("Caller", g.caller)


def claim() -> Claim:
    """What this request says about its sender."""
    said = Claim.of(request.environ)
    cookie = said.cookie or next(filter(None, map(request.cookies.get, COOKIES)), "")
    if not cookie or said.authorization or said.from_page or said.method in SAFE:
        return replace(said, cookie=cookie)
    return replace(said, cookie=cookie, from_page=_csrf())


def session_token() -> str:
    """The secret of the session this request belongs to; empty with Basic."""
    said = claim()
    scheme, _, value = said.authorization.strip().partition(" ")
    if scheme:
        return value.strip() if scheme.lower() == "bearer" else ""
    return said.cookie


def _csrf() -> str:
    """The session's second secret in the body, which no other site's page can know."""
    if request.mimetype == "application/x-www-form-urlencoded":
        return request.form.get("__csrf", "")
    if request.is_json:
        with suppress(Unparseable):
            return str(_json().get("__csrf", ""))
    return ""


def argument(name: str) -> str:
    """A query parameter, without what no text can hold; empty when it is not there."""
    return request.args.get(name, "").replace("\0", "")


def is_true(name: str) -> bool:
    """Whether a query parameter is true; clients write ``True`` as well (OR-169)."""
    return argument(name).lower() == "true"


def is_extended() -> bool:
    """Whether the client asks for extended metadata (OR-179)."""
    return request.headers.get("X-Extended-Metadata", "").lower() == "true"


def notes() -> str | None:
    """What the client wants to stand in the log beside its action."""
    return header("X-Action-Notes")[:1_000] or None


def header(name: str) -> str:
    """A header that may be percent-encoded, without what no text can hold."""
    return unquote(request.headers.get(name, "")).replace("\0", "")


def paging() -> tuple[int, int | None]:
    """Offset and limit; raise WrongDataType for what is no number."""
    return _number("offset") or 0, _number("limit")


def _number(name: str) -> int | None:
    text = request.args.get(name)
    if text is None:
        return None
    if not (text.isdecimal() and text.isascii() and len(text) < LONGEST_NUMBER):
        raise WrongDataType(field=name, value=text[:LONGEST_NUMBER], expected="integer")
    return int(text)


def fields(schema: Schema) -> dict[str, Any]:
    """The JSON body by `schema`; raise Unparseable, MissingParameter, WrongDataType."""
    try:
        return cast("dict[str, Any]", schema.load(_json()))
    except ValidationError as error:
        name, reason = _first(error.messages)
        if reason == MISSING:
            raise MissingParameter(field=name) from error
        raise WrongDataType(field=name, expected=reason) from error


def _first(messages: Any) -> tuple[str, str]:  # noqa: ANN401  # nested as the body is
    """The first field something is wrong with, and what."""
    name, reasons = next(iter(messages.items()))
    while isinstance(reasons, dict):
        reasons = next(iter(reasons.values()))
    return str(name), str(reasons[0])


def body(limit_bytes: int) -> dict[str, Any]:
    """The JSON body as it is, which may be longer than others; raise Unparseable, TooLarge."""
    return _json(limit_bytes)


def _json(limit_bytes: int = JSON_LIMIT) -> dict[str, Any]:
    if "json" not in g:
        content = whole(limit_bytes) or b"{}"
        try:
            g.json = orjson.loads(content)
        except orjson.JSONDecodeError as error:
            raise Unparseable(part="body", reason=str(error), format="json") from error
    if not isinstance(g.json, dict):
        raise Unparseable(part="body", reason="not an object", format="json")
    return cast("dict[str, Any]", g.json)


def whole(limit_bytes: int) -> bytes:
    """The body in memory; raise TooLarge, UploadCutOff."""
    return b"".join(chunks(limit_bytes))


def stored() -> StoredBlob:
    """The body as a blob, durable; raise TooLarge, UploadCutOff, DiskFull.

    A coding the client declares belongs to the file: ``x.csv.gz`` stays what it is (OR-173).
    """
    with services().vault.delivery() as delivery:
        writer = delivery.writer()
        for chunk in chunks(services().settings.hard_limit_bytes):
            writer.write(chunk)
        writer.seal()
        (blob,) = delivery.keep()
    return blob


def chunks(limit_bytes: int) -> Iterator[bytes]:
    """The body as it comes; raise TooLarge, UploadCutOff."""
    announced = request.content_length
    if announced is not None and announced > limit_bytes:
        raise TooLarge(limit_mb=limit_bytes // 1_000_000)
    read = 0
    try:
        while chunk := request.stream.read(READ_BYTES):
            read += len(chunk)
            if read > limit_bytes:
                raise TooLarge(limit_mb=limit_bytes // 1_000_000)
            yield chunk
    except ClientDisconnected as error:
        raise UploadCutOff(reason=f"{read} of {announced} bytes") from error


def content_type() -> str:
    """The type the client declares for its file; a claim, not a fact."""
    return request.mimetype or UNKNOWN_TYPE

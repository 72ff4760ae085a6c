"""What a request of the edge to tablets says: who, when, in which language."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, cast

from flask import current_app, g, request

from server.auth.wire import Claim, identified
from server.core.errors import UnexpectedValue
from server.openrosa.door import KEY

if TYPE_CHECKING:
    from server.core.rights import Sender
    from server.services import Services

VERSION = "1.0"


def services() -> Services:
    """What the running server holds."""
    return cast("Services", current_app.extensions["minzheng"])


def now() -> datetime:
    """When this request came; the clock is read once."""
    if "now" not in g:
        g.now = datetime.now(UTC)
    return cast("datetime", g.now)


def language() -> str:
    """Chinese unless the client asks for English; Collect asks for nothing."""
    return request.accept_languages.best_match(["zh", "en"], default="zh") or "zh"


def key() -> str | None:
    """The tablet's token, which the door took out of the URL."""
    return cast("str | None", request.environ.get(KEY))


def claim() -> Claim:
    """What this request says about its sender."""
    return Claim.of(request.environ, key=key())


def sender() -> Sender:
    """Who sends this request; raise what `identified` raises, or UnexpectedValue.

    A request without version is welcome, one of another version is not for us (OR-4).
    """
    if request.headers.get("X-OpenRosa-Version", VERSION).strip() != VERSION:
        raise UnexpectedValue(field="X-OpenRosa-Version", reason=VERSION)
    return identified(services(), claim(), now=now())


def storable(text: str) -> str:
    """`text` without the one character that no database column holds."""
    return text.replace("\0", "")

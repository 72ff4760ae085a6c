"""One message for the next page, kept in a signed cookie until it is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flask import current_app, g, request
from itsdangerous import BadSignature, URLSafeTimedSerializer

if TYPE_CHECKING:
    from flask import Response
    from werkzeug.wrappers import Response as BaseResponse

COOKIE: Final = "mz_told"
MINUTES: Final = 5
LONGEST: Final = 600


def tell(answer: BaseResponse, tone: str, sentence: str) -> BaseResponse:
    """Let the next page show `sentence`; `tone` is ``k`` done, ``i``, ``w`` or ``e`` refused."""
    answer.set_cookie(
        COOKIE,
        _serializer().dumps([tone, sentence[:LONGEST]]),
        max_age=MINUTES * 60,
        httponly=True,
        samesite="Strict",
        secure=request.is_secure,
    )
    return answer


def told() -> list[tuple[str, str]]:
    """What the page before wanted to be said, once."""
    kept = request.cookies.get(COOKIE)
    if not kept or "told" in g:
        return []
    g.told = True
    try:
        tone, sentence = _serializer().loads(kept, max_age=MINUTES * 60)
    except BadSignature:
        return []
    return [(tone, sentence)]


def forget(answer: Response) -> Response:
    """Remove what was shown."""
    if g.get("told"):
        answer.delete_cookie(COOKIE)
    return answer


def _serializer() -> URLSafeTimedSerializer:
    key = current_app.extensions["minzheng"].sealer.signing_key
    return URLSafeTimedSerializer(key, salt="told")

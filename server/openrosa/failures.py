"""How failures reach a tablet: always as an envelope with a sentence to act on (OR-27)."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from flask import request

from server.auth.wire import challenges
from server.core.errors import (
    AuthenticationFailed,
    SurveyError,
    TooManyAttempts,
    Unexpected,
)
from server.openrosa.asking import claim, language, now, services
from server.openrosa.envelope import envelope

if TYPE_CHECKING:
    from flask import Response
    from werkzeug.exceptions import HTTPException

logger = logging.getLogger(__name__)


def told(error: SurveyError) -> Response:
    """A refusal in the asker's language, with what a client needs to try again."""
    answer = envelope(error.sentence(language()), error.status)
    if isinstance(error, AuthenticationFailed):
        for challenge in challenges(services(), error, claim(), now=now()):
            answer.headers.add("WWW-Authenticate", challenge)
    if isinstance(error, TooManyAttempts):
        answer.headers["Retry-After"] = str(60 * int(str(error.details["minutes"])))
    return answer


def told_http(error: HTTPException) -> Response:
    """What the web framework itself refuses."""
    return envelope(error.description or error.name, error.code or Unexpected().status)


def told_unexpected(error: Exception) -> Response:
    """Our own fault: logged here, and a sentence that the data are still on the tablet."""
    logger.error(
        "request failed", exc_info=error, extra={"method": request.method, "path": request.path}
    )
    return told(Unexpected())

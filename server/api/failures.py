"""How failures reach a program: a sentence, a number with the status in it, details (OR-167)."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from flask import request
from werkzeug.wrappers import Response as BaseResponse

from server.api.answers import answer, plain
from server.api.asking import claim, language, now, services
from server.auth.wire import challenges
from server.core.errors import (
    AuthenticationFailed,
    FormHasWarnings,
    FormInvalid,
    MissingParameters,
    NotFound,
    NotUnique,
    RecordInvalid,
    SurveyError,
    TooManyAttempts,
    Unexpected,
)

if TYPE_CHECKING:
    from flask import Response
    from flask.typing import ResponseReturnValue
    from werkzeug.exceptions import HTTPException

    from server.core.finding import Finding

logger = logging.getLogger(__name__)


def told(error: SurveyError) -> Response:
    """A refusal in Central's shape; codes are numbers, so none ends in a zero."""
    made = answer(
        {
            "message": error.sentence(language()),
            "code": float(error.code),
            "details": plain_details(error),
        },
        error.status,
    )
    if isinstance(error, TooManyAttempts):
        made.headers["Retry-After"] = str(60 * int(str(error.details["minutes"])))
    return made


def told_http(error: HTTPException) -> ResponseReturnValue:
    """What the framework refuses, and redirects it was asked to answer with."""
    if isinstance(error.response, BaseResponse):
        return error.response
    status = error.code or 500
    if status == NotFound().status:
        return told(NotFound())
    message = error.description or error.name
    return answer({"message": message, "code": status + 0.1, "details": {}}, status)


def told_unexpected(error: Exception) -> Response:
    """Our own fault: logged here."""
    logger.error(
        "request failed", exc_info=error, extra={"method": request.method, "path": request.path}
    )
    return told(Unexpected())


def challenging(error: SurveyError) -> Response:
    """A refusal to a program that shows its own login when it is asked to (OR-197)."""
    return challenged(told(error), error)


def challenged(made: Response, error: SurveyError) -> Response:
    """The answer with what Excel asks name and password by; pages of ours never get it."""
    if isinstance(error, AuthenticationFailed):
        for each in challenges(services(), error, claim(), now=now()):
            made.headers.add("WWW-Authenticate", each)
    return made


def plain_details(error: SurveyError) -> dict[str, Any]:
    """What programs look at, under the names they know."""
    match error:
        case FormInvalid(findings=findings):
            return {"error": _lines(findings), "warnings": [], "findings": _dicts(findings)}
        case FormHasWarnings(findings=findings):
            warnings = {"xlsFormWarnings": [each.en for each in findings], "workflowWarnings": []}
            return {"warnings": warnings, "findings": _dicts(findings)}
        case RecordInvalid(findings=findings):
            return {"findings": _dicts(findings)}
        case NotUnique(details={"field": field, "value": value}):
            return {"fields": str(field).split(","), "values": str(value).split(",")}
        case MissingParameters(details={"expected": expected, "got": got}):
            return {"expected": str(expected).split(", "), "got": plain(got)}
        case _:
            return dict(plain(error.details))


def _lines(findings: tuple[Finding, ...]) -> str:
    return "\n".join(each.line(language()) for each in findings)


def _dicts(findings: tuple[Finding, ...]) -> Any:  # noqa: ANN401  # JSON
    return plain([each.as_dict() for each in findings])

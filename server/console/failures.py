"""Failures as pages: what went wrong, what is safe, what to do, in the reader's language."""

from __future__ import annotations

import logging
import secrets
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flask import Blueprint, redirect, render_template, request
from werkzeug.exceptions import HTTPException

from server.console import telling, wording
from server.core.errors import NoSuchOperation, NotAllowed, NotFound, SurveyError, TooLarge

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

logger = logging.getLogger(__name__)

ASK_AGAIN = frozenset({400, 409, 422})


class FormExpired(SurveyError):
    """A form that is not from this session: signed out meanwhile, or not ours at all."""

    code = "403.9"
    zh = "页面已过期，没有保存。请刷新后再做一次。"
    en = "This page has expired and nothing was saved. Reload it and try again."


def survey_error(error: SurveyError) -> ResponseReturnValue:
    """A refusal: told on the page it came from when something can be corrected there."""
    sentence = error.sentence(wording.language())
    origin = _origin()
    if request.method == "POST" and error.status in ASK_AGAIN and origin:
        return telling.tell(redirect(origin, 303), "e", sentence)
    return _page(error.status, sentence, error.code), error.status


def http_error(error: HTTPException) -> ResponseReturnValue:
    """What the web framework refuses: no such page, too large, wrong method."""
    status = error.code or 500
    ours = {
        403: NotAllowed(),
        404: NotFound(),
        405: NoSuchOperation(),
        413: TooLarge(limit_mb=(request.max_content_length or 0) // 1_000_000),
    }.get(status)
    sentence = ours.sentence(wording.language()) if ours else (error.description or error.name)
    return _page(status, sentence, str(status)), status


def unexpected(error: Exception) -> ResponseReturnValue:
    """A fault of ours: logged under a number that the page shows, told without details."""
    number = secrets.token_hex(4)
    logger.error("unexpected failure", extra={"number": number}, exc_info=error)
    return _page(500, "", f"500 {number}"), 500


def _page(status: int, sentence: str, code: str) -> str:
    return render_template("failed.html", status=status, sentence=sentence, code=code)


def _origin() -> str:
    """The page a form stood on, if the browser says so and it is ours."""
    parts = urlsplit(request.referrer or "")
    if parts.netloc != request.host:
        return ""
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def install(blueprint: Blueprint) -> None:
    """Tell failures of `blueprint`'s pages this way."""
    blueprint.register_error_handler(SurveyError, survey_error)
    blueprint.register_error_handler(HTTPException, http_error)
    blueprint.register_error_handler(Exception, unexpected)

"""Failures as pages: what went wrong, what is safe, what to do, in the reader's language."""

from __future__ import annotations

import logging
import secrets
from typing import TYPE_CHECKING

from flask import Blueprint, Response, redirect, render_template, request
from markupsafe import escape
from werkzeug.exceptions import HTTPException

from server.console import telling, wording
from server.console.addresses import origin
from server.console.headers import POLICY
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
    page = origin()
    if request.method == "POST" and error.status in ASK_AGAIN and page:
        return telling.tell(redirect(page, 303), "e", sentence)
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


def bare(error: SurveyError) -> Response:
    """A page of two sentences, for whoever asks so that no other can be made."""
    page = (
        '<!doctype html><html lang="zh-CN"><meta charset="utf-8">'
        f"<title>{error.status}</title><p>{escape(error.sentence('zh'))}</p>"
        f'<p lang="en">{escape(error.sentence("en"))}</p></html>'
    )
    told = Response(page, error.status, content_type="text/html; charset=utf-8")
    told.headers["Content-Security-Policy"] = POLICY
    told.headers["X-Content-Type-Options"] = "nosniff"
    return told


def install(blueprint: Blueprint) -> None:
    """Tell failures of `blueprint`'s pages this way."""
    blueprint.register_error_handler(SurveyError, survey_error)
    blueprint.register_error_handler(HTTPException, http_error)
    blueprint.register_error_handler(Exception, unexpected)

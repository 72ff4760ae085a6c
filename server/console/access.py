"""Who is asking: the session cookie, the rights a page needs, and proof that a form is ours."""

from __future__ import annotations

import hmac
import secrets
from datetime import UTC, datetime
from functools import wraps
from itertools import chain
from typing import TYPE_CHECKING, Final, ParamSpec, cast

from flask import current_app, g, make_response, redirect, request, url_for

from server.auth import sessions
from server.console.addresses import origin
from server.console.failures import FormExpired
from server.core.errors import NotAllowed, UnexpectedValue

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Response
    from flask.typing import ResponseReturnValue
    from werkzeug.wrappers import Response as BaseResponse

    from server.core.desk.people import Asker, May, SignedIn
    from server.services import Services

P = ParamSpec("P")

SESSION: Final = sessions.SESSION_COOKIE
FORM: Final = "mz_form"
LANGUAGE: Final = "mz_language"
SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
LARGEST_FORM: Final = 1_000_000
LARGEST: Final = {
    "mine.answers": 60_000_000,
    "filling.send": 250_000_000,
    "public_forms.send": 60_000_000,
    "filling.save": 250_000_000,
    "forms.check": 25_000_000,
    "public_lists.act": 15_000_000,
    "registers.create": 15_000_000,
    "registers.change": 15_000_000,
}
"""Bytes a page may send; workbooks with pictures in them are the largest."""

OPEN: Final = frozenset({"sign.sign_in_post", "sign.code_post", "sign.language"})
"""Forms that are sent before signing in, too."""

A_YEAR_S: Final = 365 * 24 * 3600


def services() -> Services:
    """What the running server holds."""
    return cast("Services", current_app.extensions["minzheng"])


def now() -> datetime:
    """The moment of this request."""
    if "now" not in g:
        g.now = datetime.now(UTC)
    return cast("datetime", g.now)


def asking() -> Asker | None:
    """The signed-in person, or None."""
    if "asker" not in g:
        token = request.cookies.get(SESSION, "")
        g.asker = sessions.asker(services(), token, now=now()) if token else None
    return cast("Asker | None", g.asker)


def asker() -> Asker:
    """The signed-in person; only called on pages that are `signed_in`."""
    person = asking()
    if person is None:
        raise NotAllowed
    return person


def signed_in(
    *needs: May,
) -> Callable[[Callable[P, ResponseReturnValue]], Callable[P, ResponseReturnValue]]:
    """Open a page to people who hold any of `needs`, or to everybody signed in.

    Others are sent to sign in, or told that it is not theirs.
    """

    def guard(view: Callable[P, ResponseReturnValue]) -> Callable[P, ResponseReturnValue]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
            person = asking()
            if person is None:
                return to_sign_in()
            if needs and person.may.isdisjoint(needs):
                raise NotAllowed
            return view(*args, **kwargs)

        return guarded

    return guard


def to_sign_in() -> ResponseReturnValue:
    """The way to the sign-in page and back; a part of a page is told to leave it whole."""
    back = request.full_path.rstrip("?") if request.method in SAFE else origin()
    target = url_for("sign.sign_in", next=back or None)
    if "HX-Request" in request.headers:
        answer = make_response("", 200)
        answer.headers["HX-Redirect"] = target
        return answer
    return redirect(target)


def leave_for(target: str) -> BaseResponse:
    """The way to another page after a change; a part of a page is told to leave it whole."""
    if "HX-Request" in request.headers:
        answer = make_response("", 200)
        answer.headers["HX-Redirect"] = target
        return answer
    return redirect(target, 303)


def check_texts() -> None:
    """Refuse the one character that no database column holds; nobody types it."""
    sent = request.form.lists() if request.method not in SAFE else ()
    texts = [
        request.path,
        *(text for _, each in chain(request.args.lists(), sent) for text in each),
    ]
    if any("\0" in text for text in texts):
        raise UnexpectedValue(field="text", reason="U+0000")


def check_form() -> ResponseReturnValue | None:
    """Refuse a change that does not come from a form of ours (ASVS 3.5.1).

    Whose session is over is sent to sign in first and comes back to the page of the form.
    """
    if request.method in SAFE or not request.blueprint:
        return None
    request.max_content_length = LARGEST.get(request.endpoint or "", LARGEST_FORM)
    if SESSION in request.cookies and asking() is None and request.endpoint not in OPEN:
        return to_sign_in()
    given = request.form.get("csrf", "")
    if not hmac.compare_digest(given.encode(), form_proof().encode()):
        raise FormExpired
    return None


def form_proof() -> str:
    """What every form carries: the session's own secret, or a cookie's before signing in."""
    person = asking()
    if person is not None:
        return person.csrf
    if "form_proof" not in g:
        g.form_proof = request.cookies.get(FORM) or secrets.token_urlsafe(24)
        g.form_proof_is_new = FORM not in request.cookies
    return cast("str", g.form_proof)


def keep_form_proof(answer: Response) -> Response:
    """Send the cookie that belongs to a form shown before signing in."""
    if g.get("form_proof_is_new"):
        answer.set_cookie(
            FORM, g.form_proof, httponly=True, samesite="Strict", secure=request.is_secure
        )
    return answer


def open_session(answer: Response, signed: SignedIn) -> Response:
    """Put a new session's secret into its cookie."""
    answer.set_cookie(
        SESSION,
        signed.token,
        httponly=True,
        samesite="Lax",
        secure=request.is_secure,
        path="/",
    )
    answer.delete_cookie(FORM)
    return answer

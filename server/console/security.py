"""One's own sign-in: the second factor, and where one is signed in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _

from server.auth import second
from server.auth import signed_in as signed_in_at
from server.console import access, telling, wording
from server.console.access import asker, now, services, signed_in
from server.console.tablets import qr_code
from server.core.errors import CodeWrong, PasswordWrong, TooManyAttempts

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue
    from werkzeug.wrappers import Response as BaseResponse

bp = Blueprint("security", __name__, url_prefix="/account")


@bp.post("/second")
@signed_in()
def propose() -> ResponseReturnValue:
    """Begin with an authenticator; the password is asked for once more."""
    try:
        second.propose(services(), asker(), password=request.form.get("password", ""), now=now())
    except (PasswordWrong, TooManyAttempts) as refused:
        return _told("e", refused.sentence(wording.language()))
    return redirect(url_for("security.proposal"), 303)


@bp.get("/second")
@signed_in()
def proposal() -> ResponseReturnValue:
    """The code to scan, and a field for the first six digits."""
    return _proposal_page()


@bp.post("/second/confirm")
@signed_in()
def confirm() -> ResponseReturnValue:
    """Switch it on; the recovery codes are shown this once and kept nowhere."""
    token = request.cookies.get(access.SESSION, "")
    try:
        codes = second.confirm(
            services(), asker(), request.form.get("code", ""), token=token, now=now()
        )
    except (CodeWrong, TooManyAttempts) as refused:
        return _proposal_page(refused.sentence(wording.language())), refused.status
    answer = make_response(
        render_template("recovery_codes.html", section="account", codes=codes, login=asker().login)
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer


@bp.post("/second/off")
@signed_in()
def remove() -> ResponseReturnValue:
    """Switch it off, with password and code."""
    form = request.form
    try:
        second.remove(
            services(),
            asker(),
            password=form.get("password", ""),
            code=form.get("code", ""),
            now=now(),
        )
    except (PasswordWrong, CodeWrong, TooManyAttempts) as refused:
        return _told("e", refused.sentence(wording.language()))
    return _told("k", _("两步验证已关闭。"))


@bp.post("/sessions/end")
@signed_in()
def end() -> ResponseReturnValue:
    """Sign out in one place, or everywhere else."""
    handle = request.form.get("handle", "")
    if handle:
        signed_in_at.end_mine(services(), asker(), handle, now=now())
        return _told("k", _("那里的登录已退出。"))
    token = request.cookies.get(access.SESSION, "")
    ended = signed_in_at.end_others(services(), asker(), token, now=now())
    return _told("k", _("已退出 %(n)s 处登录。", n=ended))


def _proposal_page(error: str = "") -> str:
    found = second.proposed(services(), asker())
    spaced = " ".join(found.secret[at : at + 4] for at in range(0, len(found.secret), 4))
    return render_template(
        "second_factor.html", section="account", qr=qr_code(found.uri), secret=spaced, error=error
    )


def _told(tone: str, sentence: str) -> BaseResponse:
    return telling.tell(redirect(url_for("sign.account"), 303), tone, sentence)

"""Signing in and out, and one's own account."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypedDict

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _

import server
from server import places
from server.auth import own, second, sessions
from server.auth import signed_in as signed_in_at
from server.console import access, telling, wording
from server.console.access import asker, now, services, signed_in
from server.console.addresses import inside
from server.console.views import citymap, devices
from server.core.errors import (
    AuthenticationFailed,
    CodeWrong,
    NoPost,
    PasswordTooCommon,
    PasswordTooLong,
    PasswordTooShort,
    PasswordWrong,
    SurveyError,
    TicketOver,
    TooManyAttempts,
)

if TYPE_CHECKING:
    from flask import Response
    from flask.typing import ResponseReturnValue

    from server.core.desk.people import SignedIn

bp = Blueprint("sign", __name__)

LEAST_PASSWORD: Final = 8
HALF_WAY: Final = "mz_half_way"
HALF_WAY_S: Final = int(sessions.HALF_WAY.total_seconds())


class Strict(TypedDict):
    """Words of a cookie."""

    httponly: bool
    samesite: str
    secure: bool


@bp.get("/sign-in")
def sign_in() -> ResponseReturnValue:
    """The sign-in page; who is signed in goes on to where they wanted."""
    if access.asking() is not None:
        return redirect(inside(request.args.get("next", "/")))
    return _sign_in_page()


@bp.post("/sign-in", endpoint="sign_in_post")
def sign_in_post() -> ResponseReturnValue:
    """Open a session, or say why not, without telling whether the account exists."""
    login = request.form.get("login", "").strip()
    try:
        signed = sessions.sign_in(
            services(),
            login,
            request.form.get("password", ""),
            address=request.remote_addr or "",
            agent=request.user_agent.string,
            now=now(),
        )
    except (AuthenticationFailed, NoPost, TooManyAttempts) as refused:
        return _sign_in_page(login, refused.sentence(wording.language())), refused.status
    goal = inside(request.form.get("next", "/"))
    if isinstance(signed, sessions.HalfWay):
        answer = redirect(url_for("sign.code", next=goal), 303)
        answer.set_cookie(HALF_WAY, signed.ticket, max_age=HALF_WAY_S, **_strict())
        return answer
    return _opened(signed, goal)


@bp.get("/sign-in/code")
def code() -> ResponseReturnValue:
    """The second step: a code of the authenticator."""
    return _code_page()


@bp.post("/sign-in/code", endpoint="code_post")
def code_post() -> ResponseReturnValue:
    """Open the session, or say why not."""
    try:
        signed = sessions.sign_in_with_code(
            services(),
            request.cookies.get(HALF_WAY, ""),
            request.form.get("code", ""),
            address=request.remote_addr or "",
            agent=request.user_agent.string,
            now=now(),
        )
    except TicketOver as refused:
        return _sign_in_page("", refused.sentence(wording.language())), refused.status
    except (CodeWrong, TooManyAttempts) as refused:
        return _code_page(refused.sentence(wording.language())), refused.status
    answer = _opened(signed, inside(request.form.get("next", "/")))
    answer.delete_cookie(HALF_WAY)
    return answer


def _opened(signed: SignedIn, goal: str) -> Response:
    if signed.asker.must_change_password:
        goal = url_for("sign.account")
    return access.open_session(make_response(redirect(goal, 303)), signed)


def _strict() -> Strict:
    """What holds a cookie to this site's own pages."""
    return {"httponly": True, "samesite": "Strict", "secure": request.is_secure}


def _code_page(error: str = "") -> str:
    goal = inside(request.values.get("next", "/"))
    return render_template("sign_in_code.html", error=error, next_url=goal, city=_city())


@bp.post("/sign-out")
@signed_in()
def sign_out() -> ResponseReturnValue:
    """Close this session."""
    sessions.sign_out(services(), request.cookies.get(access.SESSION, ""), now=now())
    answer = make_response(redirect(url_for("sign.sign_in"), 303))
    answer.delete_cookie(access.SESSION)
    answer.headers["Clear-Site-Data"] = '"cache"'
    return answer


@bp.get("/account")
@signed_in()
def account() -> ResponseReturnValue:
    """One's own account: password, language, colours."""
    return _account_page({})


@bp.post("/account/password")
@signed_in()
def password() -> ResponseReturnValue:
    """Change one's own password; other sessions end."""
    form = request.form
    if form.get("new") != form.get("again"):
        return _account_page({"again": _("两次输入的新密码不一样")}), 400
    try:
        own.change_password(
            services(),
            asker(),
            old=form.get("old", ""),
            new=form.get("new", ""),
            token=request.cookies.get(access.SESSION, ""),
            now=now(),
        )
    except PasswordWrong as refused:
        return _refused("old", refused)
    except (PasswordTooShort, PasswordTooLong, PasswordTooCommon) as refused:
        return _refused("new", refused)
    return telling.tell(redirect(url_for("home.home"), 303), "k", _("密码已修改。"))


@bp.post("/account/language")
def language() -> ResponseReturnValue:
    """Choose the language: kept with the account, before signing in in the browser."""
    chosen = request.form.get("language", "zh")
    chosen = chosen if chosen in wording.LANGUAGES else "zh"
    if access.asking() is not None:
        own.set_language(services(), asker(), chosen)
    answer = make_response(redirect(inside(request.form.get("back", "/")), 303))
    answer.set_cookie(
        wording.COOKIE,
        chosen,
        max_age=access.A_YEAR_S,
        httponly=True,
        samesite="Lax",
        secure=request.is_secure,
    )
    return answer


@bp.post("/account/theme")
@signed_in()
def theme() -> ResponseReturnValue:
    """Choose light or dark."""
    chosen = "dark" if request.form.get("theme") == "dark" else "light"
    own.set_theme(services(), asker(), chosen)
    return redirect(inside(request.form.get("back", "/")), 303)


def _sign_in_page(login: str = "", error: str = "") -> str:
    return render_template(
        "sign_in.html",
        login=login,
        error=error,
        next_url=inside(request.values.get("next", "/")),
        city=_city(),
        idle_minutes=services().settings.session_idle_minutes,
        version=server.__version__,
    )


def _city() -> citymap.CityMap | None:
    """The drawing of this installation's counties, made once for each set of units."""
    tree = places.tree(services())
    return services().memo.get(("city map", id(tree)), lambda: citymap.draw(tree.by_code.values()))


def _refused(field: str, why: SurveyError) -> ResponseReturnValue:
    return _account_page({field: why.sentence(wording.language())}), 400


def _account_page(errors: dict[str, str]) -> str:
    token = request.cookies.get(access.SESSION, "")
    return render_template(
        "account.html",
        section="account",
        errors=errors,
        least=LEAST_PASSWORD,
        second=second.standing(services(), asker().id),
        sessions=devices.lines(
            signed_in_at.mine(services(), asker(), token, now=now()),
            now=now(),
            language=wording.language(),
        ),
    )

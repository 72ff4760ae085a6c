"""Sessions of programs: opened with a password, used as Bearer token or cookie, ended."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from flask import Blueprint, Response, request

from server.api.answers import answer, success
from server.api.asking import COOKIES, caller, fields, now, services, session_token
from server.api.schemas import Login
from server.api.shapes import moment
from server.auth import callers, sessions
from server.core.errors import MissingParameters, NotFound

if TYPE_CHECKING:
    from server.auth.sessions import OpenSession

CSRF_COOKIE = "__csrf"
OVER = datetime.fromtimestamp(0, UTC)

bp = Blueprint("sessions", __name__)


@bp.post("/sessions")
def create() -> Response:
    """Open a session (OR-168)."""
    given = fields(Login())
    if not (given["email"] and given["password"]):
        got = {name: "…" if given[name] else None for name in ("email", "password")}
        raise MissingParameters(expected="email, password", got=got)
    opened = sessions.sign_in_program(
        services(),
        given["email"],
        given["password"],
        code=given["code"],
        address=request.remote_addr or "",
        agent=request.user_agent.string,
        now=now(),
    )
    made = answer(
        {
            "token": opened.token,
            "csrf": opened.csrf,
            "createdAt": moment(opened.created_at),
            "expiresAt": moment(opened.expires_at),
        }
    )
    _keep(made, opened)
    return made


@bp.get("/sessions/restore")
def restore() -> Response:
    """Whether the present session is still open, and what a page needs to go on with it."""
    caller()
    found = callers.lifetime(services(), session_token(), now=now())
    return answer(
        {
            "csrf": found.csrf,
            "createdAt": moment(found.created_at),
            "expiresAt": moment(found.expires_at),
        }
    )


@bp.delete("/sessions/current")
def end_current() -> Response:
    """End the session this request belongs to."""
    token = session_token()
    who = caller()
    if not token:
        raise NotFound
    callers.end_session(services(), who, token, now=now())
    return _without_cookies(success())


@bp.delete("/sessions/<token>")
def end(token: str) -> Response:
    """End a session, or make a tablet's token void."""
    callers.end_session(services(), caller(), token, now=now())
    made = success()
    return _without_cookies(made) if token == session_token() else made


def _keep(made: Response, opened: OpenSession) -> None:
    """The cookies of a page; a program with the token needs none."""
    made.set_cookie(
        _cookie(),
        opened.token,
        expires=opened.expires_at,
        httponly=True,
        samesite="Strict",
        secure=request.is_secure,
    )
    made.set_cookie(
        CSRF_COOKIE,
        opened.csrf,
        expires=opened.expires_at,
        samesite="Strict",
        secure=request.is_secure,
    )


def _without_cookies(made: Response) -> Response:
    for name in (_cookie(), CSRF_COOKIE):
        made.set_cookie(name, "", expires=OVER, samesite="Strict", secure=request.is_secure)
    return made


def _cookie() -> str:
    """The prefix holds browsers to https, where there is https."""
    return COOKIES[0] if request.is_secure else COOKIES[1]

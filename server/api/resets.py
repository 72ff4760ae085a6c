"""Forgotten passwords: a code is made by an administrator, and used by its owner."""

from __future__ import annotations

from flask import Blueprint, Response, request

from server.api.answers import SUCCESS, answer, success
from server.api.asking import caller, fields, is_true, now, services, session_token
from server.api.schemas import ResetRequest, ResetUse
from server.api.shapes import moment
from server.auth import resets

bp = Blueprint("resets", __name__)


@bp.post("/users/reset/initiate")
def initiate() -> Response:
    """A one-time code for the administrator to print; without credentials nothing is told.

    No mail is sent: whoever asks without credentials hears the same for every address.
    """
    email = fields(ResetRequest())["email"]
    if "Authorization" not in request.headers and not request.cookies:
        return success()
    made = resets.initiate(services(), caller(), email, invalidate=is_true("invalidate"), now=now())
    return answer({**SUCCESS, "token": made.token, "expiresAt": moment(made.expires_at)})


@bp.post("/users/reset/verify")
def verify() -> Response:
    """A new password; the code is the bearer token."""
    resets.verify(services(), session_token(), fields(ResetUse())["new"], now=now())
    return success()

"""Tablets of a project: app users."""

from __future__ import annotations

from flask import Blueprint, Response

from server.api.answers import answer, success
from server.api.asking import caller, fields, is_extended, now, services
from server.api.schemas import NewAppUser
from server.api.shapes import app_user
from server.auth import app_users
from server.core.types import UnitCode

bp = Blueprint("app_users", __name__, url_prefix="/projects/<int:project_id>/app-users")


@bp.get("")
def listing(project_id: int) -> Response:
    """Tablets with their tokens."""
    found = app_users.app_users(services(), caller(), project_id, now=now())
    return answer([app_user(each, extended=is_extended()) for each in found])


@bp.post("")
def create(project_id: int) -> Response:
    """A new tablet."""
    given = fields(NewAppUser())
    made = app_users.create_app_user(
        services(),
        caller(),
        project_id,
        name=given["name"],
        units=tuple(UnitCode(code) for code in given["units"]),
        now=now(),
    )
    return answer(app_user(made, extended=is_extended()))


@bp.delete("/<int:actor_id>")
def delete(project_id: int, actor_id: int) -> Response:
    """Take a tablet away for good."""
    app_users.delete_app_user(services(), caller(), project_id, actor_id, now=now())
    return success()

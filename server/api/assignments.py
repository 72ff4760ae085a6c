"""Who holds which role where."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response

from server.api.answers import answer, success
from server.api.asking import caller, is_extended, now, services
from server.api.shapes import actor, assignment
from server.auth import roles
from server.core.caller import Role
from server.core.errors import NotAllowed, NotFound

if TYPE_CHECKING:
    from server.auth.roles import Assigned

PROJECT = "/projects/<int:project_id>/assignments"
FORM = "/projects/<int:project_id>/forms/<form_id>/assignments"

bp = Blueprint("assignments", __name__)


@bp.get("/assignments")
def on_site() -> Response:
    """The administrators."""
    return _all(roles.on_site(services(), caller(), now=now()))


@bp.get("/assignments/<role>")
def on_site_with(role: str) -> Response:
    """Who holds this role on the whole site."""
    return _of_role(roles.on_site(services(), caller(), now=now()), role)


@bp.get(PROJECT)
def in_project(project_id: int) -> Response:
    """Roles in the project itself."""
    return _all(roles.in_project(services(), caller(), project_id, now=now()))


@bp.get(f"{PROJECT}/<role>")
def in_project_with(project_id: int, role: str) -> Response:
    """Who holds this role in the project itself."""
    return _of_role(roles.in_project(services(), caller(), project_id, now=now()), role)


@bp.get(f"{PROJECT}/forms")
def in_forms(project_id: int) -> Response:
    """Roles in all forms of the project."""
    found = roles.in_forms(services(), caller(), project_id, now=now())
    return answer([assignment(a, extended=is_extended(), with_form=True) for a in found])


@bp.get(f"{PROJECT}/forms/<role>")
def in_forms_with(project_id: int, role: str) -> Response:
    """Who holds this role in which form."""
    wanted = _role(role)
    found = roles.in_forms(services(), caller(), project_id, now=now())
    return answer(
        [
            assignment(each, extended=is_extended(), with_form=True)
            for each in found
            if each.role is wanted
        ]
    )


@bp.get(FORM)
def in_form(project_id: int, form_id: str) -> Response:
    """Roles in one form."""
    return _all(roles.in_forms(services(), caller(), project_id, form_id=form_id, now=now()))


@bp.get(f"{FORM}/<role>")
def in_form_with(project_id: int, form_id: str, role: str) -> Response:
    """Who holds this role in one form."""
    found = roles.in_forms(services(), caller(), project_id, form_id=form_id, now=now())
    return _of_role(found, role)


@bp.post(f"{PROJECT}/<role>/<int:actor_id>")
def give(project_id: int, role: str, actor_id: int) -> Response:
    """Give a person a role in the project."""
    roles.give(services(), caller(), project_id, _role(role), actor_id, now=now())
    return success()


@bp.delete(f"{PROJECT}/<role>/<int:actor_id>")
def take(project_id: int, role: str, actor_id: int) -> Response:
    """Take a role in the project back."""
    roles.take(services(), caller(), project_id, _role(role), actor_id, now=now())
    return success()


@bp.post(f"{FORM}/<role>/<int:actor_id>")
def show(project_id: int, form_id: str, role: str, actor_id: int) -> Response:
    """Show a form to a tablet (OR-174)."""
    _require_app_user(role)
    roles.show_form(services(), caller(), project_id, form_id, actor_id, now=now())
    return success()


@bp.delete(f"{FORM}/<role>/<int:actor_id>")
def hide(project_id: int, form_id: str, role: str, actor_id: int) -> Response:
    """Take a form back from a tablet."""
    _require_app_user(role)
    roles.hide_form(services(), caller(), project_id, form_id, actor_id, now=now())
    return success()


def _role(text: str) -> Role:
    found = Role.of(text)
    if found is None:
        raise NotFound
    return found


def _require_app_user(text: str) -> None:
    """People see forms by their post; only tablets are shown them one by one."""
    if _role(text) is not Role.APP_USER:
        raise NotAllowed


def _all(found: tuple[Assigned, ...]) -> Response:
    return answer([assignment(each, extended=is_extended()) for each in found])


def _of_role(found: tuple[Assigned, ...], text: str) -> Response:
    wanted = _role(text)
    return answer([actor(each.actor) for each in found if each.role is wanted])

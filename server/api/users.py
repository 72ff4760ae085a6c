"""Web users and roles."""

from __future__ import annotations

from flask import Blueprint, Response

from server.api import verbs
from server.api.answers import answer, success
from server.api.asking import argument, caller, fields, is_extended, now, services, session_token
from server.api.schemas import NewUser, PasswordChange, UserChange
from server.api.shapes import moment, user
from server.auth import preferences, web_users
from server.core.caller import Role
from server.core.errors import NotFound
from server.core.types import UnitCode

bp = Blueprint("users", __name__)


@bp.get("/users")
def users() -> Response:
    """All accounts for an administrator, nothing for others."""
    found = web_users.web_users(services(), caller(), text=argument("q"))
    return answer([user(each) for each in found])


@bp.post("/users")
def create() -> Response:
    """A new account; without a password it gets one for the first sign-in."""
    given = fields(NewUser())
    made = web_users.create_web_user(
        services(),
        caller(),
        login=given["email"],
        name=given["name"],
        password=given["password"],
        post=given["post"],
        units=tuple(UnitCode(code) for code in given["units"]),
        now=now(),
    )
    return answer(user(made))


@bp.get("/users/current")
def current() -> Response:
    """Whoever calls."""
    who = caller()
    shown = user(web_users.web_user(services(), who, who.id))
    if not is_extended():
        return answer(shown)
    kept = dict(preferences.all_of(services(), who))
    site = kept.pop(preferences.SITE, {})
    remembered = {"site": site, "projects": {str(key): each for key, each in kept.items()}}
    return answer(shown | {"verbs": verbs.verbs_of(who), "preferences": remembered})


@bp.get("/users/<int:actor_id>")
def get(actor_id: int) -> Response:
    """One account."""
    return answer(user(web_users.web_user(services(), caller(), actor_id)))


@bp.patch("/users/<int:actor_id>")
def change(actor_id: int) -> Response:
    """Another name for an account; the login stays what it is."""
    name = fields(UserChange())["name"]
    if name is None:
        return get(actor_id)
    return answer(user(web_users.rename_web_user(services(), caller(), actor_id, name, now=now())))


@bp.put("/users/<int:actor_id>/password")
def change_password(actor_id: int) -> Response:
    """Another password for one's own account."""
    given = fields(PasswordChange())
    web_users.change_password(
        services(),
        caller(),
        actor_id,
        old=given["old"],
        new=given["new"],
        token=session_token(),
        now=now(),
    )
    return success()


@bp.delete("/users/<int:actor_id>")
def delete(actor_id: int) -> Response:
    """Close an account."""
    web_users.delete_web_user(services(), caller(), actor_id, now=now())
    return success()


@bp.get("/roles")
def roles() -> Response:
    """All roles of the public API, with what they allow here."""
    return answer([_role(each) for each in Role])


@bp.get("/roles/<name>")
def role(name: str) -> Response:
    """One role, by number or by name."""
    found = Role.of(name)
    if found is None:
        raise NotFound
    return answer(_role(found))


def _role(which: Role) -> dict[str, object]:
    return {
        "id": which.value,
        "name": verbs.NAMES[which],
        "system": which.system,
        "verbs": list(verbs.OF_ROLE[which]),
        "createdAt": moment(services().started_at),
        "updatedAt": None,
    }

"""What roles and people may do, in the words of the public API."""

from __future__ import annotations

from typing import TYPE_CHECKING

from server.core.caller import READERS, Role
from server.core.desk.people import May

if TYPE_CHECKING:
    from collections.abc import Mapping

    from server.core.caller import Caller

OPEN_FORMS = ("project.read", "open_form.list", "open_form.read")
LOOK = (*OPEN_FORMS, "form.list", "form.read")
READ = ("submission.list", "submission.read")
LISTS = ("dataset.list", "dataset.read")
ENTITIES = ("entity.list", "entity.read")
CHANGES = ("entity.create", "entity.update", "entity.delete", "entity.restore")
MAKES_LISTS = ("dataset.create", "dataset.update")
FORMS = ("form.create", "form.update", "form.delete")
PROJECTS = ("project.create", "project.update", "project.delete")
TABLETS = ("field_key.list", "field_key.create", "field_key.delete")
USERS = (
    "assignment.list",
    "assignment.create",
    "assignment.delete",
    "session.end",
    "user.list",
    "user.create",
    "user.read",
    "user.update",
    "user.delete",
)

NAMES: Mapping[Role, str] = {
    Role.ADMIN: "Administrator",
    Role.APP_USER: "App User",
    Role.PASSWORD_RESET: "Password Reset Token",
    Role.MANAGER: "Project Manager",
    Role.VIEWER: "Project Viewer",
    Role.FORM_VIEW: "Form Viewer (system internal)",
    Role.FORM_FILL: "Data Collector",
    Role.PUBLIC_LINK: "Public Link",
}

OF_ROLE: Mapping[Role, tuple[str, ...]] = {
    Role.ADMIN: (*LOOK, *LISTS, *MAKES_LISTS, *FORMS, *PROJECTS, *TABLETS, *USERS),
    Role.APP_USER: ("open_form.list", "open_form.read", "submission.create"),
    Role.PASSWORD_RESET: (),
    Role.MANAGER: (
        *LOOK,
        *FORMS,
        *READ,
        *LISTS,
        *MAKES_LISTS,
        *ENTITIES,
        *CHANGES,
    ),
    Role.VIEWER: (*LOOK, *READ, *LISTS, *ENTITIES),
    Role.FORM_VIEW: ("form.read",),
    Role.FORM_FILL: (*OPEN_FORMS, "submission.create"),
    Role.PUBLIC_LINK: (),
}
"""What a role allows here; an administrator reads no submissions (domain.md 5.2)."""

_OF_RIGHT: Mapping[May, tuple[str, ...]] = {
    May.SUBMIT: ("submission.create",),
    May.SEE_SUBMISSIONS: ("submission.list",),
    May.REVEAL: ("submission.read",),
    May.REVIEW: ("submission.update", *CHANGES),
    May.SEE_HOUSEHOLDS: ENTITIES,
    May.MANAGE_FORMS: (*FORMS, *PROJECTS, *MAKES_LISTS),
    May.MANAGE_TABLETS: TABLETS,
    May.MANAGE_USERS: USERS,
}


def verbs_of(who: Caller, project_id: int | None = None) -> list[str]:
    """What the caller may do, in a project also by roles given for it, in order of the alphabet."""
    found: set[str] = set() if who.asker is None else {*LOOK, *LISTS}
    for right, verbs in _OF_RIGHT.items():
        if who.may(right):
            found.update(verbs)
    if project_id is not None:
        for role in (*READERS, Role.FORM_FILL):
            if who.holds(role, project_id):
                found.update(OF_ROLE[role])
    return sorted(found)

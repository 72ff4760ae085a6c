"""Roles of the public API: given and taken in projects and forms, each time logged.

Tablets are shown forms (role 2).  People may be given a project as manager, viewer or data
collector; only an administrator gives that, and to nobody less than to himself: he would read
what his post does not show him (domain.md 5.2).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from server.auth.tablet_rights import allow_form, withdraw_form
from server.auth.tablets import tablets as tablets_of
from server.core.caller import Role
from server.core.days import local_date
from server.core.desk.people import May
from server.core.errors import NotAllowed, NotFound
from server.core.rights import Grant
from server.store import actors, assignments, audit, forms, tablets, users

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from sqlalchemy import Connection

    from server.core.caller import Caller
    from server.services import Services
    from server.store.actors import Actor
    from server.store.assignments import HeldRole

IN_PROJECT = frozenset({Role.MANAGER, Role.VIEWER, Role.FORM_FILL})


@dataclass(frozen=True, slots=True)
class Assigned:
    """Who holds a role; `form_id` is None for one held in the project itself."""

    actor: Actor
    role: Role
    form_id: str | None


def in_project(
    services: Services, who: Caller, project_id: int, *, now: datetime
) -> tuple[Assigned, ...]:
    """Roles held in the project itself; raise NotAllowed, NotFound.

    Who manages tablets knows of those in the own area alone.
    """
    seen = _overview(services, who, project_id)
    with services.store.read() as conn:
        _require_project(conn, project_id)
        return _told(conn, assignments.in_project(conn, project_id, on=local_date(now)), seen)


def in_forms(
    services: Services,
    who: Caller,
    project_id: int,
    *,
    form_id: str | None = None,
    now: datetime,
) -> tuple[Assigned, ...]:
    """Roles held in the project's forms, or in one; seen and raised as in `in_project`."""
    seen = _overview(services, who, project_id)
    with services.store.read() as conn:
        _require_project(conn, project_id)
        form_pk = None if form_id is None else _form_pk(conn, project_id, form_id)
        held = assignments.in_forms(conn, project_id, on=local_date(now), form_pk=form_pk)
        return _told(conn, held, seen)


def on_site(services: Services, who: Caller, *, now: datetime) -> tuple[Assigned, ...]:
    """The administrators; raise NotAllowed."""
    who.at_desk(May.MANAGE_USERS)
    with services.store.read() as conn:
        held = assignments.on_site(conn, Role.ADMIN.system, on=local_date(now))
        return _told(conn, held)


def give(
    services: Services, who: Caller, project_id: int, role: Role, actor_id: int, *, now: datetime
) -> None:
    """Give a person a role in a project; giving it again changes nothing.

    Raise NotAllowed for other roles, for tablets and for oneself; NotFound.
    """
    who.at_desk(May.MANAGE_USERS)
    grant = _project_grant(services, project_id, role, actor_id)
    if actor_id == who.id:
        raise NotAllowed

    def work(conn: Connection) -> None:
        users.withdraw(conn, actor_id, grant)
        users.assign(conn, actor_id, [grant])
        _log(conn, "user.role.give", actor_id, who, grant, now=now)

    services.store.write(work)


def take(
    services: Services, who: Caller, project_id: int, role: Role, actor_id: int, *, now: datetime
) -> None:
    """Take a role in a project back; raise NotFound when it was not held, NotAllowed."""
    who.at_desk(May.MANAGE_USERS)
    grant = _project_grant(services, project_id, role, actor_id)

    def work(conn: Connection) -> None:
        if not users.withdraw(conn, actor_id, grant):
            raise NotFound
        _log(conn, "user.role.take", actor_id, who, grant, now=now)

    services.store.write(work)


def show_form(
    services: Services, who: Caller, project_id: int, form_id: str, actor_id: int, *, now: datetime
) -> None:
    """Show a form to a tablet; raise NotAllowed, NotFound."""
    asker = who.at_desk(May.MANAGE_TABLETS)
    allow_form(services, asker, actor_id, _shown(services, project_id, form_id, actor_id), now=now)


def hide_form(
    services: Services, who: Caller, project_id: int, form_id: str, actor_id: int, *, now: datetime
) -> None:
    """Take a form back from a tablet; raise NotAllowed, NotFound."""
    asker = who.at_desk(May.MANAGE_TABLETS)
    form_pk = _shown(services, project_id, form_id, actor_id)
    withdraw_form(services, asker, actor_id, form_pk, now=now)


def _overview(services: Services, who: Caller, project_id: int) -> frozenset[int] | None:
    """Actors whose roles the caller may know of, None for everybody's; raise NotAllowed."""
    if who.may(May.MANAGE_USERS):
        return None
    asker = who.at_desk(May.MANAGE_TABLETS)
    return frozenset(each.id for each in tablets_of(services, asker, project_id=project_id))


def _require_project(conn: Connection, project_id: int) -> None:
    if forms.find_project(conn, project_id) is None:
        raise NotFound


def _form_pk(conn: Connection, project_id: int, form_id: str) -> int:
    form = forms.find_form(conn, project_id, form_id)
    if form is None:
        raise NotFound
    return form.id


def _shown(services: Services, project_id: int, form_id: str, actor_id: int) -> int:
    """The form's key, once form and tablet exist; a person is shown forms by a post."""
    with services.store.read() as conn:
        _require_project(conn, project_id)
        form_pk = _form_pk(conn, project_id, form_id)
        if actors.get_actor(conn, actor_id).kind != users.APP_USER:
            raise NotAllowed
        if tablets.get_tablet(conn, actor_id).project_id != project_id:
            raise NotFound
    return form_pk


def _project_grant(services: Services, project_id: int, role: Role, actor_id: int) -> Grant:
    with services.store.read() as conn:
        _require_project(conn, project_id)
        is_person = actors.get_actor(conn, actor_id).kind == users.USER
    if role not in IN_PROJECT or not is_person:
        raise NotAllowed
    return Grant(role.system, None, project_id)


def _told(
    conn: Connection, held: Iterable[HeldRole], seen: frozenset[int] | None = None
) -> tuple[Assigned, ...]:
    """What is told of roles, to those who may know only of the actors `seen`."""
    held = [each for each in held if Role.of(each.role) is not None]
    held = held if seen is None else [each for each in held if each.actor_id in seen]
    known: Mapping[int, Actor] = actors.actors(conn, [each.actor_id for each in held])
    return tuple(
        Assigned(known[each.actor_id], role, each.form_id)
        for each in held
        if (role := Role.of(each.role)) is not None
    )


def _log(
    conn: Connection, action: str, actor_id: int, who: Caller, grant: Grant, *, now: datetime
) -> None:
    audit.note(
        conn,
        action,
        at=now,
        by=who.id,
        subject=f"user {actor_id}",
        details={"role": grant.role, "project": grant.project_id},
    )

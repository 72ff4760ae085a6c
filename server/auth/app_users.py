"""Tablets as the public API knows them: app users with their token."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from server.auth.tablets import create_tablet, log, revoke_tablet, tablets
from server.core.desk.people import May
from server.core.errors import NotFound
from server.store import actors, audit, forms, users
from server.store import tablets as stored

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from server.core.caller import Caller
    from server.core.types import UnitCode
    from server.services import Services
    from server.store.actors import Actor
    from server.store.tablets import StoredTablet


@dataclass(frozen=True, slots=True)
class AppUser:
    """A tablet; `token` is None once it was revoked."""

    actor: Actor
    project_id: int
    token: str | None
    last_used_at: datetime | None
    created_by: Actor | None


def app_users(
    services: Services, who: Caller, project_id: int, *, now: datetime
) -> tuple[AppUser, ...]:
    """Tablets of a project that the caller manages, those in use first, newest first.

    Their tokens are shown, which is logged.  Raise NotAllowed, NotFound.
    """
    asker = who.at_desk(May.MANAGE_TABLETS)
    _require_project(services, project_id)
    mine = {tablet.id for tablet in tablets(services, asker, project_id=project_id)}
    with services.store.read() as conn:
        found = [t for t in stored.tablets(conn, project_id=project_id) if t.id in mine]
        known = actors.actors(conn, [i for t in found for i in (t.id, t.created_by)])
    shown = [_told(services, t, known) for t in found if known[t.id].deleted_at is None]
    if shown:
        n = len(shown)
        services.store.soon(lambda conn: _log_shown(conn, who, project_id, n, now=now))
    return tuple(sorted(shown, key=lambda user: (user.token is None, -user.actor.id)))


def create_app_user(
    services: Services,
    who: Caller,
    project_id: int,
    *,
    name: str,
    units: tuple[UnitCode, ...],
    now: datetime,
) -> AppUser:
    """A new tablet with its token; without `units` it may send from anywhere.

    Raise NotAllowed, NotFound, and what `create_tablet` raises.
    """
    asker = who.at_desk(May.MANAGE_TABLETS)
    made = create_tablet(services, asker, name=name, units=units, now=now, project_id=project_id)
    with services.store.read() as conn:
        tablet = stored.get_tablet(conn, made.id)
        known = actors.actors(conn, [tablet.id, tablet.created_by])
    return _told(services, tablet, known)


def delete_app_user(
    services: Services, who: Caller, project_id: int, actor_id: int, *, now: datetime
) -> None:
    """Revoke a tablet's token and take it off the list; what it sent stays.

    Raise NotAllowed, NotFound.
    """
    asker = who.at_desk(May.MANAGE_TABLETS)
    _require_project(services, project_id)
    with services.store.read() as conn:
        tablet = stored.get_tablet(conn, actor_id)
        if tablet.project_id != project_id:
            raise NotFound
        actors.get_actor(conn, actor_id)
    revoke_tablet(services, asker, actor_id, now=now)

    def work(conn: Connection) -> None:
        users.disable(conn, actor_id, now=now)
        log(conn, "delete", actor_id, who=asker, now=now)

    services.store.write(work)


def _require_project(services: Services, project_id: int) -> None:
    with services.store.read() as conn:
        if forms.find_project(conn, project_id) is None:
            raise NotFound


def _told(services: Services, tablet: StoredTablet, known: dict[int, Actor]) -> AppUser:
    return AppUser(
        actor=known[tablet.id],
        project_id=tablet.project_id,
        token=services.sealer.open(tablet.token_sealed) if tablet.revoked_at is None else None,
        last_used_at=tablet.last_used_at,
        created_by=known.get(tablet.created_by or 0),
    )


def _log_shown(
    conn: Connection, who: Caller, project_id: int, shown: int, *, now: datetime
) -> None:
    audit.note(
        conn,
        "app_user.codes",
        at=now,
        by=who.id,
        subject=f"project {project_id}",
        details={"shown": shown},
    )

"""People with a password as the public API knows them: web users."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from server.auth import accounts, own
from server.auth.grants import asker_by_id
from server.core.desk.people import May
from server.core.errors import MissingParameter, NotAllowed, NotFound
from server.store import actors, audit, users

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from server.core.caller import Caller
    from server.core.desk.people import Post
    from server.core.types import UnitCode
    from server.services import Services
    from server.store.actors import Actor


@dataclass(frozen=True, slots=True)
class WebUser:
    """An account; `start_password` is there only in the answer to its creation."""

    actor: Actor
    login: str
    start_password: str | None = None


def web_users(services: Services, who: Caller, *, text: str = "") -> tuple[WebUser, ...]:
    """Accounts by login, with `text` those whose login or name holds it; none for non-admins."""
    if not who.may(May.MANAGE_USERS):
        return ()
    wanted = text.strip().lower()
    with services.store.read() as conn:
        found = [account for account in users.accounts(conn) if not account.is_disabled]
        exact = [account for account in found if account.login == wanted]
        near = [a for a in found if wanted in a.login or wanted in a.name.lower()]
        known = actors.actors(conn, [account.id for account in found])
    return tuple(WebUser(known[account.id], account.login) for account in exact or near)


def web_user(services: Services, who: Caller, actor_id: int) -> WebUser:
    """One account, one's own or as administrator any; raise NotAllowed, NotFound."""
    if actor_id != who.id and not who.may(May.MANAGE_USERS):
        raise NotAllowed
    with services.store.read() as conn:
        actor = actors.get_actor(conn, actor_id)
        return WebUser(actor, users.get_account(conn, actor_id).login)


def create_web_user(
    services: Services,
    who: Caller,
    *,
    login: str,
    name: str,
    password: str | None,
    post: Post | None,
    units: tuple[UnitCode, ...],
    now: datetime,
) -> WebUser:
    """A new account; without `password` it gets one for the first sign-in.

    Raise NotAllowed and what `create_user` raises.
    """
    made = accounts.create_user(
        services,
        who.at_desk(May.MANAGE_USERS),
        login=login,
        name=name or login,
        post=post,
        units=units,
        password=password,
        now=now,
    )
    found = web_user(services, who, made.person.id)
    return WebUser(found.actor, found.login, None if password else made.password)


def rename_web_user(
    services: Services, who: Caller, actor_id: int, name: str, *, now: datetime
) -> WebUser:
    """Change the name others see; raise NotAllowed, NotFound, MissingParameter."""
    web_user(services, who, actor_id)
    plain = " ".join(name.split())[:120]
    if not plain:
        raise MissingParameter(field="displayName")

    def work(conn: Connection) -> None:
        actors.rename(conn, actor_id, plain, now=now)
        audit.note(conn, "user.rename", at=now, by=who.id, subject=f"user {actor_id}")

    services.store.write(work)
    return web_user(services, who, actor_id)


def change_password(
    services: Services,
    who: Caller,
    actor_id: int,
    *,
    old: str,
    new: str,
    token: str,
    now: datetime,
) -> None:
    """Change one's own password; every session but that of `token` ends.

    Raise NotAllowed for somebody else's, and what `own.change_password` raises.
    """
    if actor_id != who.id:
        raise NotAllowed
    asker = asker_by_id(services, actor_id, now=now)
    own.change_password(services, asker, old=old, new=new, token=token, now=now)


def delete_web_user(services: Services, who: Caller, actor_id: int, *, now: datetime) -> None:
    """Close an account; raise NotAllowed, also for one's own, NotFound."""
    asker = who.at_desk(May.MANAGE_USERS)
    if accounts.person(services, asker, actor_id).is_disabled:
        raise NotFound
    accounts.disable_user(services, asker, actor_id, now=now)

"""Where somebody is signed in now, and signing out there (safety.md V7.4.5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from server.auth.accounts import log_account, person
from server.core.errors import NotFound
from server.store import sessions

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from server.core.desk.people import Asker
    from server.services import Services
    from server.store.sessions import Place


@dataclass(frozen=True, slots=True)
class Open:
    """A session that is open; `is_here` is the one that asks."""

    place: Place
    is_here: bool


def mine(services: Services, who: Asker, token: str, *, now: datetime) -> tuple[Open, ...]:
    """The asker's sessions, the one used last first."""
    here = sessions.handle_of(services.sealer.digest(token))
    return _open(services, who.id, here, now)


def of(services: Services, who: Asker, user_id: int, *, now: datetime) -> tuple[Open, ...]:
    """Somebody's sessions, for who manages accounts; raise NotAllowed, NotFound."""
    person(services, who, user_id)
    return _open(services, user_id, "", now)


def end_mine(services: Services, who: Asker, handle: str, *, now: datetime) -> None:
    """End one of one's own; raise NotFound."""
    _end(services, who, who.id, handle, now)


def end_others(services: Services, who: Asker, token: str, *, now: datetime) -> int:
    """End all of one's own but that of `token`; how many those were."""
    digest = services.sealer.digest(token)

    def work(conn: Connection) -> int:
        log_account(conn, "sessions.end", who.id, who=who, now=now)
        return sessions.end_sessions(conn, who.id, but=digest)

    return services.store.write(work)


def end_of(services: Services, who: Asker, user_id: int, handle: str, *, now: datetime) -> None:
    """End somebody's session, for who manages accounts; raise NotAllowed, NotFound."""
    person(services, who, user_id)
    _end(services, who, user_id, handle, now)


def _open(services: Services, user_id: int, here: str, now: datetime) -> tuple[Open, ...]:
    idle = timedelta(minutes=services.settings.session_idle_minutes)
    with services.store.read() as conn:
        found = sessions.places(conn, user_id)
    return tuple(
        Open(place, place.handle == here)
        for place in found
        if now < min(place.expires_at, place.seen_at + idle)
    )


def _end(services: Services, who: Asker, user_id: int, handle: str, now: datetime) -> None:
    def work(conn: Connection) -> None:
        if len(handle) != sessions.HANDLE or not sessions.end_place(conn, user_id, handle):
            raise NotFound
        log_account(conn, "sessions.end", user_id, who=who, now=now)

    services.store.write(work)

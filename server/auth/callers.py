"""Who calls the public API, and the sessions of programs there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from server.auth.grants import caller_of
from server.auth.sessions import is_open, sign_out
from server.auth.tablets import revoke_tablet
from server.auth.wire import identified
from server.core.days import local_date
from server.core.desk.people import May
from server.core.errors import NotAllowed, NotFound
from server.store import sessions, tablets

if TYPE_CHECKING:
    from datetime import datetime

    from server.auth.wire import Claim
    from server.core.caller import Caller
    from server.core.desk.people import Asker
    from server.services import Services


@dataclass(frozen=True, slots=True)
class Lifetime:
    """A session that is open, without its secret."""

    csrf: str
    created_at: datetime
    expires_at: datetime


def caller(services: Services, claim: Claim, *, now: datetime) -> Caller:
    """Who calls; raise what `identified` raises."""
    return caller_of(services, identified(services, claim, now=now))


def lifetime(services: Services, token: str, *, now: datetime) -> Lifetime:
    """The session of this token; raise NotFound for none that is open."""
    with services.store.read() as conn:
        found = sessions.find_session(conn, services.sealer.digest(token))
    if found is None or not is_open(services, found, now):
        raise NotFound
    return Lifetime(found.csrf, found.created_at, found.expires_at)


def end_session(services: Services, who: Caller, token: str, *, now: datetime) -> None:
    """End one's own session, as administrator anybody's; a tablet's token is revoked for good.

    Raise NotAllowed also for a token nobody has: what exists is not told.
    """
    digest = services.sealer.digest(token)
    with services.store.read() as conn:
        found = sessions.find_session(conn, digest)
        key = tablets.find_key(conn, digest, on=local_date(now))
    if found is not None and (found.account.id == who.id or who.may(May.MANAGE_USERS)):
        sign_out(services, token, now=now)
    elif key is not None:
        _revoke(services, who.at_desk(May.MANAGE_TABLETS), key.id, now=now)
    else:
        raise NotAllowed


def _revoke(services: Services, who: Asker, tablet_id: int, *, now: datetime) -> None:
    try:
        revoke_tablet(services, who, tablet_id, now=now)
    except NotFound as elsewhere:
        raise NotAllowed from elsewhere

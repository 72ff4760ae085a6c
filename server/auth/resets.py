"""Forgotten passwords: a one-time code, printed by an administrator where no mail is sent.

The code opens nothing but the change of this one password, for one day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from server.auth import passwords
from server.auth.accounts import log_account
from server.auth.ha1 import sealed_ha1
from server.auth.login import plain_login
from server.auth.tokens import TOKEN, new_token
from server.core.desk.people import May
from server.core.errors import AuthenticationFailed, NotFound
from server.store import audit, resets, sessions, users

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from server.core.caller import Caller
    from server.services import Services

LIFETIME = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class ResetCode:
    """The code and until when it can be used; it is shown this once."""

    token: str
    expires_at: datetime


def initiate(
    services: Services, who: Caller, email: str, *, invalidate: bool, now: datetime
) -> ResetCode:
    """A code for the account of this login; with `invalidate` its password is void at once.

    Raise NotAllowed, NotFound.
    """
    asker = who.at_desk(May.MANAGE_USERS)
    with services.store.read() as conn:
        account = users.find_account(conn, plain_login(email))
    if account is None or account.is_disabled:
        raise NotFound
    token, expires_at = new_token(), now + LIFETIME
    void = passwords.hashed_random(new_token()) if invalidate else None

    def work(conn: Connection) -> None:
        resets.add(conn, services.sealer.digest(token), account.id, expires_at=expires_at)
        if void is not None:
            users.change_account(conn, account.id, password_hash=void, digest_sealed=None)
            sessions.end_sessions(conn, account.id)
        log_account(conn, "reset.code", account.id, who=asker, now=now)

    services.store.write(work)
    return ResetCode(token, expires_at)


def verify(services: Services, token: str, new: str, *, now: datetime) -> None:
    """Change the password with a code, which is void then; every session ends.

    Raise AuthenticationFailed, and what `passwords.require_strong` raises.
    """
    digest = services.sealer.digest(token) if TOKEN.fullmatch(token) else ""
    with services.store.read() as conn:
        owner = resets.owner(conn, digest, now=now)
        account = None if owner is None else users.get_account(conn, owner)
    if account is None or account.is_disabled:
        raise AuthenticationFailed
    passwords.require_strong(new, about=[account.login, account.name])
    kept, sealed = passwords.hashed(new), sealed_ha1(services, account.login, new)

    def work(conn: Connection) -> None:
        if resets.owner(conn, digest, now=now) != account.id:
            raise AuthenticationFailed
        resets.void(conn, account.id)
        users.change_account(
            conn, account.id, password_hash=kept, digest_sealed=sealed, must_change_password=False
        )
        sessions.end_sessions(conn, account.id)
        audit.note(conn, "user.reset.used", at=now, by=account.id, subject=f"user {account.id}")

    services.store.write(work)

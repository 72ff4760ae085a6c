"""Signing in and what follows: sessions with an idle and an absolute end (safety.md V7)."""

from __future__ import annotations

import base64
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidTag

from server.auth import second
from server.auth.grants import asker_of, sender_of
from server.auth.login import authenticated
from server.core.days import local_date
from server.core.desk.people import SignedIn
from server.core.errors import CodeNeeded, NoPost, TicketOver
from server.store import audit, sessions, users

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from server.core.desk.people import Asker
    from server.core.rights import Sender
    from server.services import Services
    from server.store.sessions import StoredSession
    from server.store.users import Account

SESSION_COOKIE = "mz_session"
TOKEN_BYTES = 48
CSRF_BYTES = 32
TOUCH = timedelta(minutes=1)
HALF_WAY = timedelta(minutes=5)
"""How long a code may take after the password."""


@dataclass(frozen=True, slots=True)
class SessionSender:
    """A person at the other end of a session, as programs need to know."""

    sender: Sender
    csrf: str
    must_change_password: bool


@dataclass(frozen=True, slots=True)
class OpenSession:
    """A new session: its secret, the secret of pages that change something, and its end."""

    token: str
    csrf: str
    created_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class HalfWay:
    """The password was right and a code is asked for; `ticket` remembers the first half."""

    ticket: str


def sign_in(
    services: Services, login: str, password: str, *, address: str, agent: str, now: datetime
) -> SignedIn | HalfWay:
    """Open a session for a login and password, or come half-way where there is a second factor.

    Raise AuthenticationFailed (its details say how many attempts are ``left``), TooManyAttempts,
    or NoPost.
    """
    account = authenticated(services, login, password, address=address, now=now)
    if account.has_second_factor:
        return HalfWay(_ticket(services, account, now))
    return _signed_in(services, account, address=address, agent=agent, now=now)


def sign_in_with_code(
    services: Services, ticket: str, code: str, *, address: str, agent: str, now: datetime
) -> SignedIn:
    """Open a session for who came half-way, with a code of the authenticator or a recovery code.

    Raise TicketOver for a ticket that is too old, CodeWrong, TooManyAttempts, NoPost.
    """
    account = _holder(services, ticket, now)
    second.require(services, account, code, address=address, now=now)
    return _signed_in(services, account, address=address, agent=agent, now=now)


def _ticket(services: Services, account: Account, now: datetime) -> str:
    """Sealed: whose it is, until when, and the password it was given for."""
    until = int((now + HALF_WAY).timestamp())
    kept = services.sealer.digest(account.password_hash)
    sealed = services.sealer.seal(f"half-way {account.id} {until} {kept}")
    return base64.urlsafe_b64encode(sealed).decode()


def _holder(services: Services, ticket: str, now: datetime) -> Account:
    """Whose ticket it is; raise TicketOver."""
    try:
        words = services.sealer.open(base64.urlsafe_b64decode(ticket)).split()
    except (InvalidTag, ValueError) as error:
        raise TicketOver from error
    _kind, user_id, until, kept = words
    with services.store.read() as conn:
        account = users.get_account(conn, int(user_id))
    is_same = services.sealer.digest(account.password_hash) == kept
    if now.timestamp() > int(until) or account.is_disabled or not is_same:
        raise TicketOver
    return account


def _signed_in(
    services: Services, account: Account, *, address: str, agent: str, now: datetime
) -> SignedIn:
    with services.store.read() as conn:
        asker = asker_of(services, conn, account, csrf=secrets.token_urlsafe(CSRF_BYTES), now=now)
    made = _open(services, account, csrf=asker.csrf, address=address, agent=agent, now=now)
    return SignedIn(made.token, asker, made.expires_at)


def sign_in_program(
    services: Services,
    login: str,
    password: str,
    *,
    code: str = "",
    address: str,
    agent: str,
    now: datetime,
) -> OpenSession:
    """Open a session for a program; a role in a project will do where pages need a post.

    Raise what `sign_in` raises, CodeNeeded where `code` must be given, CodeWrong.
    """
    account = authenticated(services, login, password, address=address, now=now)
    if account.has_second_factor:
        if not code:
            raise CodeNeeded
        second.require(services, account, code, address=address, now=now)
    with services.store.read() as conn:
        if not users.grants(conn, account.id, on=local_date(now)):
            raise NoPost
    csrf = secrets.token_urlsafe(CSRF_BYTES)
    return _open(services, account, csrf=csrf, address=address, agent=agent, now=now)


def _open(
    services: Services, account: Account, *, csrf: str, address: str, agent: str, now: datetime
) -> OpenSession:
    token = secrets.token_urlsafe(TOKEN_BYTES)
    expires_at = now + timedelta(hours=services.settings.session_hours)

    def work(conn: Connection) -> None:
        sessions.add_session(
            conn,
            services.sealer.digest(token),
            account.id,
            csrf=csrf,
            now=now,
            expires_at=expires_at,
            address=address[:45],
            user_agent=agent[:255],
        )
        audit.note(conn, "session.create", at=now, by=account.id, details={"address": address})

    services.store.write(work)
    return OpenSession(token, csrf, now, expires_at)


def asker(services: Services, token: str, *, now: datetime) -> Asker | None:
    """Whose session this is; None when it is unknown, over, or its owner may not come in."""
    digest = services.sealer.digest(token)
    with services.store.read() as conn:
        found = sessions.find_session(conn, digest)
        if found is None or not is_open(services, found, now):
            return None
        try:
            who = asker_of(services, conn, found.account, csrf=found.csrf, now=now)
        except NoPost:
            return None
    _touch(services, digest, found, now)
    return who


def session_sender(services: Services, token: str, *, now: datetime) -> SessionSender | None:
    """Whose session this is, as a sender; None as for `asker`."""
    digest = services.sealer.digest(token)
    with services.store.read() as conn:
        found = sessions.find_session(conn, digest)
        if found is None or not is_open(services, found, now):
            return None
        sender = sender_of(conn, found.account, now=now)
    _touch(services, digest, found, now)
    return SessionSender(sender, found.csrf, found.account.must_change_password)


def sign_out(services: Services, token: str, *, now: datetime) -> None:
    """End the session."""
    digest = services.sealer.digest(token)

    def work(conn: Connection) -> None:
        found = sessions.find_session(conn, digest)
        if found is not None:
            sessions.end_session(conn, digest)
            audit.note(conn, "session.end", at=now, by=found.account.id)

    services.store.write(work)


def is_open(services: Services, found: StoredSession, now: datetime) -> bool:
    """Whether a session's time is not over and its owner may come in."""
    idle = timedelta(minutes=services.settings.session_idle_minutes)
    return now < min(found.expires_at, found.seen_at + idle) and not found.account.is_disabled


def _touch(services: Services, digest: str, found: StoredSession, now: datetime) -> None:
    if now - found.seen_at >= TOUCH:
        services.store.soon(lambda conn: sessions.touch(conn, digest, now=now))

"""Sessions of people in the store; of their tokens only digests are known here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, or_, select, update

from server.store.tables.users import actor, session, user_account
from server.store.users import ACCOUNT, Account

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection


HANDLE = 20
"""Hex digits of a digest that name a session."""


@dataclass(frozen=True, slots=True)
class StoredSession:
    """A session and whose it is."""

    csrf: str
    created_at: datetime
    seen_at: datetime
    expires_at: datetime
    account: Account


_SESSION = select(
    session.c.csrf, session.c.created_at, session.c.seen_at, session.c.expires_at, *ACCOUNT
).select_from(
    session.join(actor, actor.c.id == session.c.actor_id).join(
        user_account, user_account.c.actor_id == session.c.actor_id
    )
)


def add_session(
    conn: Connection,
    token_digest: str,
    actor_id: int,
    *,
    csrf: str,
    now: datetime,
    expires_at: datetime,
    address: str,
    user_agent: str,
) -> None:
    """Open a session and clear away those whose time is over."""
    conn.execute(delete(session).where(session.c.expires_at < now))
    conn.execute(
        insert(session).values(
            token_digest=token_digest,
            actor_id=actor_id,
            csrf=csrf,
            created_at=now,
            seen_at=now,
            expires_at=expires_at,
            address=address,
            user_agent=user_agent,
        )
    )


def find_session(conn: Connection, token_digest: str) -> StoredSession | None:
    """The session with its account, expired and disabled ones included, or None."""
    row = conn.execute(_SESSION.where(session.c.token_digest == token_digest)).first()
    if row is None:
        return None
    csrf, created_at, seen_at, expires_at, *account = row
    return StoredSession(csrf, created_at, seen_at, expires_at, Account(*account))


@dataclass(frozen=True, slots=True)
class Place:
    """A session as its owner knows it: `handle` names it without opening it."""

    handle: str
    created_at: datetime
    seen_at: datetime
    expires_at: datetime
    address: str
    user_agent: str


def places(conn: Connection, actor_id: int) -> tuple[Place, ...]:
    """Somebody's sessions, the one used last first, those whose time is over included."""
    rows = conn.execute(
        select(
            session.c.token_digest,
            session.c.created_at,
            session.c.seen_at,
            session.c.expires_at,
            session.c.address,
            session.c.user_agent,
        )
        .where(session.c.actor_id == actor_id)
        .order_by(session.c.seen_at.desc())
    )
    return tuple(Place(handle_of(digest), *rest) for digest, *rest in rows)


def handle_of(token_digest: str) -> str:
    """What names a session on a page: a part of the digest, which nobody can turn into a token."""
    return token_digest[:HANDLE]


def end_place(conn: Connection, actor_id: int, handle: str) -> bool:
    """End somebody's session by its handle; False when there is none."""
    is_it = session.c.token_digest.startswith(handle, autoescape=True)
    ended = conn.execute(delete(session).where(session.c.actor_id == actor_id, is_it))
    return ended.rowcount > 0


def touch(conn: Connection, token_digest: str, *, now: datetime) -> None:
    """Note that the session is in use."""
    conn.execute(update(session).where(session.c.token_digest == token_digest).values(seen_at=now))


def end_session(conn: Connection, token_digest: str) -> None:
    """End one session."""
    conn.execute(delete(session).where(session.c.token_digest == token_digest))


def end_sessions(conn: Connection, actor_id: int, *, but: str | None = None) -> int:
    """End the sessions of a person, `but` the one with this token digest; how many those were."""
    spared = or_(session.c.token_digest != but) if but else session.c.token_digest.is_not(None)
    return conn.execute(delete(session).where(session.c.actor_id == actor_id, spared)).rowcount

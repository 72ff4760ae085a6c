"""Who did what, when: written in the transaction that does it, never changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select

from server.store import trail
from server.store.tables.users import actor, audit

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Connection


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the log.

    `action` is a fixed phrase such as ``session.create``, `subject` what it was done to
    (``user 7``).  `details` hold neither secrets nor answers.
    """

    id: int
    at: datetime
    actor_id: int | None
    actor_name: str | None
    action: str
    subject: str
    details: Mapping[str, Any] | None
    notes: str | None


def note(
    conn: Connection,
    action: str,
    *,
    at: datetime,
    by: int | None,
    subject: str = "",
    details: Mapping[str, object] | None = None,
    notes: str | None = None,
) -> None:
    """Write one line; `by` is None for whom we do not know and for the command line."""
    before = trail.last(conn)
    conn.execute(
        insert(audit).values(
            at=at,
            actor_id=by,
            action=action,
            subject=subject,
            details=details,
            notes=notes,
            chain=trail.link(before, (at, by, action, subject, details, notes)),
        )
    )


_ENTRIES = select(
    audit.c.id,
    audit.c.at,
    audit.c.actor_id,
    actor.c.display_name,
    audit.c.action,
    audit.c.subject,
    audit.c.details,
    audit.c.notes,
).outerjoin(actor, actor.c.id == audit.c.actor_id)


def entries(
    conn: Connection,
    *,
    action: str | None = None,
    by: int | None = None,
    before_id: int | None = None,
    subject: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    without: Sequence[str] = (),
    offset: int = 0,
    limit: int = 100,
) -> tuple[Entry, ...]:
    """Lines of the log, newest first; `action` may be a whole phrase or its first word.

    From the moment `since` on, up to before `until`; without the actions in `without`.
    """
    wanted = _ENTRIES
    if action is not None:
        begins = audit.c.action.startswith(f"{action}.", autoescape=True)
        wanted = wanted.where((audit.c.action == action) | begins)
    if by is not None:
        wanted = wanted.where(audit.c.actor_id == by)
    if before_id is not None:
        wanted = wanted.where(audit.c.id < before_id)
    if subject is not None:
        wanted = wanted.where(audit.c.subject == subject)
    if since is not None:
        wanted = wanted.where(audit.c.at >= since)
    if until is not None:
        wanted = wanted.where(audit.c.at < until)
    if without:
        wanted = wanted.where(audit.c.action.not_in(without))
    rows = conn.execute(wanted.order_by(audit.c.id.desc()).limit(limit).offset(offset))
    return tuple(Entry(*row) for row in rows)


def about(conn: Connection, action: str, subject: str) -> tuple[Entry, ...]:
    """Lines about one thing whose action begins with this word, newest first."""
    rows = conn.execute(
        _ENTRIES.where(
            audit.c.subject == subject,
            audit.c.action.startswith(f"{action}.", autoescape=True),
        ).order_by(audit.c.id.desc())
    )
    return tuple(Entry(*row) for row in rows)

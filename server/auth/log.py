"""The audit log as programs read it: who did what, for administrators and auditors."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from server.core.desk.people import May
from server.store import actors, audit

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from server.core.caller import Caller
    from server.services import Services
    from server.store.actors import Actor
    from server.store.audit import Entry

QUIET = ("submission.read", "form.submission.export", "session.create", "app_user.code")
"""What happens all day long and changes nothing: left out of the ``nonverbose`` log."""

OF_THE_OFFICE = frozenset(
    {
        "user",
        "session",
        "app_user",
        "public_link",
        "project",
        "form",
        "submission",
        "dataset",
        "area",
        "rule",
        "backup",
    }
)
"""Actions upon what is no person's; of any other nothing but the action is told."""

MOST = 1_000


def log(
    services: Services,
    who: Caller,
    *,
    action: str = "",
    since: datetime | None = None,
    until: datetime | None = None,
    offset: int = 0,
    limit: int | None = None,
) -> tuple[Entry, ...]:
    """Lines of the log, newest first, a thousand at most; raise NotAllowed.

    `action` is a phrase, its first word, or ``nonverbose``.
    """
    who.at_desk(May.SEE_HEALTH)
    is_quiet = action == "nonverbose"
    with services.store.read() as conn:
        found = audit.entries(
            conn,
            action=None if is_quiet or not action else action,
            since=since,
            until=until,
            without=QUIET if is_quiet else (),
            offset=offset,
            limit=MOST if limit is None else min(limit, MOST),
        )
    return tuple(map(_without_people, found))


def _without_people(line: Entry) -> Entry:
    """The line; of what was done to households and persons only that it was (domain.md 5.2)."""
    if line.action.partition(".")[0] in OF_THE_OFFICE:
        return line
    return replace(line, subject="", details=None, notes=None)


def people(services: Services, entries: tuple[Entry, ...]) -> Mapping[int, Actor]:
    """Who acted, by id."""
    with services.store.read() as conn:
        return actors.actors(conn, (each.actor_id for each in entries))

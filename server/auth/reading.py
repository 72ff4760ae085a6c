"""Reading the log of who did what: for administrators and supervisors alone."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from server.core.desk.people import May, Post
from server.core.errors import NotAllowed
from server.store import audit, trail, users

if TYPE_CHECKING:
    from server.core.desk.people import Asker
    from server.services import Services
    from server.store.audit import Entry

LINES = 100
CHECKED = 5_000
"""Newest lines whose chain is looked at for the page; `minzheng verify` looks at all."""


HOUSEHOLDS = ("household.", "person.")
"""First words of actions whose subject tells of a household."""


@dataclass(frozen=True, slots=True)
class Page:
    """Lines newest first; `before` goes on from there, `is_whole` that the chain is unbroken.

    The chain of the newest lines is looked at on the first page alone.
    """

    entries: tuple[Entry, ...]
    before: int | None
    is_whole: bool | None


def page(
    services: Services, who: Asker, *, group: str = "", login: str = "", before: int | None = None
) -> Page:
    """A page of the log; raise NotAllowed.  An unknown login has no lines."""
    if May.SEE_HEALTH not in who.may:
        raise NotAllowed
    with services.store.read() as conn:
        by = None
        if login:
            account = users.find_account(conn, login.lower())
            if account is None:
                return Page((), None, None)
            by = account.id
        found = audit.entries(conn, action=group or None, by=by, before_id=before, limit=LINES + 1)
        is_first = before is None and not group and not login
        since = max(0, found[0].id - CHECKED) if found else 0
        is_whole = None
        if is_first:
            with closing(trail.broken(conn, since=since)) as breaks:
                is_whole = next(breaks, None) is None
    more = len(found) > LINES
    return Page(
        tuple(_shown(each, who) for each in found[:LINES]),
        found[LINES - 1].id if more else None,
        is_whole,
    )


def _shown(entry: Entry, who: Asker) -> Entry:
    """The line without a household's number for the administrator, who sees no personal data."""
    tells = entry.action.startswith(HOUSEHOLDS) and who.post is Post.ADMIN
    return replace(entry, subject="", details=None) if tells else entry

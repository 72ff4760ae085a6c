"""Parts of the queue kept under a name, for oneself or for everybody of the same unit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from server.core.desk.people import May
from server.core.errors import NotAllowed, NotFound, ReasonNeeded, TooManyViews
from server.store import views as stored
from server.store.ids import new_id

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy import Connection

    from server.core.desk.people import Asker
    from server.services import Services

LONGEST_NAME = 40
MOST = 20
"""Views of one person: more of them are no help in finding one."""


@dataclass(frozen=True, slots=True)
class View:
    """A kept part of the queue; `args` are those of its address."""

    id: int
    name: str
    args: Mapping[str, str]
    is_shared: bool
    is_own: bool


def views(services: Services, who: Asker) -> tuple[View, ...]:
    """Views of the asker and those shared in the same unit, by name."""
    with services.store.read() as conn:
        rows = stored.views(conn, who.id, _unit(who))
    return tuple(
        View(row.id, row.name, row.args, row.is_shared, row.owner_id == who.id) for row in rows
    )


def keep(
    services: Services,
    who: Asker,
    name: str,
    args: Mapping[str, str],
    *,
    shared: bool = False,
    now: datetime,
) -> None:
    """Keep a part of the queue under a name; raise NotAllowed, ReasonNeeded, TooManyViews."""
    if who.may.isdisjoint({May.REVIEW, May.AUDIT}):
        raise NotAllowed
    called = " ".join(name.split())[:LONGEST_NAME]
    if not called:
        raise ReasonNeeded
    row = {
        "id": new_id(),
        "owner_id": who.id,
        "unit_code": _unit(who),
        "name": called,
        "args": dict(args),
        "is_shared": shared,
        "at": now,
    }

    def work(conn: Connection) -> None:
        if stored.count(conn, who.id) >= MOST:
            raise TooManyViews(most=MOST)
        stored.put(conn, row)

    services.store.write(work)


def forget(services: Services, who: Asker, view_id: int) -> None:
    """Forget one of one's own views; raise NotFound."""
    if not services.store.write(lambda conn: stored.drop(conn, who.id, view_id)):
        raise NotFound


def _unit(who: Asker) -> str:
    return who.units[0].code if who.units else ""

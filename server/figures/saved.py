"""Tables of figures kept under a name, for oneself or for everybody of the same unit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from server.core.errors import NotAllowed, NotFound, ReasonNeeded, TooManyViews
from server.figures.asking import SEES
from server.store import saved_figures as stored
from server.store.ids import new_id

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy import Connection

    from server.core.desk.people import Asker
    from server.figures.asking import FigureAsk
    from server.services import Services

LONGEST_NAME = 40
MOST = 20
"""Tables of one person: more of them are no help in finding one."""


@dataclass(frozen=True, slots=True)
class Saved:
    """A kept table; `args` are those of its address, whoever opens it sees his own area's."""

    id: int
    name: str
    args: Mapping[str, str]
    is_shared: bool
    is_own: bool


def saved(services: Services, who: Asker) -> tuple[Saved, ...]:
    """Tables of the asker and those shared in the same unit, by name."""
    with services.store.read() as conn:
        rows = stored.of(conn, who.id, _unit(who))
    return tuple(
        Saved(row.id, row.name, row.args, row.is_shared, row.owner_id == who.id) for row in rows
    )


def keep(
    services: Services, who: Asker, name: str, ask: FigureAsk, *, shared: bool, now: datetime
) -> None:
    """Keep a table under a name; raise NotAllowed, ReasonNeeded, TooManyViews."""
    if not SEES & who.may:
        raise NotAllowed
    called = " ".join(name.split())[:LONGEST_NAME]
    if not called:
        raise ReasonNeeded
    row = {
        "id": new_id(),
        "owner_id": who.id,
        "unit_code": _unit(who),
        "name": called,
        "args": ask.args,
        "is_shared": shared,
        "at": now,
    }

    def work(conn: Connection) -> None:
        if stored.count(conn, who.id) >= MOST:
            raise TooManyViews(most=MOST)
        stored.put(conn, row)

    services.store.write(work)


def forget(services: Services, who: Asker, key: int) -> None:
    """Forget one of one's own; raise NotFound."""
    if not services.store.write(lambda conn: stored.drop(conn, who.id, key)):
        raise NotFound


def _unit(who: Asker) -> str:
    return who.units[0].code if who.units else ""

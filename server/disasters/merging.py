"""Two events that are one: the villages' reports become one series, nothing is counted twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from server.core.desk.people import Post
from server.core.errors import CannotMerge, NotAllowed
from server.disasters import rolls
from server.store import audit
from server.store import disasters as rows

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from server.core.desk.people import Asker
    from server.core.types import UnitCode
    from server.services import Services

MERGERS = frozenset({Post.COUNTY_AUDIT, Post.EMERGENCY, Post.CITY})


def merge(
    services: Services, who: Asker, event_id: str, into: str, *, note: str, now: datetime
) -> None:
    """Make an event part of another; raise NotAllowed, NotFound, CannotMerge with the reason."""
    units = _require(who)
    with services.store.read() as conn:
        one, other = rolls.find(conn, event_id, units), rolls.find(conn, into, units)
        _require_mergeable(conn, event_id, into)
    if one.disaster_type != other.disaster_type and not note.strip():
        raise CannotMerge(zh="灾害种类不同，请写明原因", why="the kinds differ: say why")

    def work(conn: Connection) -> None:
        _require_mergeable(conn, event_id, into)
        rows.merge(conn, event_id, into, note=note.strip(), by=who.id, now=now)
        audit.note(
            conn,
            "disaster.merge",
            at=now,
            by=who.id,
            subject=event_id,
            details={"into": into},
            notes=note.strip() or None,
        )

    services.store.write(work)


def _require_mergeable(conn: Connection, event_id: str, into: str) -> None:
    if event_id == into:
        raise CannotMerge(zh="不能并入自己", why="an event is not merged into itself")
    if rows.merged_into(conn, event_id) is not None:
        raise CannotMerge(zh="它已经并入别的事件", why="it is part of another event already")
    if rows.merged_into(conn, into) is not None:
        raise CannotMerge(zh="目标已并入别的事件", why="the other is itself part of another")
    if rows.parts_of(conn, event_id) != (event_id,):
        raise CannotMerge(zh="有事件并入了它，请先撤销", why="others were merged into it")


def unmerge(services: Services, who: Asker, event_id: str, *, now: datetime) -> bool:
    """Take a merge back; False when there was none.  Raise NotAllowed, NotFound."""
    units = _require(who)
    with services.store.read() as conn:
        rolls.find(conn, event_id, units)

    def work(conn: Connection) -> bool:
        undone = rows.unmerge(conn, event_id) > 0
        if undone:
            audit.note(conn, "disaster.unmerge", at=now, by=who.id, subject=event_id)
        return undone

    return services.store.write(work)


def _require(who: Asker) -> tuple[UnitCode, ...]:
    if who.post not in MERGERS:
        raise NotAllowed
    return tuple(unit.code for unit in who.units)

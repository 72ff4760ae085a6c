"""Sharing a township's villages out among its reviewers, and standing in when one is away.

A duty narrows what a reviewer looks at first; it takes no right from anybody, so that work never
stands still because of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from server import places
from server.core.area import level_of
from server.core.days import local_date
from server.core.desk.people import May, Post
from server.core.errors import NotAllowed, NotFound, UnexpectedValue
from server.core.rights import MAY
from server.core.types import Level, UnitCode
from server.scope import area_of
from server.store import audit, duties

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy import Connection

    from server.core.desk.people import Asker
    from server.services import Services

REVIEWING = tuple(post.value for post, allowed in MAY.items() if May.REVIEW in allowed)
"""Posts that review."""


@dataclass(frozen=True, slots=True)
class VillageDuty:
    """One village: who reviews it, who stands in now, what waits and since when."""

    code: UnitCode
    name: str
    actor_id: int | None
    actor: str
    deputy: str
    waiting: int
    oldest_at: datetime | None


@dataclass(frozen=True, slots=True)
class Person:
    """A reviewer of the township: villages and open records, and who stands in to which day."""

    id: int
    name: str
    villages: int
    waiting: int
    deputy: str
    away_to: date | None


@dataclass(frozen=True, slots=True)
class Duties:
    """The whole plan of a township."""

    villages: tuple[VillageDuty, ...]
    people: tuple[Person, ...]


def plan(services: Services, who: Asker, *, now: datetime) -> Duties:
    """Who reviews which village of the asker's area; raise NotAllowed."""
    units = area_of(who, May.REVIEW)
    today = local_date(now)
    tree = places.tree(services)
    with services.store.read() as conn:
        held = duties.duties(conn, units)
        away = duties.absences(conn, today)
        waits = duties.waiting(conn, units)
        people = duties.reviewers(conn, units, REVIEWING, on=today)
    villages = tuple(
        VillageDuty(
            code=unit.code,
            name=unit.name,
            actor_id=duty.actor_id if (duty := held.get(unit.code)) else None,
            actor=duty.actor_name if duty else "",
            deputy=away[duty.actor_id].deputy_name if duty and duty.actor_id in away else "",
            waiting=waits.get(unit.code, (0, None))[0],
            oldest_at=waits.get(unit.code, (0, None))[1],
        )
        for area in units
        for unit in tree.below(area)
        if unit.level is Level.VILLAGE
    )
    return Duties(
        villages=villages,
        people=tuple(
            Person(
                id=key,
                name=name,
                villages=sum(each.actor_id == key for each in villages),
                waiting=sum(each.waiting for each in villages if each.actor_id == key),
                deputy=away[key].deputy_name if key in away else "",
                away_to=away[key].to_date if key in away else None,
            )
            for key, name in people
        ),
    )


def assign(
    services: Services, who: Asker, village: UnitCode, actor_id: int | None, *, now: datetime
) -> None:
    """Give a village to a reviewer, or to nobody; the head of the township does (domain.md 5.2).

    Raise NotAllowed, NotFound, UnexpectedValue.
    """
    area_of(who, May.REVIEW, village)
    if who.post is not Post.TOWNSHIP_HEAD:
        raise NotAllowed
    if level_of(village) is not Level.VILLAGE:
        raise UnexpectedValue(field="village", value=village, reason="not a village")

    def work(conn: Connection) -> None:
        person = None if actor_id is None else _reviewer(conn, who, actor_id, now=now)
        duties.put(conn, village, person, by=who.id, now=now)
        details = {"village": village, "actor": actor_id}
        audit.note(conn, "review.duty", at=now, by=who.id, subject=village, details=details)

    services.store.write(work)


def stand_in(
    services: Services,
    who: Asker,
    actor_id: int,
    deputy_id: int | None,
    *,
    to_date: date | None = None,
    now: datetime,
) -> None:
    """Let a colleague review somebody's villages to a day, or end that: the head, or oneself.

    Raise NotAllowed, NotFound, UnexpectedValue for a day that is over or somebody as his own.
    """
    if deputy_id is not None and (to_date is None or to_date < local_date(now)):
        raise UnexpectedValue(field="to_date", value=to_date, reason="today or later")
    if deputy_id == actor_id:
        raise UnexpectedValue(field="deputy", value=deputy_id, reason="somebody else")
    area_of(who, May.REVIEW)
    if who.post is not Post.TOWNSHIP_HEAD and who.id != actor_id:
        raise NotAllowed

    def work(conn: Connection) -> None:
        _reviewer(conn, who, actor_id, now=now)
        deputy = None if deputy_id is None else _reviewer(conn, who, deputy_id, now=now)
        duties.stand_in(conn, actor_id, deputy, to_date=to_date, now=now)
        details = {"deputy": deputy_id, "to": None if to_date is None else to_date.isoformat()}
        audit.note(
            conn, "review.deputy", at=now, by=who.id, subject=f"user {actor_id}", details=details
        )

    services.store.write(work)


def _reviewer(conn: Connection, who: Asker, actor_id: int, *, now: datetime) -> tuple[int, str]:
    """Somebody who reviews in the asker's area; raise NotFound for anybody else."""
    units = tuple(unit.code for unit in who.units)
    for key, name in duties.reviewers(conn, units, REVIEWING, on=local_date(now)):
        if key == actor_id:
            return key, name
    raise NotFound


def own_villages(services: Services, who: Asker, *, now: datetime) -> tuple[UnitCode, ...] | None:
    """Villages this person reviews today; None for somebody who has no share at all."""
    with services.store.read() as conn:
        if not duties.has_any(conn, who.id):
            return None
        found = duties.villages_of(conn, who.id, local_date(now))
    return tuple(UnitCode(each) for each in found)

"""Staff write down what happened in a household (页面“记一件事”)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from server import places
from server.core import idnumber
from server.core.days import local_date
from server.core.desk.people import May
from server.core.errors import ChangedMeanwhile, LifeEventRefused, NotFound
from server.core.lifeevent import ABOUT_ONE, NEWCOMERS, LifeEvent, Newcomer
from server.population import events
from server.population.changing import Deed
from server.registers.searching import counties_of
from server.scope import area_of
from server.store import audit, households, people

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy import Connection

    from server.core.desk.people import Asker
    from server.core.types import UnitCode
    from server.services import Services
    from server.store.households import AnyRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One event as it was written down; which parts matter follows from `event`."""

    event: LifeEvent
    on_date: date
    person_ids: tuple[int, ...] = ()
    head_id: int = 0
    name: str = ""
    relation: str = ""
    sex: str = ""
    birth_date: date | None = None
    id_number: str = ""
    note: str = ""
    row_version: int | None = None


def record(services: Services, who: Asker, hh_no: str, told: Told, *, now: datetime) -> int:
    """Record an event in the household of this number; return the key of the act.

    Raise NotAllowed, NotFound, LifeEventRefused for what cannot be, ChangedMeanwhile.
    """
    units = area_of(who, May.KEEP_HOUSEHOLDS)
    counties = counties_of(places.tree(services), units)

    def work(conn: Connection) -> int:
        home = households.by_number(conn, hh_no, units)
        if home is None:
            raise NotFound
        if home.status != "active":
            raise LifeEventRefused(
                reason_zh="此户已合并或注销", reason_en="the household is no longer in force"
            )
        if told.row_version is not None and told.row_version != home.version:
            raise ChangedMeanwhile
        deed = Deed(
            kind="",
            on_date=told.on_date,
            at=now,
            actor_id=who.id,
            actor_name=who.name,
            note=told.note.strip()[:500],
        )
        act = _done(services, conn, home, told, deed, counties=counties, units=units)
        details = {"event": told.event.value, "on": told.on_date.isoformat()}
        # The act names the household: who keeps the log need not know whose it is.
        subject = f"act {act}"
        audit.note(conn, "household.event", at=now, by=who.id, subject=subject, details=details)
        return act

    return services.store.write(work)


def _done(
    services: Services,
    conn: Connection,
    home: AnyRow,
    told: Told,
    deed: Deed,
    *,
    counties: tuple[str, ...],
    units: tuple[UnitCode, ...],
) -> int:
    today, sealer = local_date(deed.at), services.sealer
    if told.event in ABOUT_ONE:
        person = _member(conn, home, told)
        return events.about_one(conn, told.event, home, person, deed, today=today)
    if told.event in NEWCOMERS:
        return events.newcomer(
            conn, sealer, told.event, home, who=_newcomer(told), deed=deed, today=today
        )
    if told.event is LifeEvent.SPLIT:
        return events.split(
            conn,
            sealer,
            home,
            leaving=set(told.person_ids),
            head=told.head_id,
            deed=deed,
            today=today,
        )
    if told.event is LifeEvent.JOIN:
        key = told.person_ids[0] if told.person_ids else 0
        joining = people.find(conn, counties, key, units)
        if joining is None:
            raise NotFound
        return events.join(
            conn, sealer, home, joining, relation=told.relation, deed=deed, today=today
        )
    raise LifeEventRefused(reason_zh="没有选择事件", reason_en="no event was chosen")


def _member(conn: Connection, home: AnyRow, told: Told) -> AnyRow:
    for each in households.persons_of(conn, home.county, home.id):
        if each.id in told.person_ids:
            return each
    raise LifeEventRefused(reason_zh="请选择本户的一个人", reason_en="choose a member")


def _newcomer(told: Told) -> Newcomer:
    """Who comes; birth date and sex follow from a sound identity number."""
    name = told.name.strip()
    if not name or not told.relation:
        raise LifeEventRefused(
            reason_zh="请填写姓名和与户主关系", reason_en="a name and a relation are needed"
        )
    number = idnumber.validate(told.id_number) if told.id_number.strip() else ""
    return Newcomer(
        name=name,
        relation=told.relation,
        sex=idnumber.sex(number) if number else told.sex,
        birth_date=idnumber.birth_date(number) if number else told.birth_date,
        id_number=number,
    )

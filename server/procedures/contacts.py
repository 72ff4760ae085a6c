"""Linked villages: who is the contact of which village, and where one is missing (S13)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from server import ledger, places
from server.core.days import local_date
from server.core.desk.people import May, Post
from server.core.errors import ActRefused, NotFound, RecordInvalid
from server.core.finding import Finding
from server.core.procedures.contacts import Contact, gaps
from server.core.registers.guiding import VILLAGE_CONTACT
from server.core.registers.reading import Unfit, read
from server.core.types import Level, UnitCode
from server.procedures.writing import Pen, Written
from server.scope import area_of
from server.store import procedures, register_acts
from server.store.register_history import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from sqlalchemy import Connection

    from server.core.desk.people import Asker
    from server.core.procedures.contacts import Gaps
    from server.core.types import AdminUnit
    from server.services import Services
    from server.store.named import Named

CHIEFS = frozenset({Post.TOWNSHIP_HEAD, Post.COUNTY_AUDIT})
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class VillageLine:
    """A village with its contacts today, the lead first."""

    village: AdminUnit
    contacts: Sequence[Named]
    leads: int


@dataclass(frozen=True, slots=True)
class Villages:
    """The villages of an area, and where the rule of one lead is broken."""

    lines: tuple[VillageLine, ...]
    gaps: Gaps
    may_assign: bool


def villages(
    services: Services, who: Asker, *, unit: UnitCode | None = None, now: datetime
) -> Villages:
    """Villages with their contacts, those without a lead first; raise NotFound outside."""
    units = area_of(who, May.PROCEDURES, unit)
    day = local_date(now)
    with services.store.read() as conn:
        rows = in_force(conn, units, day)
    by_village: dict[str, list[Named]] = {}
    for row in sorted(rows, key=_lead_first):
        by_village.setdefault(row["unit_code"], []).append(row)
    tree = places.tree(services)
    all_villages = [v for code in units for v in tree.below(code, Level.VILLAGE)]
    all_villages += [tree.get(c) for c in units if c in tree and tree.get(c).level is Level.VILLAGE]
    lines = [
        VillageLine(
            village,
            by_village.get(village.code, ()),
            sum(row["is_lead"] for row in by_village.get(village.code, ())),
        )
        for village in all_villages
    ]
    contacts = [Contact(UnitCode(r["unit_code"]), r["name"], r["is_lead"]) for r in rows]
    return Villages(
        lines=tuple(sorted(lines, key=_broken_first)),
        gaps=gaps((village.code for village in all_villages), contacts),
        may_assign=who.post in CHIEFS,
    )


def _lead_first(row: Named) -> tuple[bool, str]:
    return not row["is_lead"], row["name"]


def _broken_first(line: VillageLine) -> tuple[bool, str]:
    return line.leads == 1, line.village.code


def in_force(conn: Connection, units: Sequence[UnitCode], day: date) -> list[Named]:
    """Contacts on a day."""
    rows = procedures.records(conn, VILLAGE_CONTACT.name, units)
    return [
        row
        for row in rows
        if row["valid_from"] <= day and (row["valid_to"] is None or row["valid_to"] >= day)
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Assigned:
    """Somebody for a village, as typed."""

    village: UnitCode
    name: str
    duty: str = ""
    phone: str = ""
    is_lead: bool = True


def assign(services: Services, who: Asker, assigned: Assigned, *, now: datetime) -> int:
    """Link somebody to a village from today; a new lead takes the place of the one before.

    Raise ActRefused for who is not head or county, RecordInvalid, RecordExists, NotFound.
    """
    units = area_of(who, May.PROCEDURES, assigned.village)
    _refuse(services, who, assigned.village)
    day = local_date(now)
    values = _read(assigned)

    def work(conn: Connection) -> int:
        if assigned.is_lead:
            for row in in_force(conn, units, day):
                if row["is_lead"]:
                    _end(_pen(services, conn, who, day, now, "联系人更换"), row, day - ONE_DAY)
        pen = _pen(services, conn, who, day, now, "分片联系")
        return pen.create(VILLAGE_CONTACT, {**values, "unit": assigned.village, "valid_from": day})

    return services.store.write(work)


def _refuse(services: Services, who: Asker, village: UnitCode) -> None:
    if who.post not in CHIEFS:
        raise ActRefused(
            reason_zh="分片由所长或县级安排", reason_en="the head or the county assigns villages"
        )
    tree = places.tree(services)
    if village not in tree or tree.get(village).level is not Level.VILLAGE:
        raise NotFound


def _read(assigned: Assigned) -> dict[str, object]:
    raw = {"name": assigned.name, "duty": assigned.duty, "phone": assigned.phone}
    values: dict[str, object] = {"is_lead": assigned.is_lead}
    for name, text in raw.items():
        column = VILLAGE_CONTACT.by_name[name]
        try:
            values[name] = read(column, text)
        except Unfit as error:
            wrong = Finding(f"{column.zh}：{error.zh}", f"{column.en}: {error.en}")
            raise RecordInvalid([wrong]) from error
    if not values["name"]:
        raise RecordInvalid([Finding("联系人：必填", "Contact: needed")])
    return values


def _pen(  # noqa: PLR0917 — parts of one act
    services: Services, conn: Connection, who: Asker, day: date, now: datetime, label: str
) -> Pen:
    written = Written(subject="", act="assign", to_state="", on=day, at=now, label=label)
    return Pen(conn, who, services.sealer, written)


def _end(pen: Pen, row: Named, last: date) -> None:
    """End a link; one that began today and ends before it is taken out."""
    if last < row["valid_from"]:
        register_acts.remove(pen.conn, VILLAGE_CONTACT, [row], pen.history)
        return
    columns = ledger.columns_of(VILLAGE_CONTACT, {"valid_to": last}, pen.sealer)
    register_acts.rewrite(pen.conn, VILLAGE_CONTACT, row, columns, pen.history, kind=Kind.ENDED)


def release(services: Services, who: Asker, record_id: int, *, now: datetime) -> None:
    """Somebody is no contact any more from today; raise ActRefused, NotFound."""
    units = area_of(who, May.PROCEDURES)
    day = local_date(now)

    def work(conn: Connection) -> None:
        row = procedures.record(conn, VILLAGE_CONTACT.name, record_id, units)
        if row is None:
            raise NotFound
        _refuse(services, who, UnitCode(row["unit_code"]))
        _end(_pen(services, conn, who, day, now, "联系人解除"), row, day - ONE_DAY)

    services.store.write(work)

"""Deciding who is who: pairs that may be one, beside each other, and what is decided."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from server import places
from server.core import idnumber
from server.core.area import short_name
from server.core.days import local_date
from server.core.desk.life import Pair, PairLine, PairList, Side
from server.core.desk.people import May
from server.core.desk.register import MemberFile
from server.core.errors import MergeRefused, NotFound, UnexpectedValue
from server.core.likeness import likeness
from server.core.types import UnitCode
from server.population import events, merging
from server.population.changing import Deed
from server.population.lookalikes import someone
from server.population.merging import Two
from server.registers import living
from server.registers.searching import counties_of
from server.scope import area_of
from server.store import audit, household_acts, households, lookalikes, people
from server.store.ids import new_id

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from server.core.desk.people import Asker
    from server.services import Services
    from server.store.households import AnyRow

CURSOR = re.compile(r"(\d{1,3})~(\d{1,18})~(\d{1,18})")
PAGE = 30
WAITING = (lookalikes.OPEN, lookalikes.LATER)
DECIDED = (lookalikes.DIFFERENT, lookalikes.MERGED)
KINDS = (lookalikes.PERSON, lookalikes.HOUSEHOLD)
COMPARED = (
    "m_name",
    "m_sex",
    "m_birth_date",
    "m_relation",
    "m_ethnic",
    "m_education",
    "m_marital",
    "m_health",
    "m_disability_type",
    "m_disability_grade",
    "m_labour",
    "m_employ",
    "m_benefit",
)
COMPARED_HOMES = (
    "address",
    "group_no",
    "hukou_type",
    "reside_status",
    "inc_wage",
    "inc_business",
    "inc_property",
    "inc_transfer",
    "house_structure",
    "house_rooms",
    "house_area",
    "house_danger",
    "water",
    "hh_benefit",
    "remark",
)
DIFFERENT = "different"


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What the clerk had before them: the versions of both households, and what they say of it."""

    a_version: int | None = None
    b_version: int | None = None
    note: str = ""


def pairs(
    services: Services,
    who: Asker,
    *,
    kind: str = lookalikes.HOUSEHOLD,
    decided: bool = False,
    unit: UnitCode | None = None,
    after: str | None = None,
) -> PairList:
    """Pairs of which both lie in the area, the likeliest first, and how many wait."""
    units = area_of(who, May.SEE_HOUSEHOLDS, unit)
    if kind not in KINDS:
        raise UnexpectedValue(field="kind", reason="person or household")
    with services.store.read() as conn:
        rows = lookalikes.listed(
            conn,
            units,
            kind=kind,
            states=DECIDED if decided else WAITING,
            after=_opened(after) if after else None,
            limit=PAGE + 1,
        )
        lines = [_line(services, conn, row) for row in rows[:PAGE]]
        totals = lookalikes.totals(conn, units, WAITING)
    last = rows[PAGE - 1] if len(rows) > PAGE else None
    return PairList(
        tuple(line for line in lines if line is not None),
        {each: totals.get(each, 0) for each in KINDS},
        f"{last.score}~{last.a_id}~{last.b_id}" if last is not None else None,
    )


def _opened(cursor: str) -> tuple[int, int, int]:
    parts = CURSOR.fullmatch(cursor)
    if parts is None:
        raise UnexpectedValue(field="after", reason="not a cursor of this list")
    score, a_id, b_id = parts.groups()
    return int(score), int(a_id), int(b_id)


def _line(services: Services, conn: Connection, row: AnyRow) -> PairLine | None:
    """A pair with names; None when one of the two is no longer there."""
    sides = [_named(services, conn, row.county, row.kind, key) for key in (row.a_id, row.b_id)]
    if None in sides:
        return None
    (a_name, a_home, a_place), (b_name, b_home, b_place) = sides  # type: ignore[misc]  # none is None
    return PairLine(
        kind=row.kind,
        county=row.county,
        a_id=row.a_id,
        b_id=row.b_id,
        score=row.score,
        reasons=tuple(row.reasons.split()),
        state=row.state,
        found_at=row.found_at,
        decided_at=row.decided_at,
        decided_by=row.decided_name,
        a_name=a_name,
        b_name=b_name,
        a_home=a_home,
        b_home=b_home,
        a_place=a_place,
        b_place=b_place,
    )


def _named(
    services: Services, conn: Connection, county: str, kind: str, key: int
) -> tuple[str, str, str] | None:
    if kind == lookalikes.PERSON:
        person = people.find(conn, (county,), key, (f"{county}000000",))
        home = None if person is None else households.by_id(conn, county, person.household_id)
        name = "" if person is None else person.name
    else:
        home = households.by_id(conn, county, key)
        name = "" if home is None else home.head_name
    if home is None:
        return None
    return name, home.hh_no, _place(services, home.village, home.group_no)


def _place(services: Services, village: str, group: str) -> str:
    lineage = places.tree(services).lineage(UnitCode(village))
    return " ".join([*(short_name(each.name) for each in lineage[-2:]), group]).strip()


def pair(services: Services, who: Asker, kind: str, a_id: int, b_id: int) -> Pair:
    """Two beside each other; raise NotFound when one of them lies outside the area."""
    units = area_of(who, May.SEE_HOUSEHOLDS)
    with services.store.read() as conn:
        row = _row(services, conn, kind, (a_id, b_id), units)
        line = _line(services, conn, row)
        if line is None:
            raise NotFound
        if kind == lookalikes.PERSON:
            a, b = (_person_side(services, conn, row.county, key) for key in (row.a_id, row.b_id))
            same: tuple[tuple[str, str, int], ...] = ()
            against = _against(services, conn, row)
        else:
            a, b = (_home_side(services, conn, row.county, key) for key in (row.a_id, row.b_id))
            same = _same(services, conn, row)
            against = ("", "")
    return Pair(
        line=line,
        a=a,
        b=b,
        same=same,
        may_merge=May.KEEP_HOUSEHOLDS in who.may
        and not against[0]
        and row.state != lookalikes.MERGED,
        against=against[0],
        against_en=against[1],
    )


def _row(
    services: Services,
    conn: Connection,
    kind: str,
    two: tuple[int, int],
    units: Sequence[UnitCode],
) -> AnyRow:
    for county in counties_of(places.tree(services), units):
        row = lookalikes.one(conn, county, kind, *two)
        if row is not None and lookalikes.is_inside(conn, row, units):
            return row
    raise NotFound


def _against(services: Services, conn: Connection, row: AnyRow) -> tuple[str, str]:
    """Why two persons cannot be merged as they stand, in both languages; empty when they can."""
    a, b = (
        people.find(conn, (row.county,), key, (f"{row.county}000000",))
        for key in (row.a_id, row.b_id)
    )
    if a is None or b is None:
        return "", ""
    seen = likeness(someone(services.sealer, a), someone(services.sealer, b)).reasons
    if "other_id" in seen:
        return "两人的证件号码都有效且不同", "both have sound, different ID numbers"
    if "other_sex" in seen:
        return "两人性别不同，请先更正", "their sex differs; correct it first"
    return "", ""


def _person_side(services: Services, conn: Connection, county: str, key: int) -> Side:
    person = people.find(conn, (county,), key, (f"{county}000000",))
    home = None if person is None else households.by_id(conn, county, person.household_id)
    if person is None or home is None:
        raise NotFound
    values = {name: str(person.doc.get(name) or "") for name in COMPARED}
    values["m_name"] = person.name
    values["m_sex"] = person.sex
    values["m_birth_date"] = person.birth_date.isoformat() if person.birth_date else ""
    return Side(
        id=person.id,
        hh_no=home.hh_no,
        head=home.head_name,
        place=_place(services, home.village, home.group_no),
        version=home.version,
        name=person.name,
        id_masked=_masked(services, person),
        values=values,
    )


def _masked(services: Services, person: AnyRow) -> str:
    return idnumber.masked(services.sealer.open(person.id_sealed)) if person.id_sealed else ""


def _home_side(services: Services, conn: Connection, county: str, key: int) -> Side:
    home = households.by_id(conn, county, key)
    if home is None:
        raise NotFound
    doc = home.doc if isinstance(home.doc, dict) else {}
    members = tuple(
        MemberFile(str(each.id), _masked(services, each), {}, status=each.status, name=each.name)
        for each in merging.living(households.persons_of(conn, county, key))
    )
    return Side(
        id=home.id,
        hh_no=home.hh_no,
        head=home.head_name,
        place=_place(services, home.village, home.group_no),
        version=home.version,
        name=home.head_name,
        id_masked="",
        values={name: str(doc.get(name) or "") for name in COMPARED_HOMES},
        members=members,
        registers=living.counted(conn, home),
    )


def _same(services: Services, conn: Connection, row: AnyRow) -> tuple[tuple[str, str, int], ...]:
    """Members of the two households that are the same, by their keys, with the score."""
    here, there = (
        merging.living(households.persons_of(conn, row.county, key)) for key in (row.a_id, row.b_id)
    )
    return tuple(
        (str(a.id), str(b.id), score)
        for a, b, score in merging.matches(services.sealer, here, there)
    )


def merge(
    services: Services,
    who: Asker,
    kind: str,
    *,
    stays: int,
    goes: int,
    seen: Seen,
    take: Collection[str] = (),
    now: datetime,
) -> int:
    """Let `goes` be `stays`; return the key of the act.

    Raise NotAllowed, NotFound, MergeRefused for a contradiction, ChangedMeanwhile for what is
    stale.
    """
    units = area_of(who, May.KEEP_HOUSEHOLDS)
    tree = places.tree(services)
    counties = counties_of(tree, units)

    def work(conn: Connection) -> int:
        deed = _deed(who, seen, now)
        if kind == lookalikes.PERSON:
            two = _two(conn, counties, units, stays, goes)
            homes = (two.stays_home, two.goes_home)
            _refuse_stale(homes, stays < goes, seen)
            act = merging.merge_persons(conn, services.sealer, two, deed, take=take)
        else:
            rows = [_home(conn, counties, units, key) for key in (stays, goes)]
            _refuse_stale(rows, stays < goes, seen)
            act = merging.merge_households(conn, services.sealer, rows[0], rows[1], deed)
        _note(conn, who, f"{kind}.merge", f"act {act}", seen, now=now)
        return act

    return services.store.write(work)


def _refuse_stale(homes: Sequence[AnyRow], in_order: bool, seen: Seen) -> None:  # noqa: FBT001  # which side is a
    versions = (seen.a_version, seen.b_version)
    merging.refuse_stale(homes, versions if in_order else versions[::-1])


def _two(
    conn: Connection,
    counties: Sequence[str],
    units: Sequence[UnitCode],
    stays: int,
    goes: int,
) -> Two:
    rows = [people.find(conn, counties, key, units) for key in (stays, goes)]
    if rows[0] is None or rows[1] is None:
        raise NotFound
    homes = [households.by_id(conn, each.county, each.household_id) for each in rows if each]
    if homes[0] is None or homes[1] is None:
        raise NotFound
    return Two(rows[0], rows[1], homes[0], homes[1])


def _home(conn: Connection, counties: Sequence[str], units: Sequence[UnitCode], key: int) -> AnyRow:
    for county in counties:
        row = households.by_id(conn, county, key)
        if row is not None and households.by_number(conn, row.hh_no, units) is not None:
            return row
    raise NotFound


def _deed(who: Asker, seen: Seen, now: datetime) -> Deed:
    return Deed(
        kind="",
        on_date=local_date(now),
        at=now,
        actor_id=who.id,
        actor_name=who.name,
        note=seen.note.strip()[:500],
    )


def _note(
    conn: Connection,
    who: Asker,
    action: str,
    subject: str,
    seen: Seen,
    *,
    now: datetime,
) -> None:
    audit.note(
        conn,
        action,
        at=now,
        by=who.id,
        subject=subject,  # who keeps the log need not know whose household it is
        details={"note": bool(seen.note.strip())},
    )


def decide(
    services: Services,
    who: Asker,
    kind: str,
    *,
    a_id: int,
    b_id: int,
    state: str,
    seen: Seen,
    now: datetime,
) -> None:
    """Say that two are different, leave them for later, or open the question again.

    That they are different is remembered: they are not laid before anybody again.
    """
    if state not in {lookalikes.OPEN, lookalikes.LATER, lookalikes.DIFFERENT}:
        raise UnexpectedValue(field="state", reason="open, later or different")
    units = area_of(who, May.KEEP_HOUSEHOLDS)

    def work(conn: Connection) -> None:
        row = _row(services, conn, kind, (a_id, b_id), units)
        if row.state == lookalikes.MERGED:
            raise MergeRefused(
                reason_zh="已经合并，请先撤销合并", reason_en="they were merged; undo that first"
            )
        lookalikes.decide(conn, row.county, kind, (a_id, b_id), state=state, at=now, name=who.name)
        if state == lookalikes.DIFFERENT:
            household_acts.add(conn, _remembered(conn, row, _deed(who, seen, now)))
        _note(conn, who, f"{kind}.{state}", f"pair {a_id} {b_id}", seen, now=now)

    services.store.write(work)


def _remembered(conn: Connection, row: AnyRow, deed: Deed) -> dict[str, Any]:
    """That two are not the same, as an act of its own."""
    is_person = row.kind == lookalikes.PERSON
    homes: tuple[int, ...] = (row.a_id, row.b_id)
    if is_person:
        sides = [people.find(conn, (row.county,), key, (f"{row.county}000000",)) for key in homes]
        homes = tuple(side.household_id if side is not None else 0 for side in sides)
    return {
        "county": row.county,
        "id": new_id(),
        "kind": DIFFERENT,
        "at": deed.at,
        "actor_id": deed.actor_id,
        "actor_name": deed.actor_name,
        "household_id": homes[0],
        "other_household_id": homes[1],
        "person_id": row.a_id if is_person else None,
        "other_person_id": row.b_id if is_person else None,
        "on_date": deed.on_date,
        "details": {"score": row.score, "reasons": row.reasons},
        "note": deed.note,
    }


def undo(services: Services, who: Asker, act_id: int, *, now: datetime) -> str:
    """Take a merge or an event back; return the number of the household it was about.

    Raise NotFound outside the area, NothingToUndo when something newer stands on it.
    """
    units = area_of(who, May.KEEP_HOUSEHOLDS)
    counties = counties_of(places.tree(services), units)

    def work(conn: Connection) -> str:
        act = next(
            filter(None, (household_acts.find(conn, each, act_id) for each in counties)), None
        )
        if act is None:
            raise NotFound
        for key in {act.household_id, act.other_household_id} - {None}:
            _home(conn, counties, units, key)
        home = _home(conn, counties, units, act.household_id)
        deed = _deed(who, Seen(), now)
        if act.kind in {merging.MERGE_PERSON, merging.MERGE_HOUSEHOLD}:
            merging.unmerge(conn, services.sealer, act, deed)
        else:
            events.take_back(conn, services.sealer, act, deed)
        _note(conn, who, "household.undo", f"act {act.id}", Seen(), now=now)
        return str(home.hh_no)

    return services.store.write(work)

"""Recording what happens in a household: who dies, leaves, comes, marries; splits and joins."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from server.core.errors import LifeEventRefused
from server.core.household import HEAD
from server.core.lifeevent import DIVORCED, MARRIED, LifeEvent, refuse_impossible
from server.population import changing
from server.population.changing import row_of, rows_of, with_persons
from server.population.lookalikes import look
from server.store import households
from server.store.households import HouseholdRows
from server.store.ids import new_id

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date

    from sqlalchemy import Connection

    from server.core.lifeevent import Newcomer
    from server.population.changing import Deed
    from server.secrets import Sealer
    from server.store.households import AnyRow

    Columns = dict[str, Any]

STATUS = {LifeEvent.DEATH: "dead", LifeEvent.MOVE_OUT: "moved_out"}
MARITAL = {LifeEvent.MARRIAGE: MARRIED, LifeEvent.DIVORCE: DIVORCED}
LAST = 4


def about_one(
    conn: Connection, event: LifeEvent, home: AnyRow, person: AnyRow, deed: Deed, *, today: date
) -> int:
    """A death, a leaving, a marriage or a divorce of one member; return the act's key.

    Raise LifeEventRefused for what cannot be.
    """
    refuse_impossible(event, deed.on_date, today, born=person.birth_date, status=person.status)
    changed: Columns = {}
    if event in STATUS:
        changed = {"status": STATUS[event], "status_date": deed.on_date}
    else:
        changed = {"doc": {**person.doc, "m_marital": MARITAL[event]}}
    rows = rows_of(conn, home)
    persons = [
        {**each, **changed} if each["id"] == person.id else dict(each) for each in rows.persons
    ]
    told = replace(
        deed,
        kind=event.value,
        person_id=person.id,
        details={**deed.details, "name": person.name},
    )
    return changing.do(conn, home.county, home.id, told, [with_persons(rows, persons)])


def newcomer(
    conn: Connection,
    sealer: Sealer,
    event: LifeEvent,
    home: AnyRow,
    *,
    who: Newcomer,
    deed: Deed,
    today: date,
) -> int:
    """A birth or a moving in; who left before comes back under the old key."""
    refuse_impossible(event, deed.on_date, today, born=who.birth_date, status="alive")
    rows = rows_of(conn, home)
    digest = sealer.digest(who.id_number) if who.id_number else None
    back = next((each for each in rows.persons if _left(each, who, digest)), None)
    row = _returned(back, deed) if back is not None else _new(home, who, digest, sealer, deed)
    if back is None:
        row["position"] = max((each["position"] for each in rows.persons), default=0) + 1
    persons = [dict(each) for each in rows.persons if each["id"] != row["id"]]
    told = replace(
        deed,
        kind=event.value,
        person_id=row["id"],
        details={**deed.details, "name": who.name},
    )
    changed = [with_persons(rows, [*persons, row])]
    act_id = changing.do(conn, home.county, home.id, told, changed)
    look(conn, sealer, home.county, home.id, now=deed.at)
    return act_id


def _left(row: Mapping[str, Any], who: Newcomer, digest: str | None) -> bool:
    """Whether a member who moved away is the one who comes."""
    if row["status"] != "moved_out":
        return False
    if digest and row["id_digest"]:
        return bool(digest == row["id_digest"])
    return bool(row["name"] == who.name and row["birth_date"] == who.birth_date)


def _returned(row: Mapping[str, Any], deed: Deed) -> Columns:
    return {**row, "status": "alive", "status_date": None, "since": deed.on_date}


def _new(home: AnyRow, who: Newcomer, digest: str | None, sealer: Sealer, deed: Deed) -> Columns:
    return {
        "county": home.county,
        "id": new_id(),
        "household_id": home.id,
        "position": 1,
        "village": home.village,
        "name": who.name[:80],
        "relation": who.relation[:2],
        "sex": who.sex[:1],
        "birth_date": who.birth_date,
        "id_sealed": sealer.seal(who.id_number) if who.id_number else None,
        "id_digest": digest,
        "id_last4": who.id_number[-LAST:],
        "doc": {"m_name": who.name, "m_relation": who.relation}
        | ({"m_sex": who.sex} if who.sex else {})
        | ({"m_birth_date": who.birth_date.isoformat()} if who.birth_date else {}),
        "status": "alive",
        "since": deed.on_date,
        "status_date": None,
        "merged_into": None,
        "submission_id": deed.submission_id,
        "updated_at": deed.at,
    }


def split(
    conn: Connection,
    sealer: Sealer,
    home: AnyRow,
    *,
    leaving: Collection[int],
    head: int,
    deed: Deed,
    today: date,
) -> int:
    """Some members become a household of their own, with its own number; `head` is its head.

    Raise LifeEventRefused when nobody or everybody leaves, or the head is not among them.
    """
    refuse_impossible(LifeEvent.SPLIT, deed.on_date, today, born=None, status="alive")
    rows = rows_of(conn, home)
    out = [each for each in rows.persons if each["id"] in leaving and each["status"] == "alive"]
    stay = [dict(each) for each in rows.persons if each["id"] not in {row["id"] for row in out}]
    if not out or not any(each["status"] == "alive" for each in stay):
        raise LifeEventRefused(
            reason_zh="分出的人和留下的人都不能为空",
            reason_en="somebody must leave and somebody stay",
        )
    if head not in {each["id"] for each in out}:
        raise LifeEventRefused(
            reason_zh="新户的户主不在分出的人中",
            reason_en="the new head is not among those who leave",
        )
    new = _split_home(conn, home, next(each for each in out if each["id"] == head), deed)
    members = [_moved(each, new, deed, head=head, position=n) for n, each in enumerate(out, 1)]
    told = replace(
        deed,
        kind=LifeEvent.SPLIT.value,
        other_household_id=new["id"],
        details={
            **deed.details,
            "from": home.hh_no,
            "to": new["hh_no"],
            "names": [each["name"] for each in out],
        },
    )
    changed = [with_persons(rows, stay), HouseholdRows(new, members)]
    act_id = changing.do(conn, home.county, home.id, told, changed)
    for key in (home.id, new["id"]):
        look(conn, sealer, home.county, key, now=deed.at)
    return act_id


KEPT_ON_SPLIT = ("address", "group_no", "hukou_type", "water")
"""Answers about the place, which the new household shares until it is surveyed itself."""


def _split_home(conn: Connection, home: AnyRow, head: Mapping[str, Any], deed: Deed) -> Columns:
    doc = home.doc if isinstance(home.doc, dict) else {}
    return {
        **row_of(home),
        "id": new_id(),
        "entity_uuid": str(uuid4()),
        "hh_no": households.next_number(conn, home.village),
        "origin_id": home.id,
        "head_name": head["name"],
        "phone": "",
        "income_pc_month": None,
        "benefits": "",
        "doc": {name: doc[name] for name in KEPT_ON_SPLIT if name in doc},
        "submission_id": None,
        "last_visit_at": None,
        "created_at": deed.at,
    }


def _moved(
    row: Mapping[str, Any], home: Mapping[str, Any], deed: Deed, *, head: int, position: int
) -> Columns:
    relation = row["relation"]
    if row["id"] == head:
        relation = HEAD
    elif relation == HEAD:
        relation = "97"
    return {
        **row,
        "household_id": home["id"],
        "village": home["village"],
        "relation": relation,
        "position": position,
        "since": deed.on_date,
        "doc": {**row["doc"], "m_relation": relation},
    }


def join(
    conn: Connection,
    sealer: Sealer,
    home: AnyRow,
    person: AnyRow,
    *,
    relation: str,
    deed: Deed,
    today: date,
) -> int:
    """A member of another household comes to live here, under the same key.

    Raise LifeEventRefused for who lives here already or was not left anybody behind.
    """
    refuse_impossible(
        LifeEvent.JOIN, deed.on_date, today, born=person.birth_date, status=person.status
    )
    before = households.by_id(conn, person.county, person.household_id)
    if before is None or before.id == home.id or before.county != home.county:
        raise LifeEventRefused(
            reason_zh="此人已在本户，或不在同一县区",
            reason_en="the person lives here already, or in another county",
        )
    there, here = rows_of(conn, before), rows_of(conn, home)
    left = [dict(each) for each in there.persons if each["id"] != person.id]
    if not any(each["status"] == "alive" for each in left):
        raise LifeEventRefused(
            reason_zh="原户没有其他人了，请用“两户合并”",
            reason_en="nobody is left there: merge the households",
        )
    position = max((each["position"] for each in here.persons), default=0) + 1
    came = _moved(row_of(person), here.household, deed, head=0, position=position)
    came |= {"relation": relation, "doc": {**came["doc"], "m_relation": relation}}
    told = replace(
        deed,
        kind=LifeEvent.JOIN.value,
        person_id=person.id,
        other_household_id=before.id,
        details={**deed.details, "name": person.name, "from": before.hh_no, "to": home.hh_no},
    )
    changed = [with_persons(there, left), with_persons(here, [*here.persons, came])]
    act_id = changing.do(conn, home.county, home.id, told, changed)
    for key in (before.id, home.id):
        look(conn, sealer, home.county, key, now=deed.at)
    return act_id


def reported(conn: Connection, home: AnyRow, deed: Deed) -> int:
    """Changes that a visit told of without saying who: noted, for staff to record."""
    told = replace(deed, kind=LifeEvent.REPORTED.value)
    return changing.do(conn, home.county, home.id, told, [])


def take_back(conn: Connection, sealer: Sealer, act: AnyRow, deed: Deed) -> None:
    """Undo an event; raise NothingToUndo when something newer stands on it."""
    for key in changing.undo(conn, act, at=deed.at, name=deed.actor_name):
        look(conn, sealer, act.county, key, now=deed.at)

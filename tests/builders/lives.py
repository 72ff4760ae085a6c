"""Households with people in the central store, as a load writes them: rows, version, lookalikes."""

from __future__ import annotations

from datetime import date

from server.population.lookalikes import look
from server.store import households
from server.store.households import HouseholdRows
from server.store.ids import new_id
from server.store.snapshots import packed
from tests.builders.areas import SANHE
from tests.builders.office import NOW
from tests.builders.people import id_number

HEAD = ("李守田", date(1963, 4, 11), "1")
WIFE = ("王桂兰", date(1965, 8, 2), "2")


def number_of(born, sex, seq=1):
    """The identity number of one of these people."""
    return id_number(born, sex=sex, running=10 * seq)


def home(
    office,
    *people,
    number=1,
    village=SANHE,
    phone="",
    address="三社17号",
    with_ids=True,
    at=NOW,
    **changes,
):
    """A household of these people, the first its head; returns its key."""
    members = people or (HEAD, WIFE)
    key = new_id()
    row = {
        "county": village[:6],
        "id": key,
        "entity_uuid": f"24b47424-ccf8-4f4b-b4cd-{number:012d}",
        "hh_no": f"{village}{number:04d}",
        "village": village,
        "township": village[:9],
        "group_no": "三组",
        "head_name": members[0][0],
        "phone": phone,
        "member_count": len(members),
        "benefits": "dibao_rural",
        "house_danger": "C",
        "lat": None,
        "lon": None,
        "accuracy_m": None,
        "income_pc_month": None,
        "doc": {"address": address},
        "status": "active",
        "merged_into": None,
        "origin_id": None,
        "version": 1,
        "submission_id": None,
        "last_visit_at": None,
        "created_at": at,
        "updated_at": at,
    } | changes
    rows = HouseholdRows(
        row,
        [
            _person(office, row, place, each, with_ids=with_ids)
            for place, each in enumerate(members, 1)
        ],
    )
    office.store.write(lambda conn: _load(conn, office, rows, at))
    return key


def _person(office, row, place, person, *, with_ids):
    name, born, sex = person[:3]
    said = person[3] if len(person) > 3 else None
    number = (
        said if said is not None else (number_of(born, sex, place) if with_ids and born else "")
    )
    return {
        "county": row["county"],
        "id": new_id(),
        "household_id": row["id"],
        "position": place,
        "village": row["village"],
        "name": name,
        "relation": "02" if place == 1 else "12",
        "sex": sex,
        "birth_date": born,
        "id_sealed": office.sealer.seal(number) if number else None,
        "id_digest": office.sealer.digest(number) if number else None,
        "id_last4": number[-4:],
        "doc": {"m_name": name},
        "status": "alive",
        "since": None,
        "status_date": None,
        "merged_into": None,
        "submission_id": None,
        "updated_at": row["updated_at"],
    }


def _load(conn, office, rows, at):
    households.put(conn, rows)
    households.add_version(
        conn,
        {
            "county": rows.household["county"],
            "id": new_id(),
            "household_id": rows.household["id"],
            "version": 1,
            "snapshot": packed(rows),
            "submission_id": None,
            "at": at,
            "actor_id": None,
            "actor_name": "录入",
        },
    )
    look(conn, office.sealer, rows.household["county"], rows.household["id"], now=at)


def persons_of(office, key, village=SANHE):
    """Persons of a household by name."""
    with office.store.read() as conn:
        rows = households.persons_of(conn, village[:6], key)
    return {row.name: row for row in rows}


def household_of(office, key, village=SANHE):
    """A household's row."""
    with office.store.read() as conn:
        return households.by_id(conn, village[:6], key)

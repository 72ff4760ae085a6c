"""Households as they lie in the central store, with what must never leave it in a list."""

from datetime import timedelta
from decimal import Decimal

from server.store import households
from server.store.households import HouseholdRows
from tests.builders.areas import SANHE
from tests.builders.office import NOW
from tests.builders.people import bank_card, id_number

ID_NUMBER = id_number()
ACCOUNT = bank_card()
INCOME = Decimal("345.67")
PHONE = "13800000000"
WIFE = "王秀英"


def entity(number=1):
    """The entity of a household by number."""
    return f"24b47424-ccf8-4f4b-b4cd-{number:012d}"


def stored(office, number=1, *, village=SANHE, at=NOW, **changes):
    """Write a household of two, or change the one with that number; returns its entity."""
    row = {
        "county": village[:6],
        "id": number,
        "entity_uuid": entity(number),
        "hh_no": f"{village}{number:04d}",
        "village": village,
        "township": village[:9],
        "group_no": "三组",
        "head_name": "李守田",
        "phone": PHONE,
        "member_count": 2,
        "income_pc_month": INCOME,
        "benefits": "dibao_rural",
        "lat": 36.53,
        "lon": 104.01,
        "accuracy_m": 4.5,
        "doc": {"account": ACCOUNT, "inc_wage": "8296"},
        "status": "active",
        "version": 1,
        "last_visit_at": NOW,
        "created_at": NOW,
        "updated_at": at,
    } | changes
    people = (_person(row, 1, "李守田"), _person(row, 2, WIFE))
    office.store.write(lambda conn: households.put(conn, HouseholdRows(row, people)))
    return row["entity_uuid"]


def _person(row, position, name):
    return {
        "county": row["county"],
        "id": 10 * row["id"] + position,
        "household_id": row["id"],
        "position": position,
        "village": row["village"],
        "name": name,
        "doc": {"id_number": ID_NUMBER},
        "updated_at": row["updated_at"],
    }


def withdrawn(office, number=1, *, village=SANHE):
    """Take a household out again."""
    office.store.write(lambda conn: households.withdraw(conn, village[:6], number))


def later(minutes=1):
    """A moment after the households were written."""
    return NOW + timedelta(minutes=minutes)

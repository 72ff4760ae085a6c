"""Events and likely duplicates of a household of the township."""

from __future__ import annotations

from sqlalchemy import select

from server.core.days import local_date
from server.core.lifeevent import LifeEvent
from server.registers.life import Told, record
from server.store.tables.households import household, person
from server.store.tables.search import lookalike
from tests.builders import lives
from tests.builders.office import NOW
from tests.strangers.people import MARKS


def lived(office, clerk, hh_no):
    """A marriage is recorded, and a household that looks the same; slots of their addresses."""
    with office.store.read() as conn:
        home = conn.execute(select(household).where(household.c.hh_no == hh_no)).one()
        members = conn.execute(
            select(person).where(person.c.household_id == home.id).order_by(person.c.position)
        ).all()
    twins = [(each.name, each.birth_date, each.sex, "") for each in members]
    lives.home(office, *twins, number=9001, phone=MARKS["the phone"])
    told = Told(
        event=LifeEvent.MARRIAGE,
        on_date=local_date(NOW),
        person_ids=(members[0].id,),
        note=MARKS["a note"],
    )
    act = record(office, clerk, hh_no, told, now=NOW)
    with office.store.read() as conn:
        pairs = conn.execute(select(lookalike)).all()
    return [
        {
            "person_id": members[0].id,
            "act_id": act,
            "kind": pair.kind,
            "a_id": pair.a_id,
            "b_id": pair.b_id,
            "hh_no": hh_no,
        }
        for pair in pairs
    ]

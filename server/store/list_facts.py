"""What the registers say around appraisals, public lists and objections (A-06, O-01, O-03)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, or_, select

from server.core.desk.people import Post
from server.store.facts import survey_day
from server.store.tables.households import household, person
from server.store.tables.registers import TABLES
from server.store.tables.users import actor, assignment

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from sqlalchemy import BindParameter, Connection

_application = TABLES["application"]
_list = TABLES["publicity_list"]
_item = TABLES["publicity_item"]

MANY = 200
HH_NO_DIGITS = 16

_SURVEYED = (
    select(_application.c.application_no, household.c.doc)
    .join(
        household,
        (household.c.county == _application.c.county) & (household.c.hh_no == _application.c.hh_no),
    )
    .where(
        _application.c.county == bindparam("county"),
        _application.c.application_no.in_(bindparam("numbers", expanding=True)),
        _application.c.is_last.is_(True),
    )
)
_ENDS = select(_list.c.end_date).where(
    _list.c.county == bindparam("county"),
    _list.c.list_no == bindparam("list"),
    _list.c.is_last.is_(True),
)
_ON: BindParameter[date] = bindparam("on")
_ASSISTANTS = (
    select(actor.c.display_name)
    .join(assignment, assignment.c.actor_id == actor.c.id)
    .where(
        assignment.c.role == Post.ASSISTANT,
        assignment.c.unit_code == bindparam("village"),
        or_(assignment.c.from_date.is_(None), assignment.c.from_date <= _ON),
        or_(assignment.c.to_date.is_(None), assignment.c.to_date >= _ON),
        actor.c.deleted_at.is_(None),
    )
    .limit(MANY)
)
_OBJECTED = (
    select(_application.c.hh_no)
    .outerjoin(
        _item,
        (_item.c.county == _application.c.county)
        & (_item.c.application_no == _application.c.application_no)
        & _item.c.is_last.is_(True)
        & (_item.c.list_no == bindparam("list")),
    )
    .where(
        _application.c.county == bindparam("county"),
        _application.c.is_last.is_(True),
        or_(
            _application.c.application_no == bindparam("item"),
            _item.c.record_id == bindparam("record"),
        ),
    )
    .limit(1)
)
_NAMES = (
    select(person.c.name)
    .join(
        household,
        (household.c.county == person.c.county) & (household.c.id == person.c.household_id),
    )
    .where(household.c.county == bindparam("county"), household.c.hh_no == bindparam("hh_no"))
    .limit(MANY)
)


def application_surveys(conn: Connection, county: str, numbers: Sequence[str]) -> dict[str, date]:
    """By application, the day its household was last surveyed (A-06)."""
    rows = conn.execute(_SURVEYED, {"county": county, "numbers": list(numbers)})
    days = {number: survey_day(doc) for number, doc in rows}
    return {number: day for number, day in days.items() if day is not None}


def list_ends(conn: Connection, county: str, list_no: str) -> date | None:
    """The last day of a public list, as the register has it (O-01)."""
    day: date | None = conn.execute(_ENDS, {"county": county, "list": list_no}).scalar()
    return day


def village_assistants(conn: Connection, village: str, *, on: date) -> frozenset[str]:
    """Names of those assigned to a village as assistants on a day (O-03)."""
    return frozenset(conn.execute(_ASSISTANTS, {"village": village, "on": on}).scalars())


def concerned_names(conn: Connection, county: str, list_no: str, item: str) -> frozenset[str]:
    """Names of the household an objection is about (O-03).

    `item` is what the tablet's list calls it: the application, its line on the list, or the
    number of the household.
    """
    asked = {
        "county": county,
        "list": list_no,
        "item": item,
        "record": int(item) if item.isdecimal() and len(item) <= HH_NO_DIGITS + 2 else -1,
    }
    is_number = item.isdecimal() and len(item) == HH_NO_DIGITS
    hh_no = item if is_number else conn.execute(_OBJECTED, asked).scalar()
    if not hh_no:
        return frozenset()
    return frozenset(conn.execute(_NAMES, {"county": county, "hh_no": hh_no}).scalars())

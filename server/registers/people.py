"""One person in one place: identity, household, benefits, events, and what told of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from server import places
from server.core.area import short_name
from server.core.days import age_on, local_date
from server.core.desk.life import PersonFile
from server.core.desk.people import May
from server.core.errors import MovedTo, NotFound
from server.core.types import UnitCode
from server.registers import households, living
from server.registers.searching import counties_of
from server.scope import area_of
from server.store import households as homes
from server.store import people

if TYPE_CHECKING:
    from datetime import datetime

    from server.core.desk.people import Asker
    from server.services import Services

CHAIN = 10


def person(services: Services, who: Asker, person_id: int, *, now: datetime) -> PersonFile:
    """One person; the reading of the household is logged.

    Raise NotFound outside the area, MovedTo with the key of the person this one was merged into.
    """
    units = area_of(who, May.SEE_HOUSEHOLDS)
    tree = places.tree(services)
    counties = counties_of(tree, units)
    with services.store.read() as conn:
        row = people.find(conn, counties, person_id, units)
        if row is None:
            raise NotFound
        heir = row
        for _ in range(CHAIN):
            if heir.merged_into is None:
                break
            found = people.find(conn, counties, heir.merged_into, units)
            if found is None:
                raise NotFound
            heir = found
        if heir.id != row.id:
            raise MovedTo(key=heir.id)
        home = homes.by_id(conn, row.county, row.household_id)
        if home is None:
            raise NotFound
        acts = living.told(people.acts_of(conn, row.county, row.id), who)
        records = living.records(conn, who, home, row.id)
        alike = living.waiting(conn, row.county, [row.id], units)
    file = households.household(services, who, home.hh_no)
    member = next((each for each in file.members if each.person_id == str(row.id)), None)
    if member is None:
        raise NotFound
    lineage = tree.lineage(UnitCode(row.village))
    return PersonFile(
        id=row.id,
        name=row.name,
        sex=row.sex,
        birth_date=row.birth_date,
        age=age_on(local_date(now), row.birth_date) if row.birth_date else None,
        status=row.status,
        status_date=row.status_date,
        since=row.since,
        member=member,
        home=file,
        village=" ".join(short_name(each.name) for each in lineage[-2:]),
        acts=acts,
        records=records,
        alike=alike,
    )

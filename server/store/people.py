"""One person of the central store, and what was done about them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import or_, select

from server.store.clauses import within
from server.store.tables.households import person
from server.store.tables.search import household_act

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection, Row

    AnyRow = Row[*tuple[Any, ...]]


def find(
    conn: Connection, counties: Sequence[str], person_id: int, units: Sequence[str]
) -> AnyRow | None:
    """The person with this key, if they live in these units."""
    return conn.execute(
        select(person).where(
            person.c.county.in_(counties),
            person.c.id == person_id,
            within(person.c.village, units),
        )
    ).first()


def acts_of(conn: Connection, county: str, person_id: int) -> Sequence[AnyRow]:
    """Acts about a person, the newest first."""
    return conn.execute(
        select(household_act)
        .where(
            household_act.c.county == county,
            or_(
                household_act.c.person_id == person_id,
                household_act.c.other_person_id == person_id,
            ),
        )
        .order_by(household_act.c.on_date.desc(), household_act.c.id.desc())
        .limit(200)
    ).all()

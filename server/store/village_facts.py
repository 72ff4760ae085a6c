"""What the store knows of a village as a whole (D-13, D-14, G-01, G-03)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, select

from server.core.days import age_on
from server.store.counters import PERSONS
from server.store.tables.areas import counter
from server.store.tables.households import household, person
from server.store.tables.registers import TABLES
from server.store.tables.submissions import submission, submission_version

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from sqlalchemy import Connection

_profile = TABLES["village_profile"]

MANY = 30_000
"""More than the people of a village."""

OLD = 60
ABLE = frozenset("12")
WITHOUT_WORK = "3"
"""Code of 未就业 in the list of what became of a graduate."""

_LATEST = (
    select(_profile.c.population, _profile.c.farmland)
    .where(_profile.c.unit_code == bindparam("village"), _profile.c.is_last.is_(True))
    .order_by(_profile.c.year.desc())
    .limit(1)
)
_COUNTED = select(counter.c.n).where(
    counter.c.unit_code == bindparam("village"), counter.c.kind == PERSONS
)
_OF_YEAR = (
    select(submission.c.instance_id)
    .join(
        _profile,
        (_profile.c.county == submission.c.county)
        & (_profile.c.source_submission_id == submission.c.id),
    )
    .where(
        _profile.c.unit_code == bindparam("village"),
        _profile.c.year == bindparam("year"),
        _profile.c.is_last.is_(True),
        submission.c.id.not_in(
            select(submission_version.c.submission_id).where(
                submission_version.c.instance_id.in_(bindparam("own", expanding=True))
            )
        ),
    )
    .limit(1)
)
_PEOPLE = (
    select(person.c.birth_date, person.c.doc)
    .join(
        household,
        (household.c.county == person.c.county) & (household.c.id == person.c.household_id),
    )
    .where(
        person.c.village == bindparam("village"),
        person.c.status == "alive",
        household.c.status == "active",
    )
    .limit(MANY)
)


def people_and_land(conn: Connection, village: str) -> tuple[int | None, Decimal | None]:
    """Registered population and farmland in mu by the latest accepted profile.

    Without a profile the population is as counted in the store; None where nobody is known.
    """
    row = conn.execute(_LATEST, {"village": village}).first()
    if row is not None:
        return row.population, row.farmland
    counted: int | None = conn.execute(_COUNTED, {"village": village}).scalar()
    return counted or None, None


def profile_of_year(conn: Connection, village: str, year: int, *, own: tuple[str, ...]) -> str:
    """Instance id of another accepted profile of a village and year, or empty (G-01)."""
    asked = {"village": village, "year": year, "own": own}
    return str(conn.execute(_OF_YEAR, asked).scalar() or "")


def register_counts(conn: Connection, village: str, *, last_day: date) -> dict[str, int]:
    """Persons of a village in the store by question of the profile; empty without any (G-03)."""
    counts = dict.fromkeys(("population", "age60", "labour", "disabled", "graduates"), 0)
    for born, doc in conn.execute(_PEOPLE, {"village": village}):
        counts["population"] += 1
        counts["age60"] += born is not None and born <= last_day and age_on(born, last_day) >= OLD
        for question, holds in _kinds(doc):
            counts[question] += holds
    return counts if counts["population"] else {}


def _kinds(doc: dict[str, Any]) -> tuple[tuple[str, bool], ...]:
    return (
        ("labour", doc.get("m_labour") in ABLE),
        ("disabled", doc.get("m_disabled") == "1"),
        ("graduates", doc.get("m_graduate") == "1" and doc.get("m_grad_job") == WITHOUT_WORK),
    )

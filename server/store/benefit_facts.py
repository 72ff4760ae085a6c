"""What the register of benefits says of a household and its persons (B, P-16)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select

from server.core.facts import RunningBenefit
from server.store.tables.registers import TABLES

if TYPE_CHECKING:
    from sqlalchemy import Connection

_benefit = TABLES["benefit"]
_visit = TABLES["visit"]

_OF_HOUSEHOLD = select(_benefit.c.person_id, _benefit.c.kind, _benefit.c.end_date).where(
    _benefit.c.county == bindparam("county"),
    _benefit.c.hh_no == bindparam("hh_no"),
    _benefit.c.is_last.is_(True),
)
_LOST = select(_visit.c.death_name).where(
    _visit.c.county == bindparam("county"),
    _visit.c.hh_no == bindparam("hh_no"),
    _visit.c.death_name.is_not(None),
    _visit.c.is_last.is_(True),
)


def by_person(conn: Connection, county: str, hh_no: str) -> dict[str, tuple[RunningBenefit, ...]]:
    """Benefits of a household's persons by the key of the person; ended ones with their end."""
    found: dict[str, tuple[RunningBenefit, ...]] = {}
    for person_id, kind, end in conn.execute(_OF_HOUSEHOLD, {"county": county, "hh_no": hh_no}):
        if person_id:
            found[person_id] = (*found.get(person_id, ()), RunningBenefit(kind, end))
    return found


def reported_dead(conn: Connection, county: str, hh_no: str) -> frozenset[str]:
    """Names of members whose death a loaded visit has reported (H-11)."""
    return frozenset(conn.execute(_LOST, {"county": county, "hh_no": hh_no}).scalars())

"""The service counter: a visitor's household, its benefits, where its application stands (S31)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from server import places
from server.core import idnumber
from server.core.days import local_date
from server.core.desk.people import May
from server.core.types import UnitCode
from server.scope import area_of
from server.store import audit, households, procedures

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from server.core.desk.people import Asker
    from server.services import Services
    from server.store.named import Named

SHOWN = 20
ID_PLACES = 18


@dataclass(frozen=True, slots=True)
class Visitor:
    """A household that may be the visitor's; `persons` are the names of who lives there."""

    hh_no: str
    head: str
    village: str
    group: str
    persons: tuple[str, ...]
    benefits: Sequence[Named]
    applications: Sequence[Named]
    petitions: Sequence[Named]


@dataclass(frozen=True, slots=True)
class Found:
    """The first households a search finds, and how many there are."""

    visitors: tuple[Visitor, ...]
    total: int


def look_up(services: Services, who: Asker, text: str, *, now: datetime) -> Found:
    """Households by name, household number or a full identity number; nothing for no words."""
    units = area_of(who, May.PROCEDURES)
    wanted = text.strip()
    if not wanted:
        return Found((), 0)
    number = idnumber.normalise(wanted)
    digest = services.sealer.digest(number) if len(number) == ID_PLACES else None
    if digest is not None:  # as on every page where a full number is looked for (domain.md S4)
        details = {"digest": digest[:16]}
        services.store.write(
            lambda conn: audit.note(conn, "search.id_number", at=now, by=who.id, details=details)
        )
    day = local_date(now)
    tree = places.tree(services)
    visitors = []
    with services.store.read() as conn:
        rows, total = households.search(
            conn, units, text=wanted, id_digest=digest, after=None, limit=SHOWN
        )
        for row in rows:
            village = tree.by_code.get(UnitCode(row.village))
            applications = procedures.records(
                conn, "application", (row.village,), order=("-apply_date",), hh_no=row.hh_no
            )
            names = {row.hh_no, *(each["application_no"] for each in applications)}
            visitors.append(
                Visitor(
                    hh_no=row.hh_no,
                    head=row.head_name,
                    village=village.name if village else "",
                    group=row.group_no,
                    persons=tuple(
                        person.name for person in households.persons_of(conn, row.county, row.id)
                    ),
                    benefits=procedures.running_benefits(conn, row.county, row.hh_no, day),
                    applications=applications,
                    petitions=procedures.petitions(conn, row.county, list_nos=(), names=names),
                )
            )
    return Found(tuple(visitors), total)

"""What a public list shows: households of applications in a state, masked by rule (5.5, 5.7)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from server import families
from server.core import idnumber
from server.core.days import age_on

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from decimal import Decimal

    from sqlalchemy import Connection

    from server.core.types import UnitCode
    from server.families import Family
    from server.services import Services
    from server.store.named import Named

ADULT = 18
ORPHAN = "orphan"
RESULTS = {1: "proposed", 2: "proposed", 3: "granted"}


@dataclass(frozen=True, slots=True)
class Line:
    """One household as a list shows it, with the names that may and may not be read on it."""

    application: Named
    display_name: str
    id_number: str
    group_no: str
    persons: int
    class_: str
    amount: Decimal | None
    result: str
    hidden_names: tuple[str, ...]
    allowed_name: str
    masked_id: str = ""


def lines(
    services: Services,
    conn: Connection,
    applications: Sequence[Named],
    units: Sequence[UnitCode],
    *,
    round_no: int,
    day: date,
) -> list[Line]:
    """The lines of a list by group and name; where two share a name the masked number is added."""
    found = []
    for application in applications:
        family = families.family(conn, application["hh_no"], units, day)
        found.append(_line(services, application, family, round_no, day))
    names = Counter(line.display_name for line in found)
    told = [_told_apart(line) if names[line.display_name] > 1 else line for line in found]
    return sorted(told, key=_place)


def _place(line: Line) -> tuple[str, str, str]:
    return line.group_no, line.display_name, line.application["application_no"]


def _line(
    services: Services, application: Named, family: Family | None, round_no: int, day: date
) -> Line:
    own = None if family is None else family.applicant(application)
    name = application["applicant"]
    is_hidden = application["kind"] == ORPHAN or (
        own is not None and own.birth_date is not None and age_on(day, own.birth_date) < ADULT
    )
    others = () if family is None else family.persons
    hidden = tuple(p.name for p in others if own is None or p.id != own.id)
    shows_benefit = round_no > 1
    return Line(
        application=application,
        display_name=f"{name[:1]}某" if is_hidden else name,
        id_number=services.sealer.open(own.id_sealed) if own is not None and own.id_sealed else "",
        group_no="" if family is None else family.row.group_no,
        persons=application["persons_covered"] or application["persons"],
        class_=(application["class"] or "") if shows_benefit else "",
        amount=application["amount"] if shows_benefit else None,
        result=RESULTS[round_no],
        hidden_names=(*hidden, *((name,) if is_hidden else ())),
        allowed_name="" if is_hidden else name,
    )


def _told_apart(line: Line) -> Line:
    number = line.id_number
    return replace(line, masked_id=idnumber.masked_for_list(number)) if number else line

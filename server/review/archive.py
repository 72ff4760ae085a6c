"""Taking over an archive of households, a village at a time, with the rules of a survey (S1, S3).

What breaks a rule is refused and told; the rest is written in one transaction by the writer that
rebuilding uses as well.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from server import ledger
from server.core.area import is_within
from server.core.benefit import assisted_of
from server.core.case import HOUSEHOLD_SURVEY, Case
from server.core.desk.people import May
from server.core.errors import NotAllowed
from server.core.registers.benefit import BENEFIT
from server.core.rules import ARCHIVE, issues_of
from server.core.types import Severity
from server.review.surveys import SurveyLoad, household_row, person_rows
from server.scope import area_of
from server.store import audit, households, register_acts
from server.store.households import HouseholdRows
from server.store.ids import new_id
from server.store.register_history import Act

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from server.core.archive import ArchivedHousehold
    from server.core.desk.people import Asker
    from server.core.types import Issue, UnitCode
    from server.secrets import Sealer
    from server.services import Services


@dataclass(frozen=True, slots=True)
class Taken:
    """How much was written, and what was refused: entity and what is wrong with it."""

    households: int = 0
    persons: int = 0
    benefits: int = 0
    refused: tuple[tuple[str, tuple[Issue, ...]], ...] = field(default=())


def take_over(
    services: Services,
    who: Asker,
    village: UnitCode,
    homes: Iterable[ArchivedHousehold],
    *,
    now: datetime,
) -> Taken:
    """Write the households of one village that keep the rules, with their benefits.

    Raise NotAllowed for who does not audit, or not there.
    """
    if not any(is_within(village, unit) for unit in area_of(who, May.AUDIT)):
        raise NotAllowed
    good, refused = _judged(homes, now)

    def work(conn: Connection) -> Taken:
        numbers = households.next_numbers(conn, village, len(good))
        written = [
            _rows(home, hh_no, services.sealer, now=now)
            for home, hh_no in zip(good, numbers, strict=True)
        ]
        households.put_new(conn, written, at=now, actor_id=who.id, actor_name=who.name)
        act = Act(at=now, actor_id=who.id, actor_name=who.name)
        benefits = list(_benefits(conn, zip(good, written, strict=True), services.sealer))
        if benefits:
            register_acts.create_all(conn, BENEFIT, benefits, act)
        persons = sum(len(rows.persons) for rows in written)
        said = {"households": len(written), "persons": persons, "refused": len(refused)}
        audit.note(conn, "archive.load", at=now, by=who.id, subject=f"unit {village}", details=said)
        return Taken(len(written), persons, len(benefits), refused)

    return services.store.write(work)


def _judged(
    homes: Iterable[ArchivedHousehold], now: datetime
) -> tuple[Sequence[ArchivedHousehold], tuple[tuple[str, tuple[Issue, ...]], ...]]:
    """Those without an error, and the others with what is wrong."""
    good, refused = [], []
    for home in homes:
        wrong = errors_of(home, now)
        if wrong:
            refused.append((home.entity_uuid, wrong))
        else:
            good.append(home)
    return good, tuple(refused)


def errors_of(home: ArchivedHousehold, now: datetime) -> tuple[Issue, ...]:
    """What rules P, H and B find wrong with a household by itself; warnings are left out."""
    case = Case(
        form_id=HOUSEHOLD_SURVEY,
        version="",
        received_at=now,
        members=home.household.members,
        household=home.household,
        assisted=assisted_of(home.household),
    )
    return tuple(each for each in issues_of(ARCHIVE, case) if each.severity is Severity.ERROR)


def _rows(home: ArchivedHousehold, hh_no: str, sealer: Sealer, *, now: datetime) -> HouseholdRows:
    load = SurveyLoad(
        county=home.village[:6],
        submission_id=None,
        village=home.village,
        household=home.household,
        entity_uuid=home.entity_uuid,
        doc=home.doc,
        member_docs=home.member_docs,
    )
    key = new_id()
    return HouseholdRows(
        household=household_row(load, key, hh_no, 1, None, now=now),
        persons=person_rows(load, key, (), sealer, now=now),
    )


def _benefits(
    conn: Connection,
    homes: Iterable[tuple[ArchivedHousehold, HouseholdRows]],
    sealer: Sealer,
) -> Iterator[dict[str, Any]]:
    """Rows of the register of benefits, each under the number of its household."""
    empty = dict.fromkeys(BENEFIT.by_name)
    for home, rows in homes:
        for benefit in home.benefits:
            at = benefit.position
            values: dict[str, object] = {
                **empty,
                **benefit.values,
                "unit": home.village,
                "hh_no": rows.household["hh_no"],
                "person_id": None if at is None else str(rows.persons[at - 1]["id"]),
            }
            ledger.number_missing(conn, BENEFIT, values)
            yield ledger.columns_of(BENEFIT, values, sealer)

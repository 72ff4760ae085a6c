"""What rules say of records that are no submissions, judged where they are written and kept.

Benefits are judged household by household (B-01 to B-17), petitions one by one (O-01 to O-04),
villages by their share of Dibao (B-18).  Nothing is refused here (`core.rules.records`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from server import families, thresholds
from server.core.benefit import DIBAO, BenefitCase, VillageShare
from server.core.days import local_date
from server.core.facts import Facts
from server.core.objection import ObjectionAnswers, ObjectionCase, names_in
from server.core.rules.records import examine_benefit, examine_objection, examine_share
from server.core.types import UnitCode
from server.store import list_facts, record_issues, village_facts
from server.store.facts import survey_day

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from sqlalchemy import Connection

    from server.core.types import Issue
    from server.families import Family
    from server.services import Services
    from server.store.submissions import AnyRow

BENEFIT, PETITION, VILLAGE = "benefit", "petition", "village"
VILLAGE_DIGITS = 12


@dataclass(frozen=True, slots=True)
class Judged:
    """What is said of some records of a register (key and unit), by the key of the record."""

    register: str
    records: tuple[tuple[int, str], ...]
    found: tuple[tuple[int, Issue], ...]


def keep(conn: Connection, judged: Judged, *, now: datetime) -> int:
    """Make it all that is kept about these records; how many issues stand."""
    return record_issues.put(conn, judged.register, judged.records, judged.found, at=now)


def benefits(
    services: Services, conn: Connection, county: str, hh_no: str, *, now: datetime
) -> Judged:
    """What rules say of the benefits of a household."""
    records = record_issues.benefits_of(conn, county, hh_no)
    day, village = local_date(now), UnitCode(hh_no[:VILLAGE_DIGITS])
    known = families.family(conn, hh_no, (village,), day)
    issues = () if known is None else _said(services, known, village, day)
    return Judged(
        BENEFIT,
        tuple((row.record_id, row.unit_code) for row in records),
        tuple((r.record_id, each) for each in issues for r in records if _is_about(each, r, day)),
    )


def _said(services: Services, known: Family, village: UnitCode, day: date) -> tuple[Issue, ...]:
    case = BenefitCase(
        families.assisted(known, None, services.sealer),
        survey_date=day,
        village=village,
        facts=Facts(
            standards=thresholds.standards_of(services, village), last_checked=last_checked(known)
        ),
        limits=thresholds.limits_on(services, village, day),
    )
    return examine_benefit(case)


def last_checked(known: Family) -> date | None:
    """Day of the last completed visit or loaded survey of a household, whichever is later (B-15).

    domain.md 5.6.
    """
    row = known.row
    days = [survey_day(row.doc), local_date(row.last_visit_at) if row.last_visit_at else None]
    return max((day for day in days if day), default=None)


def _is_about(issue: Issue, row: AnyRow, day: date) -> bool:
    """Whether an issue is about this running benefit, or about the household that has it (B-14)."""
    if row.valid_to is not None and row.valid_to < day:
        return False
    return issue.path.removeprefix("/benefit/") in {row.kind, issue.path}


def of_record(
    services: Services, conn: Connection, register: str, record_id: int, *, now: datetime
) -> tuple[Issue, ...]:
    """What the rules say of one record now; nothing is written."""
    if register == BENEFIT:
        row = record_issues.benefit(conn, record_id)
        return () if row is None or not row.hh_no else _of_benefit(services, conn, row, now)
    if register == PETITION:
        rows = record_issues.petitions(conn, [record_id])
        return tuple(issue for row in rows for issue in _of_petition(services, conn, row, now))
    return ()


def _of_benefit(
    services: Services, conn: Connection, row: AnyRow, now: datetime
) -> tuple[Issue, ...]:
    day, village = local_date(now), UnitCode(row.hh_no[:VILLAGE_DIGITS])
    known = families.family(conn, row.hh_no, (village,), day)
    said = () if known is None else _said(services, known, village, day)
    return tuple(issue for issue in said if _is_about(issue, row, day))


def petition(services: Services, conn: Connection, row: AnyRow, *, now: datetime) -> Judged:
    """What rules say of a petition, a row of its register."""
    said = _of_petition(services, conn, row, now)
    return Judged(
        PETITION,
        ((row.record_id, row.unit_code),),
        tuple((row.record_id, issue) for issue in said),
    )


def _of_petition(
    services: Services, conn: Connection, row: AnyRow, now: datetime
) -> tuple[Issue, ...]:
    day, unit = local_date(now), UnitCode(row.unit_code)
    answers = ObjectionAnswers(
        kind=row.kind,
        list_id=row.list_no or "",
        item_id=row.item or "",
        is_anonymous=row.anonymous,
        received_at=row.recv_time,
        check_date=row.check_date,
        checkers=names_in(row.checkers or ""),
        finding=row.check_result or "",
        reply_date=row.reply_date,
    )
    facts = Facts(
        calendar=thresholds.calendar_of(services),
        list_end_date=list_facts.list_ends(conn, row.county, row.list_no) if row.list_no else None,
        village_assistants=list_facts.village_assistants(conn, unit, on=row.check_date or day),
        concerned_names=list_facts.concerned_names(conn, row.county, row.list_no or "", row.item)
        if row.item
        else frozenset(),
    )
    limits = thresholds.limits_on(services, unit, day)
    return examine_objection(ObjectionCase(answers, day, facts, limits))


def villages(
    services: Services, conn: Connection, units: Iterable[str], *, now: datetime
) -> Iterator[Judged]:
    """What B-18 says of villages: their share of Dibao, beside that at the end of last month."""
    wanted, today = tuple(units), local_date(now)
    before = today.replace(day=1) - timedelta(days=1)
    on_dibao = record_issues.villages_on_dibao(conn, wanted, DIBAO, today)
    earlier = record_issues.villages_on_dibao(conn, wanted, DIBAO, before)
    for village in sorted({*on_dibao, *earlier}):
        unit = UnitCode(village)
        share = VillageShare(
            unit,
            f"{today:%Y-%m}",
            on_dibao.get(village, 0),
            village_facts.people_and_land(conn, village)[0],
            earlier.get(village),
            thresholds.limits_on(services, unit, today),
        )
        found = tuple((int(village), issue) for issue in examine_share(share))
        yield Judged(VILLAGE, ((int(village), village),), found)

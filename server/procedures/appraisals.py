"""Appraisal meetings: quorum and majority by rule, a result for each application, minutes (S10)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from server import places, thresholds
from server.core.appraisal import Applicant, Appraisal
from server.core.case import DIBAO_APPRAISAL, Case
from server.core.days import local_date
from server.core.desk.people import May
from server.core.errors import ActRefused, NotFound
from server.core.facts import Facts
from server.core.procedures.application import Act
from server.core.procedures.states import State
from server.core.registers.appraisal import APPRAISAL, APPRAISAL_CASE
from server.core.rules import appraisal as rules
from server.core.types import Severity, UnitCode
from server.procedures import acting
from server.procedures.acting import Wanted
from server.procedures.writing import Pen, Written
from server.scope import area_of
from server.store import list_facts, procedures

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from sqlalchemy import Connection

    from server.core.desk.people import Asker
    from server.core.types import AdminUnit, Issue
    from server.services import Services
    from server.store.named import Named

SHOWN = 100


@dataclass(frozen=True, slots=True)
class Waiting:
    """A village whose applications wait for an appraisal."""

    village: AdminUnit
    applications: Sequence[Named]


@dataclass(frozen=True, slots=True)
class Meetings:
    """Villages that need a meeting, and the newest meetings."""

    waiting: tuple[Waiting, ...]
    held: Sequence[Named]
    names: dict[str, str]


def meetings(services: Services, who: Asker) -> Meetings:
    """What waits and what was held in an area; raise NotAllowed."""
    units = area_of(who, May.PROCEDURES)
    tree = places.tree(services)
    with services.store.read() as conn:
        rows = procedures.records(
            conn, "application", units, order=("due_date",), state=State.APPRAISAL
        )
        held = procedures.records(
            conn, "appraisal", units, order=("-meeting_date", "-id"), limit=SHOWN
        )
    by_village: dict[UnitCode, list[Named]] = {}
    for row in rows:
        by_village.setdefault(UnitCode(row["unit_code"]), []).append(row)
    codes = {UnitCode(row["unit_code"]) for row in held}
    return Meetings(
        tuple(Waiting(tree.get(c), each) for c, each in by_village.items() if c in tree),
        held,
        {code: tree.get(code).name for code in codes if code in tree},
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Vote:
    """How the meeting voted on one application."""

    record_id: int
    agree: int
    oppose: int
    abstain: int
    passed: bool
    class_: str = ""
    persons: int | None = None
    relative: bool = False
    relative_who: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """What the minutes say."""

    village: UnitCode
    held_on: date
    place: str
    chair: str
    recorder: str
    due: int
    present: int
    representatives: int
    votes: tuple[Vote, ...]


@dataclass(frozen=True, slots=True)
class Recorded:
    """The meeting's key, and what the rules warn of."""

    key: int
    warnings: tuple[Issue, ...]


def record(services: Services, who: Asker, meeting: Meeting, *, now: datetime) -> Recorded:
    """Write the minutes and move every application on by its vote, in one transaction.

    Raise ActRefused when rules A-01 to A-04 find an error, NotFound outside the area.
    """
    units = area_of(who, May.PROCEDURES, meeting.village)
    if meeting.held_on > local_date(now):
        raise ActRefused(reason_zh="评议日期在今天之后", reason_en="the day lies in the future")

    def work(conn: Connection) -> Recorded:
        rows = {
            row["record_id"]: row
            for row in procedures.records(conn, "application", units, state=State.APPRAISAL)
        }
        if any(vote.record_id not in rows for vote in meeting.votes):
            raise NotFound
        issues = _issues(services, conn, meeting, rows, now)
        wrong = [each for each in issues if each.severity is Severity.ERROR]
        if wrong:
            raise ActRefused(
                reason_zh="、".join(f"{each.rule} {WHY[each.rule][0]}" for each in wrong),
                reason_en=", ".join(f"{each.rule} {WHY[each.rule][1]}" for each in wrong),
            )
        key = _write(services, conn, who, meeting, rows, now=now)
        return Recorded(key, tuple(issues))

    return services.store.write(work)


WHY = {
    "A-01": ("没有评议对象", "nobody was appraised"),
    "A-02": ("到会人数不足三分之二", "fewer than two thirds were present"),
    "A-03": ("票数与到会人数不符", "votes do not add up to those present"),
    "A-04": ("同意票未过半", "no majority in favour"),
}


def _issues(
    services: Services,
    conn: Connection,
    meeting: Meeting,
    rows: dict[int, Named],
    now: datetime,
) -> list[Issue]:
    numbers = [rows[vote.record_id]["application_no"] for vote in meeting.votes]
    surveyed = {
        row["application_no"]: row["survey_date"] for row in rows.values() if row["survey_date"]
    }
    known = list_facts.application_surveys(conn, meeting.village[:6], numbers)
    case = Case(
        form_id=DIBAO_APPRAISAL,
        version="",
        received_at=now,
        appraisal=_appraisal(meeting, rows),
        facts=Facts(application_surveys={**known, **surveyed}),
        limits=thresholds.limits_on(services, meeting.village, meeting.held_on),
    )
    return [issue for rule in rules.RULES for issue in rule(case)]


def _appraisal(meeting: Meeting, rows: dict[int, Named]) -> Appraisal:
    return Appraisal(
        meeting_date=meeting.held_on,
        place=meeting.place,
        chair=meeting.chair,
        recorder=meeting.recorder,
        due=meeting.due,
        present=meeting.present,
        representatives=meeting.representatives,
        applicants=tuple(
            Applicant(
                f"/case[{at}]",
                at,
                application=rows[vote.record_id]["application_no"],
                head_name=rows[vote.record_id]["applicant"],
                agree=vote.agree,
                oppose=vote.oppose,
                abstain=vote.abstain,
                passed=vote.passed,
            )
            for at, vote in enumerate(meeting.votes, 1)
        ),
    )


def _write(
    services: Services,
    conn: Connection,
    who: Asker,
    meeting: Meeting,
    rows: dict[int, Named],
    *,
    now: datetime,
) -> int:
    written = Written(
        subject="appraisal",
        act="record",
        to_state="held",
        on=meeting.held_on,
        at=now,
        label="登记评议会",
    )
    pen = Pen(conn, who, services.sealer, written)
    key = pen.begin(APPRAISAL, _minutes(meeting))
    held = procedures.record(conn, "appraisal", key, (meeting.village,))
    if held is None:
        raise NotFound
    for vote in meeting.votes:
        row = rows[vote.record_id]
        pen.create(APPRAISAL_CASE, _case(held, row, vote))
        on = max(meeting.held_on, row["apply_date"])
        acting.act_in(services, conn, who, vote.record_id, Wanted(act=Act.APPRAISE, on=on), now=now)
    return key


def _minutes(meeting: Meeting) -> dict[str, Any]:
    return {
        "unit": meeting.village,
        "meeting_date": meeting.held_on,
        "place": meeting.place,
        "chair": meeting.chair,
        "recorder": meeting.recorder,
        "should": meeting.due,
        "present": meeting.present,
        "rep_villagers": meeting.representatives,
        "case_count": len(meeting.votes),
        "passed_count": sum(vote.passed for vote in meeting.votes),
    }


def _case(held: Named, row: Named, vote: Vote) -> dict[str, Any]:
    return {
        "unit": row["unit_code"],
        "appraisal_no": held["appraisal_no"],
        "application_no": row["application_no"],
        "meeting_date": held["meeting_date"],
        "head_name": row["applicant"],
        "relative": vote.relative,
        "relative_who": vote.relative_who or None,
        "agree": vote.agree,
        "oppose": vote.oppose,
        "abstain": vote.abstain,
        "passed": vote.passed,
        "class_suggest": vote.class_ or None,
        "persons_suggest": vote.persons,
        "reason": vote.reason or None,
    }


@dataclass(frozen=True, slots=True)
class Minutes:
    """A meeting with its votes, to read and print."""

    row: Named
    place: tuple[AdminUnit, ...]
    cases: Sequence[Named]


def minutes(services: Services, who: Asker, record_id: int) -> Minutes:
    """The minutes of a meeting; raise NotFound outside the area."""
    units = area_of(who, May.PROCEDURES)
    with services.store.read() as conn:
        row = procedures.record(conn, "appraisal", record_id, units)
        if row is None:
            raise NotFound
        cases = procedures.records(
            conn,
            "appraisal_case",
            (row["unit_code"],),
            order=("id",),
            appraisal_no=row["appraisal_no"],
        )
    place = places.tree(services).lineage(UnitCode(row["unit_code"]))[1:]
    return Minutes(row, place, cases)

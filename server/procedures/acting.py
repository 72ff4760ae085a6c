"""Acting on an application: one transaction for the state, the history and the benefit (5.3)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from server import families
from server.core.days import local_date
from server.core.errors import ActRefused
from server.core.objection import names_in
from server.core.procedures import application as machine
from server.core.procedures.application import MOVES, Act, Doing
from server.core.registers.application import APPLICATION
from server.core.registers.benefit import END_REASONS
from server.core.types import UnitCode
from server.procedures import benefits, checking, objections, settings
from server.procedures.applications import SUBJECT, find, income_of, known_of
from server.procedures.writing import Pen, Written, refuse_stale
from server.store import procedures

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from sqlalchemy import Connection

    from server.core.desk.people import Asker
    from server.core.procedures.states import State
    from server.core.procedures.steps import Plan
    from server.core.workdays import Calendar
    from server.families import Family
    from server.services import Services
    from server.store.named import Named

REASONS = frozenset(choice.value for choice in END_REASONS)
RESULTS = {"granted": True, "refused": False}
MOST = Decimal(1_000_000)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What somebody fills in for an act, as typed; empty where it is not asked.

    `grants` is ``granted`` or ``refused``; `class_` and `persons` are what is decided, `amount`
    overrides the standard's; `last_day` and `end_reason` end a benefit.
    """

    act: Act
    on: date | None = None
    document: str = ""
    note: str = ""
    grants: str = ""
    surveyors: str = ""
    check_result: str = ""
    income: str = ""
    class_: str = ""
    persons: str = ""
    amount: str = ""
    since: date | None = None
    last_day: date | None = None
    end_reason: str = ""
    row_version: int | None = None
    details: Mapping[str, Any] = field(default_factory=dict)


def act(services: Services, who: Asker, record_id: int, wanted: Wanted, *, now: datetime) -> State:
    """Do one act; return the state it led to.

    Raise ActRefused with the reason, ChangedMeanwhile, RecordExists, NotAllowed, NotFound.
    """
    return services.store.write(
        lambda conn: act_in(services, conn, who, record_id, wanted, now=now)
    )


def act_in(
    services: Services,
    conn: Connection,
    who: Asker,
    record_id: int,
    wanted: Wanted,
    *,
    now: datetime,
) -> State:
    """The same inside a transaction: a list that ends moves all of its applications."""
    row = find(conn, who, record_id)
    refuse_stale(row, wanted.row_version)
    day = local_date(now)
    on = _day(wanted.on or day, row, day)
    plan = settings.plan_for(conn, row["county"], row["kind"], day)
    acts = procedures.acts_of(conn, record_id)
    items = procedures.records(
        conn, "publicity_item", (row["unit_code"],), application_no=row["application_no"]
    )
    known = known_of(row, acts, plan, objections.about(conn, row, items))
    if wanted.act is Act.APPRAISE:
        wanted = replace(wanted, grants="granted" if _vote(conn, row)["passed"] else "refused")
    after = machine.act_on(known, _doing(wanted, who))
    family = families.family(conn, row["hh_no"], (UnitCode(row["unit_code"]),), day)
    case = Case(services, conn, row, wanted, on, family)
    values = _VALUES.get(wanted.act, _nothing)(case)
    move = MOVES[wanted.act]
    pen = Pen(
        conn,
        who,
        services.sealer,
        Written(
            subject=SUBJECT,
            act=wanted.act,
            to_state=after,
            on=on,
            at=now,
            label=move.zh,
            document=wanted.document.strip(),
            note=wanted.note.strip(),
            details={**_said(wanted), **wanted.details},
        ),
    )
    timed = _timed(known.state, after, plan, on, settings.calendar(services))
    decided = _decided(wanted, on, who)
    pen.change(APPLICATION, row, {**values, **timed, **decided})
    _pay(pen, {**row, **values, **decided}, wanted)
    return after


def _day(on: date, row: Named, today: date) -> date:
    if on > today:
        raise ActRefused(reason_zh="办理日期在今天之后", reason_en="the day lies in the future")
    if on < row["apply_date"]:
        raise ActRefused(
            reason_zh="办理日期早于申请日期", reason_en="the day lies before the application"
        )
    return on


def _doing(wanted: Wanted, who: Asker) -> Doing:
    return Doing(
        act=wanted.act,
        post=who.post,
        actor_id=who.id,
        reason=wanted.note,
        grants=RESULTS.get(wanted.grants),
        surveyors=names_in(wanted.surveyors),
        check_result=wanted.check_result,
    )


def _said(wanted: Wanted) -> dict[str, Any]:
    """What of an act its own row keeps; incomes are left out."""
    said = {
        "grants": wanted.grants,
        "surveyors": wanted.surveyors.strip(),
        "check_result": wanted.check_result,
        "class": wanted.class_,
        "persons": wanted.persons,
        "amount": wanted.amount,
        "end_reason": wanted.end_reason,
    }
    return {name: text for name, text in said.items() if text}


def _timed(
    before: State, after: State, plan: Plan, on: date, calendar: Calendar
) -> dict[str, object]:
    """The clock of the new state; an act that leads nowhere leaves it running."""
    if before == after:
        return {}
    return {"state_since": on, "due_date": plan.deadline(after, on, calendar)}


def _decided(wanted: Wanted, on: date, who: Asker) -> dict[str, object]:
    decision = {Act.WITHDRAW: "withdrawn", Act.DECIDE: wanted.grants}.get(wanted.act)
    if decision is None:
        return {}
    return {
        "decision": decision,
        "decision_date": on,
        "decision_reason": wanted.note.strip() or None,
        "decided_by": who.name,
    }


@dataclass(frozen=True, slots=True)
class Case:
    """What the values of an act are made from."""

    services: Services
    conn: Connection
    row: Named
    wanted: Wanted
    on: date
    family: Family | None


def _nothing(_case: Case) -> dict[str, object]:
    return {}


def _accepted(case: Case) -> dict[str, object]:
    return {"accepted_date": case.on}


def _surveyed(case: Case) -> dict[str, object]:
    return {"surveyors": "、".join(names_in(case.wanted.surveyors)), "survey_date": case.on}


def _checked(case: Case) -> dict[str, object]:
    found: dict[str, object] = {"check_result": case.wanted.check_result}
    if case.wanted.income.strip():
        found["checked_income_pc_month"] = money(case.wanted.income)
    return found


def _vote(conn: Connection, row: Named) -> Named:
    """The last vote on the application, from a tablet or from the desk; raise ActRefused."""
    votes = procedures.records(
        conn,
        "appraisal_case",
        (row["unit_code"],),
        order=("-meeting_date", "-id"),
        limit=1,
        application_no=row["application_no"],
    )
    if not votes:
        raise ActRefused(
            reason_zh="还没有评议结果，请先登记评议会",
            reason_en="there is no vote yet; enter the appraisal meeting first",
        )
    return votes[0]


def _appraised(case: Case) -> dict[str, object]:
    vote = _vote(case.conn, case.row)
    return {
        "appraisal_no": vote["appraisal_no"],
        "class": case.row["class"] or vote["class_suggest"],
        "persons_covered": case.row["persons_covered"] or vote["persons_suggest"],
    }


def _proposed(case: Case) -> dict[str, object]:
    """Class, persons and amount, of whoever is to receive something."""
    if RESULTS.get(case.wanted.grants) is False:
        return {}
    class_ = case.wanted.class_ or case.row["class"] or ""
    if case.row["kind"] == "dibao_rural" and not class_:
        raise ActRefused(reason_zh="农村低保要定类别", reason_en="rural Dibao needs a class")
    persons = _persons(case)
    amount = money(case.wanted.amount) if case.wanted.amount.strip() else _standard(case, class_)
    if amount is None:
        raise ActRefused(
            reason_zh="本县没有录入这类待遇的标准，请先录入标准或填写金额",
            reason_en="the county has no standard for it; enter one or give the amount",
        )
    return {"class": class_ or None, "persons_covered": persons, "amount": amount}


def _persons(case: Case) -> int:
    text = case.wanted.persons.strip()
    persons = int(text) if text.isdecimal() else case.row["persons_covered"] or case.row["persons"]
    living = len(case.family.living) if case.family else persons
    if not 1 <= persons <= max(living, 1):
        raise ActRefused(
            reason_zh=f"保障人数应为1至{living}人（户内人口）",
            reason_en=f"1 to {living} persons can be covered, those who live there",
        )
    return int(persons)


def _standard(case: Case, class_: str) -> Decimal | None:
    return checking.amount_for(
        case.services,
        case.row,
        case.family,
        class_=class_,
        persons=_persons(case),
        income=income_of(case.services, case.row),
        day=case.on,
    )


def _urgent(_case: Case) -> dict[str, object]:
    return {"urgent": True}


_VALUES = {
    Act.ACCEPT: _accepted,
    Act.SURVEY: _surveyed,
    Act.CHECK: _checked,
    Act.APPRAISE: _appraised,
    Act.OPINION: _proposed,
    Act.DECIDE: _proposed,
    Act.CHANGE: _proposed,
    Act.URGENT: _urgent,
}


def money(text: str) -> Decimal:
    """An amount as typed, to the cent; raise ActRefused for what is none."""
    try:
        amount = Decimal(text.strip().replace(",", "").replace("，", ""))
    except InvalidOperation as error:
        raise ActRefused(
            reason_zh=f"“{text[:20]}”不是金额", reason_en=f"“{text[:20]}” is no amount"
        ) from error
    if not (amount.is_finite() and 0 <= amount <= MOST):
        raise ActRefused(reason_zh="金额超出范围", reason_en="the amount is out of range")
    return amount.quantize(Decimal("0.01"))


def _pay(pen: Pen, row: Named, wanted: Wanted) -> None:
    """What the act means for the benefit."""
    on = pen.written.on
    match wanted.act:
        case Act.START:
            benefits.begin(pen, row)
        case Act.URGENT:
            if not wanted.amount.strip():
                raise ActRefused(
                    reason_zh="先行救助要写明金额", reason_en="urgent help needs an amount"
                )
            benefits.help_at_once(pen, row, money(wanted.amount))
        case Act.KEEP:
            benefits.keep(pen, row)
        case Act.CHANGE:
            changed = {name: row[name] for name in ("class", "persons_covered", "amount")}
            benefits.change(pen, row, changed, since=wanted.since or on)
        case Act.STOP:
            if wanted.end_reason not in REASONS:
                raise ActRefused(
                    reason_zh="要选停止的原因", reason_en="choose why the benefit ends"
                )
            benefits.stop(pen, row, last_day=wanted.last_day or on, reason=wanted.end_reason)
        case _:
            return

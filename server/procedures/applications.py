"""Applications: the board of an area, one application's file, taking one in, acting on it (5.3)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from server import families, ledger, places
from server.core.days import local_date
from server.core.desk.people import May
from server.core.errors import NotFound, RecordInvalid
from server.core.finding import Finding
from server.core.procedures import application as machine
from server.core.procedures.application import Act, Known
from server.core.procedures.clock import Clock, clock_on
from server.core.procedures.states import OPEN, ORDER, State
from server.core.procedures.steps import MAKEUP, TOTAL, Plan
from server.core.registers.application import APPLICATION
from server.core.registers.fields import Privacy
from server.core.registers.reading import Unfit, read
from server.core.types import UnitCode
from server.procedures import checking, objections, settings
from server.procedures.writing import Pen, Written
from server.scope import area_of
from server.store import procedures

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from sqlalchemy import Connection

    from server.core.desk.people import Asker
    from server.core.types import AdminUnit, Issue
    from server.core.workdays import Calendar
    from server.families import Family
    from server.services import Services
    from server.store.named import Named

SUBJECT = "application"
SHOWS = Privacy.PERSONAL
CARDS = 60
"""Cards a column shows; the count says how many there are."""


@dataclass(frozen=True, slots=True)
class Card:
    """One application on the board."""

    record_id: int
    number: str
    applicant: str
    village: str
    kind: str
    persons: int
    state: State
    clock: Clock | None
    is_urgent: bool
    since: date


@dataclass(frozen=True, slots=True)
class Column:
    """All applications in one state, the most urgent first."""

    state: State
    count: int
    late: int
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class Board:
    """The applications of an area by step; `counts` are of every state."""

    unit: AdminUnit | None
    columns: tuple[Column, ...]
    counts: Mapping[str, tuple[int, int]]
    day: date


@dataclass(frozen=True, slots=True)
class StepLine:
    """One step of an application's way."""

    state: State
    days: int
    basis: str
    done_on: date | None
    is_now: bool
    is_taken: bool


@dataclass(frozen=True, slots=True)
class ApplicationFile:
    """Everything about one application; `values` are its columns in the clear, class 3 masked."""

    row: Named
    values: Mapping[str, object]
    state: State
    village: tuple[AdminUnit, ...]
    clock: Clock | None
    total: Clock | None
    makeup: Clock | None
    steps: tuple[StepLine, ...]
    acts: Sequence[Named]
    possible: tuple[Act, ...]
    issues: tuple[Issue, ...]
    family: Family | None
    benefit: Named | None
    items: Sequence[Named]
    cases: Sequence[Named]
    petitions: Sequence[Named]
    amount: Any = None
    is_rechecked: bool = False


def board(
    services: Services, who: Asker, *, unit: UnitCode | None = None, kind: str = "", now: datetime
) -> Board:
    """Open applications by step; raise NotAllowed, or NotFound outside the area."""
    units = area_of(who, May.PROCEDURES, unit)
    day = local_date(now)
    more: dict[str, Any] = {"kind": kind} if kind else {}
    columns: dict[State, list[Card]] = defaultdict(list)
    tree = places.tree(services)
    with services.store.read() as conn:
        counts = procedures.application_counts(conn, units, day, **more)
        for state in ORDER:
            rows = procedures.records(
                conn,
                SUBJECT,
                units,
                order=("due_date", "apply_date", "id"),
                limit=CARDS,
                state=state,
                **more,
            )
            columns[state] = [_card(row, tree.by_code, day) for row in rows]
    return Board(
        unit=tree.by_code.get(units[0]) if len(units) == 1 else None,
        columns=tuple(
            Column(state, *counts.get(state, (0, 0)), tuple(columns[state])) for state in ORDER
        ),
        counts=counts,
        day=day,
    )


def _card(row: Named, units: Mapping[UnitCode, AdminUnit], day: date) -> Card:
    village = units.get(UnitCode(row["unit_code"]))
    return Card(
        record_id=row["record_id"],
        number=row["application_no"],
        applicant=row["applicant"],
        village=village.name if village else "",
        kind=row["kind"],
        persons=row["persons"],
        state=State(row["state"]),
        clock=clock_on(day, row["due_date"]),
        is_urgent=bool(row["urgent"]),
        since=row["state_since"] or row["apply_date"],
    )


def closed(
    services: Services, who: Asker, state: State, *, unit: UnitCode | None = None, now: datetime
) -> tuple[Card, ...]:
    """The newest applications in a state that is not on the board."""
    units = area_of(who, May.PROCEDURES, unit)
    tree = places.tree(services)
    with services.store.read() as conn:
        rows = procedures.records(
            conn, SUBJECT, units, order=("-apply_date", "-id"), limit=200, state=state
        )
    return tuple(_card(row, tree.by_code, local_date(now)) for row in rows)


def find(conn: Connection, who: Asker, record_id: int) -> Named:
    """An application of the asker's area; raise NotAllowed or NotFound."""
    row = procedures.record(conn, SUBJECT, record_id, area_of(who, May.PROCEDURES))
    if row is None:
        raise NotFound
    return row


def file(services: Services, who: Asker, record_id: int, *, now: datetime) -> ApplicationFile:
    """Everything about one application; raise NotFound outside the area."""
    day = local_date(now)
    with services.store.read() as conn:
        row = find(conn, who, record_id)
        acts = procedures.acts_of(conn, record_id)
        plan = settings.plan_for(conn, row["county"], row["kind"], day)
        family = families.family(conn, row["hh_no"], (UnitCode(row["unit_code"]),), day)
        units = (UnitCode(row["unit_code"]),)
        number = row["application_no"]
        items = procedures.records(conn, "publicity_item", units, application_no=number)
        petitions = objections.about(conn, row, items)
        known = known_of(row, acts, plan, petitions)
        calendar, is_open = settings.calendar(services), known.state in OPEN
        return ApplicationFile(
            row=row,
            values=ledger.shown_of(APPLICATION, row, services.sealer, SHOWS),
            state=known.state,
            village=places.tree(services).lineage(units[0])[1:],
            clock=clock_on(day, row["due_date"]) if is_open else None,
            total=_beside(calendar, plan, TOTAL, row["accepted_date"], day) if is_open else None,
            makeup=_beside(calendar, plan, MAKEUP, _urgent_on(acts), day) if is_open else None,
            steps=tuple(_steps(row, acts, plan, who.language)),
            acts=tuple(reversed(acts)),
            possible=machine.possible(known, who.post),
            issues=checking.issues_of(services, conn, row, family, day),
            family=family,
            benefit=procedures.benefit_of(conn, row["county"], number),
            items=items,
            cases=procedures.records(conn, "appraisal_case", units, application_no=number),
            petitions=petitions,
            is_rechecked=known.is_rechecked,
            amount=checking.amount_for(
                services,
                row,
                family,
                class_=row["class"] or "",
                persons=row["persons_covered"] or row["persons"],
                income=income_of(services, row),
                day=day,
            ),
        )


def income_of(services: Services, row: Named) -> Any:  # noqa: ANN401  # an amount, or None
    """What the economic check found per head and month; None before it."""
    return ledger.value_of(APPLICATION.by_name["checked_income_pc_month"], row, services.sealer)


def known_of(row: Named, acts: Sequence[Named], plan: Plan, petitions: Sequence[Named]) -> Known:
    """What the state machine asks about an application."""
    return Known(
        state=State(row["state"]),
        plan=plan,
        is_authorised=bool(row["authorised_check"]),
        is_urgent=bool(row["urgent"]),
        has_objection=any(objections.is_open(each) for each in petitions),
        was_objected=any(act["act"] == Act.OBJECTED for act in acts),
        surveyed_by=frozenset(
            act["actor_id"] for act in acts if act["act"] == Act.SURVEY and act["actor_id"]
        ),
        is_rechecked=plan.is_rechecked(row["application_no"], is_relative=bool(row["relative"])),
    )


def _beside(
    calendar: Calendar, plan: Plan, name: str, since: date | None, day: date
) -> Clock | None:
    """A clock that runs beside the steps."""
    return None if since is None else clock_on(day, plan.deadline(name, since, calendar))


def _urgent_on(acts: Sequence[Named]) -> date | None:
    return next((act["on_date"] for act in acts if act["act"] == Act.URGENT), None)


def _steps(row: Named, acts: Sequence[Named], plan: Plan, language: str) -> list[StepLine]:
    """The way of an application; a step sent back to is open again."""
    now = State(row["state"])
    here = ORDER.index(now) if now in OPEN else len(ORDER)
    left = {State(act["from_state"]): act["on_date"] for act in acts if act["from_state"] in OPEN}
    after_objection = any(act["act"] == Act.OBJECTED for act in acts)
    return [
        StepLine(
            state=state,
            days=plan.steps[state].days,
            basis=plan.steps[state].basis(language),
            done_on=left.get(state) if at < here else None,
            is_now=at == here,
            is_taken=plan.takes(state, after_objection=after_objection) or state in left,
        )
        for at, state in enumerate(ORDER)
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """An application as it is taken in at the counter."""

    hh_no: str
    kind: str
    applicant: str
    persons: str
    channel: str = "head"
    apply_date: str = ""
    person_id: str = ""
    authorised: bool = False
    relative: bool = False
    document: str = ""


def apply(services: Services, who: Asker, request: Request, *, now: datetime) -> int:
    """Take an application in; return its key.  Raise RecordInvalid, NotFound, NotAllowed."""
    units = area_of(who, May.PROCEDURES)
    day = local_date(now)

    def work(conn: Connection) -> int:
        family = families.family(conn, request.hh_no, units, day)
        if family is None:
            raise NotFound
        values = _asked(request, family, day)
        plan = settings.plan_for(conn, family.row.county, request.kind, day)
        due = plan.deadline(State.APPLY, values["apply_date"], settings.calendar(services))
        written = Written(
            subject=SUBJECT,
            act="apply",
            to_state=State.APPLY,
            on=values["apply_date"],
            at=now,
            label="提出申请",
            document=request.document,
        )
        pen = Pen(conn, who, services.sealer, written)
        return pen.begin(
            APPLICATION,
            {**values, "state": State.APPLY, "state_since": day, "due_date": due},
        )

    return services.store.write(work)


def _asked(request: Request, family: Family, day: date) -> dict[str, Any]:
    """The values of a request; raise RecordInvalid naming what does not fit."""
    raw = {
        "kind": request.kind,
        "applicant": request.applicant or family.row.head_name,
        "apply_date": request.apply_date or day.isoformat(),
        "channel": request.channel,
        "persons": request.persons or str(len(family.living)),
        "authorised_check": "1" if request.authorised else "0",
        "relative": "1" if request.relative else "0",
    }
    values, wrong = _read(raw)
    if not wrong and values["apply_date"] > day:
        wrong.append(Finding("申请日期在今天之后", "applied on: it lies in the future"))
    if not wrong and values["persons"] > len(family.living):
        wrong.append(
            Finding("申请人数多于户内人口", "persons: more than live in the household", code="B-05")
        )
    if wrong:
        raise RecordInvalid(wrong)
    person = family.applicant({"person_id": request.person_id, "applicant": values["applicant"]})
    return {
        **values,
        "unit": family.row.village,
        "hh_no": request.hh_no,
        "person_id": None if person is None else str(person.id),
    }


def _read(raw: Mapping[str, str]) -> tuple[dict[str, Any], list[Finding]]:
    values: dict[str, Any] = {}
    wrong: list[Finding] = []
    for name, text in raw.items():
        column = APPLICATION.by_name[name]
        try:
            values[name] = read(column, text)
        except Unfit as error:
            wrong.append(Finding(f"{column.zh}：{error.zh}", f"{column.en}: {error.en}"))
            continue
        if column.required and values[name] is None:
            wrong.append(Finding(f"{column.zh}：必填", f"{column.en}: needed"))
    return values, wrong

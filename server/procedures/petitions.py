"""Objections, letters and visits: receipt, check by two persons, reply (S15, 5.5)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from server import ledger, places, thresholds
from server.core.days import local_date
from server.core.desk.people import May
from server.core.errors import ActRefused, NotFound, RecordInvalid
from server.core.finding import Finding
from server.core.procedures import petition as machine
from server.core.procedures.application import Act
from server.core.procedures.clock import Clock, clock_on
from server.core.procedures.lists import UPHELD, item_clock
from server.core.procedures.petition import Finding as Checked
from server.core.procedures.petition import PetitionAct, PetitionState
from server.core.procedures.states import LISTS, State
from server.core.publicity import ListState
from server.core.registers.fields import Privacy
from server.core.registers.petition import PETITION
from server.core.registers.publicity import PUBLICITY_LIST
from server.core.registers.reading import Unfit, read
from server.core.types import UnitCode
from server.procedures import acting, objections, settings
from server.procedures.acting import Wanted
from server.procedures.writing import Pen, Written, refuse_stale
from server.scope import area_of
from server.store import list_facts, procedures

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from sqlalchemy import Connection

    from server.core.desk.people import Asker
    from server.core.types import AdminUnit
    from server.services import Services
    from server.store.named import Named

SUBJECT = "petition"
SHOWS = Privacy.PERSONAL
OPEN = (PetitionState.RECEIVED, PetitionState.ASSIGNED, PetitionState.CHECKING)
SHOWN = 200


@dataclass(frozen=True, slots=True)
class PetitionLine:
    """One line of the desk."""

    record_id: int
    number: str
    kind: str
    village: str
    received: date
    clock: Clock | None
    state: PetitionState
    assigned_to: str
    finding: str


@dataclass(frozen=True, slots=True)
class PetitionFile:
    """Everything about one petition."""

    row: Named
    values: Mapping[str, object]
    state: PetitionState
    clock: Clock | None
    place: tuple[AdminUnit, ...]
    acts: Sequence[Named]
    possible: tuple[PetitionAct, ...]
    application: Named | None
    listed: Named | None


def desk(
    services: Services,
    who: Asker,
    *,
    unit: UnitCode | None = None,
    is_done: bool = False,
    now: datetime,
) -> tuple[PetitionLine, ...]:
    """Open petitions by deadline, or the newest that are done; raise NotFound outside the area."""
    units = area_of(who, May.PROCEDURES, unit)
    day = local_date(now)
    states = {PetitionState.ANSWERED, PetitionState.CLOSED} if is_done else set(OPEN)
    with services.store.read() as conn:
        rows = procedures.records(
            conn,
            "petition",
            units,
            order=("-recv_time",) if is_done else ("deadline", "recv_time"),
            limit=SHOWN,
            state=frozenset(states),
        )
    tree = places.tree(services)
    return tuple(
        PetitionLine(
            record_id=row["record_id"],
            number=row["case_no"],
            kind=row["kind"],
            village=tree.get(UnitCode(row["unit_code"])).name
            if UnitCode(row["unit_code"]) in tree
            else row["unit_code"],
            received=local_date(row["recv_time"]),
            clock=_clock(services, row, day),
            state=PetitionState(row["state"]),
            assigned_to=row["assigned_to"] or "",
            finding=row["check_result"] or "",
        )
        for row in rows
    )


def _clock(services: Services, row: Named, day: date) -> Clock | None:
    """What is due next; nothing once it is answered, or checked and anonymous."""
    state = PetitionState(row["state"])
    if state is PetitionState.CHECKING and row["anonymous"]:
        return None
    limits = thresholds.limits_on(services, UnitCode(row["unit_code"]), day)
    due = machine.due_on(state, row["deadline"], row["check_date"], reply_days=limits.reply_days)
    return clock_on(day, due)


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What is written down when somebody objects, writes or comes; as typed."""

    unit: str
    kind: str
    channel: str
    content: str
    reasons: tuple[str, ...] = ()
    list_no: str = ""
    item: str = ""
    name: str = ""
    phone: str = ""


def receive(services: Services, who: Asker, receipt: Receipt, *, now: datetime) -> int:
    """Register it with a number and a deadline; return its key.

    Raise RecordInvalid, ActRefused for an objection after the list's last day (O-01), NotFound.
    """
    area_of(who, May.PROCEDURES, UnitCode(receipt.unit))
    day = local_date(now)
    limit = thresholds.limits_on(services, UnitCode(receipt.unit), day).check_working_days
    values = {
        **_read(receipt),
        "unit": receipt.unit,
        "anonymous": not receipt.name.strip(),
        "recv_time": now,
        "state": PetitionState.RECEIVED,
        "deadline": settings.calendar(services).after(day, limit),
    }
    written = Written(
        subject=SUBJECT,
        act="receive",
        to_state=PetitionState.RECEIVED,
        on=day,
        at=now,
        label="登记",
    )

    def work(conn: Connection) -> int:
        pen = Pen(conn, who, services.sealer, written)
        if receipt.kind == objections.OBJECTION:
            row = _list_of(conn, who, receipt.list_no)
            _refuse_late(row, day)
            if not receipt.item:
                _stop(pen, row)
        return pen.begin(PETITION, values)

    return services.store.write(work)


def _read(receipt: Receipt) -> dict[str, Any]:
    raw: dict[str, object] = {
        "kind": receipt.kind,
        "channel": receipt.channel,
        "content": receipt.content,
        "reasons": list(receipt.reasons),
        "list_no": receipt.list_no,
        "item": receipt.item,
        "obj_name": receipt.name,
        "obj_phone": receipt.phone,
    }
    values: dict[str, Any] = {}
    wrong: list[Finding] = []
    for name, text in raw.items():
        column = PETITION.by_name[name]
        try:
            values[name] = read(column, text)
        except Unfit as error:
            wrong.append(Finding(f"{column.zh}：{error.zh}", f"{column.en}: {error.en}"))
            continue
        if values[name] is None and (column.required or _needs_list(receipt, name)):
            wrong.append(Finding(f"{column.zh}：必填", f"{column.en}: needed"))
    if wrong:
        raise RecordInvalid(wrong)
    return values


def _needs_list(receipt: Receipt, name: str) -> bool:
    return name == "list_no" and receipt.kind == objections.OBJECTION


def _list_of(conn: Connection, who: Asker, list_no: str) -> Named:
    rows = procedures.records(conn, "publicity_list", area_of(who, May.PROCEDURES), list_no=list_no)
    if not rows:
        raise NotFound
    return rows[0]


def _refuse_late(row: Named, day: date) -> None:
    """Rule O-01: after the last day it is a letter or visit."""
    is_hanging = row["state"] in {ListState.POSTED, ListState.PAUSED}
    if not is_hanging or day > row["end_date"]:
        raise ActRefused(
            reason_zh="该榜不在公示期内，请按来信或来访登记",
            reason_en="the list is not on the board; register it as a letter or visit",
        )


def _stop(pen: Pen, row: Named) -> None:
    """A procedural objection stops the whole list."""
    if row["state"] == ListState.POSTED:
        _lists_pen(pen, "pause", ListState.PAUSED).change(PUBLICITY_LIST, row, {})


def _lists_pen(pen: Pen, act: str, state: ListState) -> Pen:
    written = Written(
        subject="list",
        act=act,
        to_state=state,
        on=pen.written.on,
        at=pen.written.at,
        label="暂停" if state is ListState.PAUSED else "恢复计时",
    )
    return Pen(pen.conn, pen.who, pen.sealer, written)


def find(conn: Connection, who: Asker, record_id: int) -> Named:
    """A petition of the asker's area; raise NotAllowed or NotFound."""
    row = procedures.record(conn, "petition", record_id, area_of(who, May.PROCEDURES))
    if row is None:
        raise NotFound
    return row


def file(services: Services, who: Asker, record_id: int, *, now: datetime) -> PetitionFile:
    """Everything about one petition; raise NotFound outside the area."""
    with services.store.read() as conn:
        row = find(conn, who, record_id)
        state = PetitionState(row["state"])
        return PetitionFile(
            row=row,
            values=ledger.shown_of(PETITION, row, services.sealer, SHOWS),
            state=state,
            clock=_clock(services, row, local_date(now)),
            place=places.tree(services).lineage(UnitCode(row["unit_code"]))[1:],
            acts=tuple(reversed(procedures.acts_of(conn, record_id))),
            possible=machine.possible(state, is_named=not row["anonymous"]),
            application=_application(conn, row),
            listed=procedures.by_number(conn, "publicity_list", row["list_no"], row["county"])
            if row["list_no"]
            else None,
        )


def _application(conn: Connection, row: Named) -> Named | None:
    """The application an objection is about: by its number, its list line or the household."""
    item = row["item"] or ""
    if not item or not row["list_no"]:
        return None
    lines = procedures.records(conn, "publicity_item", (row["unit_code"],), list_no=row["list_no"])
    for line in lines:
        number = line["application_no"]
        found = procedures.by_number(conn, "application", number, row["county"])
        if found is not None and item in {
            *objections.names_of(found, (line,)),
            line["display_name"],
        }:
            return found
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class PetitionWanted:
    """What somebody fills in for an act on a petition, as typed."""

    act: PetitionAct
    on: date | None = None
    assigned_to: str = ""
    checkers: str = ""
    finding: str = ""
    text: str = ""
    row_version: int | None = None


def act(
    services: Services, who: Asker, record_id: int, wanted: PetitionWanted, *, now: datetime
) -> PetitionState:
    """Do one act; an objection that is upheld sends its case back, in the same transaction.

    Raise ActRefused, ChangedMeanwhile, NotAllowed, NotFound.
    """
    return services.store.write(lambda conn: _act(services, conn, who, record_id, wanted, now=now))


def _act(
    services: Services,
    conn: Connection,
    who: Asker,
    record_id: int,
    wanted: PetitionWanted,
    *,
    now: datetime,
) -> PetitionState:
    row = find(conn, who, record_id)
    refuse_stale(row, wanted.row_version)
    after = machine.act_on(PetitionState(row["state"]), wanted.act, is_named=not row["anonymous"])
    day = local_date(now)
    on = wanted.on or day
    if on > day or on < local_date(row["recv_time"]):
        raise ActRefused(
            reason_zh="日期应在收到之后、今天之前", reason_en="the day lies outside its course"
        )
    details = {"finding": wanted.finding, "checkers": wanted.checkers.strip()}
    written = Written(
        subject=SUBJECT,
        act=wanted.act,
        to_state=after,
        on=on,
        at=now,
        label=machine.MOVES[wanted.act].zh,
        note=wanted.text.strip(),
        details={name: text for name, text in details.items() if text},
    )
    pen = Pen(conn, who, services.sealer, written)
    values = _values(conn, row, wanted, on)
    pen.change(PETITION, row, values)
    if wanted.act is PetitionAct.FIND and row["kind"] == objections.OBJECTION:
        _follow(services, pen, {**row, **values})
    return after


def _values(conn: Connection, row: Named, wanted: PetitionWanted, on: date) -> dict[str, object]:
    match wanted.act:
        case PetitionAct.ASSIGN:
            if not wanted.assigned_to.strip():
                raise ActRefused(reason_zh="要写明承办人", reason_en="name who takes it on")
            return {"assigned_to": wanted.assigned_to.strip()}
        case PetitionAct.FIND:
            aside = list_facts.village_assistants(conn, row["unit_code"], on=on)
            aside |= list_facts.concerned_names(
                conn, row["county"], row["list_no"] or "", row["item"] or ""
            )
            machine.refuse_finding(
                Checked(
                    checkers=wanted.checkers,
                    result=wanted.finding,
                    text=wanted.text,
                    standing_aside=aside,
                )
            )
            return {
                "check_date": on,
                "checkers": wanted.checkers.strip(),
                "check_result": wanted.finding,
                "check_text": wanted.text.strip(),
            }
        case PetitionAct.REPLY:
            if not wanted.text.strip():
                raise ActRefused(reason_zh="要写明答复内容", reason_en="write what was replied")
            return {"reply_date": on, "reply_text": wanted.text.strip()}
        case PetitionAct.CLOSE:
            return {}


def _follow(services: Services, pen: Pen, row: Named) -> None:
    """Upheld: the case goes back to the survey.  To the procedure: the list's clock runs again."""
    if not row["item"]:
        _go_on(services, pen, row)
        return
    application = _application(pen.conn, row)
    if application is None or row["check_result"] not in UPHELD:
        return
    if State(application["state"]) in LISTS:
        acting.act_in(
            services,
            pen.conn,
            pen.who,
            application["record_id"],
            Wanted(act=Act.OBJECTED, on=pen.written.on, note=f"{row['case_no']} 异议属实"),
            now=pen.written.at,
        )


def _go_on(services: Services, pen: Pen, row: Named) -> None:
    listed = procedures.by_number(pen.conn, "publicity_list", row["list_no"], row["county"])
    if listed is None or listed["state"] != ListState.PAUSED:
        return
    pauses = [
        each for each in objections.pauses(objections.of_list(pen.conn, listed)) if not each.item
    ]
    clock = item_clock(listed["start_date"], frozenset(), pauses, settings.calendar(services))
    if clock.ends is not None:
        resumed = _lists_pen(pen, "resume", ListState.POSTED)
        resumed.change(PUBLICITY_LIST, listed, {"end_date": clock.ends})

"""Writing in registers: new records, corrections, changes in life, ends (domain.md 5.8)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from server import ledger
from server.core.errors import NotFound, ReasonNeeded, RecordInvalid
from server.core.finding import Finding
from server.core.registers.desk import Saved
from server.core.registers.reasons import Reason
from server.core.registers.register import VALID_FROM, Complaint
from server.registers.access import units_of, writable
from server.registers.guarding import refuse_frozen, refuse_guided
from server.registers.judging import judge_again
from server.registers.resolving import Resolver
from server.registers.schemas import Examined, checked, examined
from server.store import register_acts, registers
from server.store.register_acts import KEPT
from server.store.register_history import Act, Kind
from server.store.tables.registers import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date, datetime

    from sqlalchemy import Connection

    from server.core.desk.people import Asker
    from server.core.registers.register import Register
    from server.secrets import Sealer
    from server.services import Services
    from server.store.named import Named

    Raw = Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """The reason of a change, with what the person says about it; a new record needs none."""

    reason: Reason | None = Reason.ENTRY_ERROR
    note: str = ""


def act_of(who: Asker, why: Why, now: datetime) -> Act:
    """The act as the history keeps it."""
    return Act(
        at=now,
        actor_id=who.id,
        actor_name=who.name,
        reason=why.reason.value if why.reason else "",
        note=why.note.strip()[:500],
    )


def finding(register: Register, complaint: Complaint) -> Finding:
    """A complaint as people are told it: with the name of the column."""
    column = register.by_name.get(complaint.field)
    zh = f"{column.zh}：" if column else ""
    en = f"{column.en}: " if column else ""
    return Finding(
        zh + complaint.zh,
        en + complaint.en,
        complaint.severity,
        column=complaint.field or None,
        code=complaint.field,
    )


def first_of_each(complaints: Iterable[Complaint]) -> tuple[Complaint, ...]:
    """One complaint a column: what follows from the first is not said again."""
    found: dict[str, Complaint] = {}
    for complaint in complaints:
        if complaint.field:
            found.setdefault(complaint.field, complaint)
        else:
            found[f" {len(found)}"] = complaint
    return tuple(found.values())


def judged(resolver: Resolver, register: Register, raw: Raw, *, strict: bool = True) -> Examined:
    """A whole record read and judged: by its columns, by what it points at, by the register."""
    resolved, lost = resolver.resolved(raw)
    read = examined(register, resolved, strict=strict)
    complaints = [*lost, *read.complaints, *resolver.complaints(read.values)]
    if not any(complaints):
        complaints = list(checked(register, read.values))
    return Examined(read.values, first_of_each(complaints))


def look(
    services: Services, who: Asker, name: str, raw: Raw, *, record_id: int | None = None
) -> Examined:
    """What would be said of these values, of a new record or of a change; nothing is written."""
    register = writable(who, name)
    with services.store.read() as conn:
        resolver = Resolver(services, conn, who, register)
        if record_id is None:
            return judged(resolver, register, raw)
        row = _periods(conn, who, register, record_id)[0]
        before = ledger.values_of(register, row, services.sealer)
        return _merged(resolver, register, raw, before)


def create(
    services: Services, who: Asker, name: str, raw: Raw, *, note: str = "", now: datetime
) -> Saved:
    """Write a new record.

    Raise RecordInvalid with what does not fit, RecordExists, NotAllowed, NotFound.
    """
    register = writable(who, name)

    def work(conn: Connection) -> Saved:
        judgement = judged(Resolver(services, conn, who, register), register, raw)
        refuse(register, judgement)
        ledger.number_missing(conn, register, judgement.values)
        columns = ledger.columns_of(register, whole(register, judgement.values), services.sealer)
        act = act_of(who, Why(reason=None, note=note), now)
        key = register_acts.create(conn, register, columns, act)
        judge_again(services, conn, register, [(key, columns)], now=now)
        return Saved(key, judgement.warnings)

    return services.store.write(work)


def whole(register: Register, values: Mapping[str, object]) -> dict[str, object]:
    """Every column, empty ones too, so that all of the table's columns are written."""
    return {column.name: values.get(column.name) for column in register.columns}


def refuse(register: Register, judgement: Examined) -> None:
    """Raise RecordInvalid when there are errors."""
    if judgement.errors:
        raise RecordInvalid([finding(register, each) for each in judgement.errors])


def change(
    services: Services,
    who: Asker,
    name: str,
    record_id: int,
    raw: Raw,
    *,
    why: Why,
    row_version: int,
    period_id: int | None = None,
    since: date | None = None,
    now: datetime,
) -> Saved:
    """Change columns of a record; those that are not in `raw` stay, empty sealed ones too.

    With Reason.CHANGED the new values hold from `since` on in a period of their own; any other
    reason rewrites the period (`period_id`, else the newest).  Raise RecordInvalid, RecordExists,
    PeriodsOverlap, ChangedMeanwhile, ReasonNeeded, NotAllowed, NotFound.
    """
    register = writable(who, name)
    opens_period = why.reason is not None and why.reason.opens_period
    if opens_period and since is None:
        raise RecordInvalid([finding(register, _since_needed())])

    def work(conn: Connection) -> Saved:
        rows = _periods(conn, who, register, record_id)
        row = next((each for each in rows if period_id in {None, each["id"]}), None)
        if row is None:
            raise NotFound
        refuse_frozen(conn, register, row)
        before = ledger.values_of(register, row, services.sealer)
        judgement = _merged(Resolver(services, conn, who, register), register, raw, before)
        refuse(register, judgement)
        refuse_guided(register, before, judgement.values)
        seen = {**row, "row_version": row_version}
        act = act_of(who, why, now)
        if opens_period:
            columns = _going_on(register, judgement.values, before, row, services.sealer)
            register_acts.open_period(conn, register, seen, {**columns, "valid_from": since}, act)
        else:
            columns = _changed(register, judgement.values, before, services.sealer)
            if row is not rows[-1] and register.since != VALID_FROM.name:
                columns.pop("valid_from", None)  # a later period began with a change, not with it
            register_acts.rewrite(conn, register, seen, columns, act)
        judge_again(services, conn, register, [(record_id, row), (record_id, columns)], now=now)
        return Saved(record_id, judgement.warnings)

    return services.store.write(work)


def _since_needed() -> Complaint:
    return Complaint(
        VALID_FROM.name, "情况变化要写明从哪一天起", "a change in life needs the day it begins"
    )


def _merged(
    resolver: Resolver, register: Register, raw: Raw, before: Mapping[str, object]
) -> Examined:
    """The record as it will be, judged as a whole."""
    given = {
        name: value
        for name, value in raw.items()
        if name not in register.by_name or not (register.by_name[name].is_sealed and not value)
    }
    resolved, lost = resolver.resolved({**_anchors(before), **given})
    read = examined(register, {n: v for n, v in resolved.items() if n in given}, partial=True)
    values = {**before, **read.values}
    complaints = [*lost, *read.complaints, *resolver.complaints(read.values)]
    if not complaints:
        complaints = list(checked(register, values))
    return Examined(values, first_of_each(complaints))


def _anchors(before: Mapping[str, object]) -> dict[str, object]:
    """What names are looked up by: the household of a person."""
    return {"hh_no": before["hh_no"]} if "hh_no" in before else {}


def _changed(
    register: Register,
    after: Mapping[str, object],
    before: Mapping[str, object],
    sealer: Sealer,
) -> dict[str, object]:
    """Columns of the values that differ: sealing an equal one again would look like a change."""
    differing = {name: value for name, value in after.items() if value != before.get(name)}
    return ledger.columns_of(register, differing, sealer)


def _going_on(
    register: Register,
    after: Mapping[str, object],
    before: Mapping[str, object],
    row: Named,
    sealer: Sealer,
) -> dict[str, object]:
    """All columns of a period that follows `row`: what is not changed is taken over as it is."""
    said = {str(c.name): row[c.name] for c in TABLES[register.name].c if c.name not in KEPT}
    return {"county": row["county"], **said, **_changed(register, after, before, sealer)}


def _periods(conn: Connection, who: Asker, register: Register, record_id: int) -> Sequence[Named]:
    """Periods of a record in the asker's area, newest first; raise NotFound."""
    rows = registers.periods(conn, register, record_id, units_of(who))
    if not rows:
        raise NotFound
    return rows[::-1]


def end(
    services: Services,
    who: Asker,
    name: str,
    record_id: int,
    last_day: date,
    *,
    raw: Raw | None = None,
    why: Why,
    row_version: int,
    now: datetime,
) -> Saved:
    """Let a record hold no longer than `last_day`; `raw` may say more, as a benefit's end reason.

    Raise RecordInvalid for a day before it began, NotFound for registers whose records do not end.
    """
    register = writable(who, name)
    if not register.lasts:
        raise NotFound
    more = {**(raw or {}), register.until: last_day.isoformat()}

    def work(conn: Connection) -> Saved:
        row = _periods(conn, who, register, record_id)[0]
        before = ledger.values_of(register, row, services.sealer)
        judgement = _merged(Resolver(services, conn, who, register), register, more, before)
        refuse(register, judgement)
        columns = _changed(register, judgement.values, before, services.sealer)
        seen = {**row, "row_version": row_version}
        register_acts.rewrite(conn, register, seen, columns, act_of(who, why, now), kind=Kind.ENDED)
        judge_again(services, conn, register, [(record_id, row)], now=now)
        return Saved(record_id, judgement.warnings)

    return services.store.write(work)


def remove(
    services: Services, who: Asker, name: str, record_id: int, *, why: Why, now: datetime
) -> None:
    """Take a record out that should never have been there; a note saying why is needed."""
    register = writable(who, name)
    if not why.note.strip():
        raise ReasonNeeded

    def work(conn: Connection) -> None:
        rows = _periods(conn, who, register, record_id)[::-1]
        refuse_frozen(conn, register, rows[-1])
        register_acts.remove(conn, register, rows, act_of(who, why, now))
        judge_again(services, conn, register, [(record_id, rows[-1])], now=now)

    services.store.write(work)

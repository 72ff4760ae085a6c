"""One record of a register: its periods, its history, and showing a sealed value."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from server import ledger, places, standing
from server.core.days import LOCAL
from server.core.desk.people import May
from server.core.errors import NotAllowed, NotFound, ReasonNeeded
from server.core.registers.desk import RecordAct, RecordFile, RecordPeriod, ValueChange
from server.core.registers.masking import Hidden, is_open, masked
from server.core.registers.writing import text_of
from server.core.types import UnitCode
from server.registers.access import readable, shows, units_above, units_of, writes
from server.registers.known import periods_known
from server.registers.listing import labels_of
from server.store import audit, register_history, registers
from server.store.snapshots import typed
from server.store.tables.registers import TABLES, digest_name, main_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sqlalchemy import Connection

    from server.core.desk.people import Asker
    from server.core.registers.fields import RegisterField
    from server.core.registers.register import Register
    from server.services import Services
    from server.store.named import Named


def record(
    services: Services,
    who: Asker,
    name: str,
    record_id: int,
    *,
    now: datetime | None = None,
    known: date | None = None,
) -> RecordFile:
    """A record with its periods and history, and what the rules say of it on the day of `now`.

    With `known` its periods are those that were known at the end of that day (domain.md 5.8).
    Raise NotFound outside the area and before it was known, NotAllowed.
    """
    register = readable(who, name)
    units = units_of(who)
    with services.store.read() as conn:
        rows = registers.periods(conn, register, record_id, units, units_above(register, units))
        if not rows:
            raise NotFound
        acts = register_history.acts_of(conn, rows[-1]["county"], record_id)
        if known is not None:
            rows = periods_known(register, acts, _end_of(known))
        if not rows:
            raise NotFound
        labels = labels_of(services, conn, register, rows)
        is_mine = bool(registers.periods(conn, register, record_id, units))
        said = (
            standing.of_record(services, conn, name, record_id, now=now)
            if is_mine and now is not None and May.REVEAL in who.may
            else ()
        )
    tree = places.tree(services)
    unit = UnitCode(rows[-1]["unit_code"])
    return RecordFile(
        register=register,
        record_id=record_id,
        place=tree.lineage(unit)[1:] if unit in tree else (),
        periods=tuple(_period(services, who, register, row) for row in reversed(rows)),
        acts=tuple(_act(services, who, register, act) for act in acts),
        may_write=is_mine and writes(who, register),
        may_reveal=is_mine and May.REVEAL in who.may,
        labels=labels,
        issues=said,
    )


def _end_of(day: date) -> datetime:
    """The moment from which on nothing of a local day is told any more."""
    return datetime.combine(day + timedelta(days=1), time(), LOCAL)


def _period(services: Services, who: Asker, register: Register, row: Named) -> RecordPeriod:
    return RecordPeriod(
        id=row["id"],
        row_version=row["row_version"],
        valid_from=row["valid_from"],
        valid_to=row["valid_to"],
        values=ledger.shown_of(register, row, services.sealer, shows(who)),
        submission=row["source_submission_id"],
    )


def _act(services: Services, who: Asker, register: Register, act: Named) -> RecordAct:
    return RecordAct(
        at=act["at"],
        who=act["actor_name"],
        kind=act["kind"],
        reason=act["reason"],
        note=act["note"],
        submission=act["submission_id"],
        changes=tuple(_changes(services, who, register, act["changes"].get("columns", {}))),
        is_undone=act["is_undone"],
    )


def _changes(
    services: Services, who: Asker, register: Register, columns: Mapping[str, list[object]]
) -> Iterator[ValueChange]:
    """What an act changed, by declared column; values of before and after are masked alike."""
    before = _typed(register, {name: pair[0] for name, pair in columns.items()})
    after = _typed(register, {name: pair[1] for name, pair in columns.items()})
    for field in register.columns:
        if main_name(field) in columns or (field.is_sealed and digest_name(field) in columns):
            yield ValueChange(
                field,
                _seen(services, who, field, before),
                _seen(services, who, field, after),
            )


def _typed(register: Register, columns: Mapping[str, object]) -> dict[str, object]:
    """Columns of a table with all others empty."""
    table = TABLES[register.name]
    blank: dict[str, object] = dict.fromkeys(table.c.keys())
    return blank | {name: typed(table.c[name].type, value) for name, value in columns.items()}


def _seen(
    services: Services, who: Asker, field: RegisterField, row: Mapping[str, object]
) -> object | Hidden | None:
    value = ledger.value_of(field, row, services.sealer)
    return value if is_open(field, shows(who)) else masked(field, value)


def reveal(
    services: Services,
    who: Asker,
    name: str,
    record_id: int,
    column: str,
    *,
    purpose: str,
    now: datetime,
) -> str:
    """A masked value of the newest period in full, for a purpose that is logged with it.

    Raise ReasonNeeded without one, NotAllowed for posts that may not, NotFound otherwise.
    """
    register = readable(who, name)
    field = register.by_name.get(column)
    if May.REVEAL not in who.may:
        raise NotAllowed
    if field is None:
        raise NotFound
    if not purpose.strip():
        raise ReasonNeeded

    def work(conn: Connection) -> str:
        rows = registers.periods(conn, register, record_id, units_of(who))
        if not rows:
            raise NotFound
        value = ledger.value_of(field, rows[-1], services.sealer)
        audit.note(
            conn,
            "register.reveal",
            at=now,
            by=who.id,
            subject=f"{register.name} {record_id}",
            details={"field": field.name},
            notes=purpose.strip(),
        )
        return text_of(value)

    return services.store.write(work)

"""What registers hold: the registers themselves, a page of one, all rows for a file."""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import orjson

from server import ledger, places
from server.core import idnumber
from server.core.days import local_date
from server.core.errors import UnexpectedValue
from server.core.registers import REGISTERS
from server.core.registers.desk import RecordLine, RegisterCard, RegisterPage
from server.core.registers.fields import FieldType
from server.core.registers.filters import Asked, ordering, parsed
from server.core.registers.rights import may_read
from server.core.types import UnitCode
from server.registers.access import readable, shows, units_above, units_of, writes
from server.store import audit, counters, households, registers
from server.store.snapshots import plain, typed
from server.store.tables.registers import TABLES, main_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from server.core.desk.people import Asker
    from server.core.registers.fields import RegisterField
    from server.core.registers.filters import Sort
    from server.core.registers.register import Register
    from server.services import Services
    from server.store.named import Named

FULL_ID = re.compile(r"\d{17}[\dXx]")
ALL = "all"
"""Asks for the newest of every record, ended ones too."""

Labels = dict[str, dict[str, str]]


def cards(services: Services, who: Asker) -> tuple[RegisterCard, ...]:
    """The registers the asker may open, with how many records the area holds."""
    mine = [each for each in REGISTERS if may_read(who.post, each)]
    if not mine:
        return ()
    with services.store.read() as conn:
        held = counters.totals(conn, units_of(who))
    return tuple(
        RegisterCard(each, held.get(f"{counters.REGISTER}{each.name}", 0), writes(who, each))
        for each in mine
    )


def asked_for(
    register: Register,
    who: Asker,
    *,
    pairs: Iterable[tuple[str, str]] = (),
    text: str = "",
    on: str = "",
    sort: str = "",
    now: datetime,
) -> Asked:
    """What a list shows, from an address; raise UnexpectedValue, NotAllowed (`core.filters`)."""
    return Asked(
        filters=parsed(register, pairs, shows(who)),
        text=text.strip(),
        on=_day(register, on.strip(), now),
        sort=ordering(register, sort.strip(), shows(who)),
    )


def _day(register: Register, text: str, now: datetime) -> date | None:
    if text == ALL or (not text and not register.lasts):
        return None
    if not text:
        return local_date(now)
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise UnexpectedValue(field="on", reason="a day like 2026-01-31 is needed") from error


def page(
    services: Services,
    who: Asker,
    name: str,
    asked: Asked,
    *,
    unit: UnitCode | None = None,
    after: str | None = None,
    limit: int = 50,
    now: datetime,
) -> RegisterPage:
    """A page of a register as the asker may see it; looking for a full ID number is logged.

    Raise NotFound for an unknown register or a unit outside the area, NotAllowed.
    """
    register = readable(who, name)
    units = units_of(who, unit)
    digest = _digest(services, register, asked.text)
    if digest is not None:
        _log_search(services, who, register, now)
    with services.store.read() as conn:
        where = registers.matching(
            register, asked, units=units, above=units_above(register, units), digest=digest
        )
        rows = registers.page(
            conn,
            register,
            where,
            asked.sort,
            after=_opened(register, asked.sort, after),
            limit=limit + 1,
        )
        total = _total(conn, register, asked, units, where)
        labels = labels_of(services, conn, register, rows[:limit])
    return RegisterPage(
        register=register,
        columns=register.listed,
        lines=tuple(_line(services, who, register, row) for row in rows[:limit]),
        asked=asked,
        total=total,
        after=_closed(register, asked.sort, rows[limit - 1]) if len(rows) > limit else None,
        may_write=writes(who, register),
        labels=labels,
    )


def _total(
    conn: Connection,
    register: Register,
    asked: Asked,
    units: Sequence[UnitCode],
    where: registers.Where,
) -> int:
    """How many rows match; a whole list of one's area is known from its counter (D11)."""
    if asked.filters or asked.text or asked.on is not None or register.is_public:
        return registers.total(conn, register, where)
    return counters.totals(conn, units).get(f"{counters.REGISTER}{register.name}", 0)


def _digest(services: Services, register: Register, text: str) -> str | None:
    findable = any(field.find and field.is_sealed for field in register.fields)
    if not (findable and FULL_ID.fullmatch(text)):
        return None
    return services.sealer.digest(idnumber.normalise(text))


def _log_search(services: Services, who: Asker, register: Register, now: datetime) -> None:
    services.store.write(
        lambda conn: audit.note(
            conn, "register.search_id", at=now, by=who.id, subject=register.name
        )
    )


def _line(services: Services, who: Asker, register: Register, row: Named) -> RecordLine:
    return RecordLine(
        record_id=row["record_id"],
        values=ledger.shown_of(register, row, services.sealer, shows(who)),
        valid_from=row["valid_from"],
        valid_to=row["valid_to"],
    )


def labels_of(
    services: Services, conn: Connection, register: Register, rows: Sequence[Mapping[str, object]]
) -> Labels:
    """Names of the units and persons that stand in some rows."""
    tree = places.tree(services)
    found: Labels = {}
    for field in register.columns:
        held = {str(row[main_name(field)]) for row in rows if row[main_name(field)]}
        if field.type is FieldType.PLACE:
            names = {code: tree.get(UnitCode(code)).name for code in held if UnitCode(code) in tree}
            found[field.name] = names
        elif field.type is FieldType.PERSON and not field.is_sealed:
            counties = {str(row["county"]) for row in rows}
            found[field.name] = households.person_names(conn, counties, held)
    return found


def _closed(register: Register, sort: Sequence[Sort], row: Named) -> str:
    """A cursor: where the page ended, in the order of the list."""
    values = [plain(value) for value in registers.cursor_values(register, row, sort)]
    return base64.urlsafe_b64encode(orjson.dumps(values)).decode().rstrip("=")


def _opened(
    register: Register, sort: Sequence[Sort], cursor: str | None
) -> Sequence[object] | None:
    if not cursor:
        return None
    try:
        values = orjson.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, ValueError) as error:
        raise UnexpectedValue(field="after", reason="not a cursor of this list") from error
    columns = TABLES[register.name].c
    names = [main_name(register.by_name[each.column]) for each in sort]
    if not isinstance(values, list) or len(values) != len(names) + 1:
        raise UnexpectedValue(field="after", reason="not a cursor of this list")
    return [*(typed(columns[n].type, v) for n, v in zip(names, values, strict=False)), values[-1]]


def every(
    services: Services, who: Asker, name: str, asked: Asked, *, unit: UnitCode | None = None
) -> Iterator[Mapping[str, object]]:
    """Values of all rows as the asker may see them, one batch of rows in memory at a time."""
    register = readable(who, name)
    units = units_of(who, unit)
    without_id = replace(asked, text="" if FULL_ID.fullmatch(asked.text) else asked.text)
    with services.store.read() as conn:
        where = registers.matching(
            register, without_id, units=units, above=units_above(register, units)
        )
        for row in registers.every(conn, register, where, asked.sort):
            yield ledger.shown_of(register, row, services.sealer, shows(who))


def visible_columns(register: Register) -> tuple[RegisterField, ...]:
    """Columns of a file: sealed ones leave only as encrypted files (domain.md 5.7)."""
    return tuple(column for column in register.columns if not column.is_sealed)

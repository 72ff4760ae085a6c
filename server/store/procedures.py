"""Acts of procedures, and records of the registers they are about."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import case, func, insert, or_, select

from server.core.registers import BY_NAME
from server.store.clauses import within
from server.store.ids import new_id
from server.store.named import named_rows
from server.store.registers import visible
from server.store.tables.procedures import list_print, procedure_act
from server.store.tables.registers import TABLES

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import date, datetime

    from sqlalchemy import ColumnElement, Connection

    from server.store.named import Named

CHUNK = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """One act as it is written down."""

    subject: str
    act: str
    from_state: str
    to_state: str
    on: date
    at: datetime
    actor_id: int | None
    actor_name: str
    document: str = ""
    note: str = ""
    details: Mapping[str, Any] = field(default_factory=dict)


def note(conn: Connection, row: Named, done: Done) -> None:
    """Write down an act on the record of `row`, a period of a register."""
    conn.execute(
        insert(procedure_act),
        [
            {
                "county": row["county"],
                "id": new_id(),
                "subject": done.subject,
                "record_id": row["record_id"],
                "unit_code": row["unit_code"],
                "act": done.act,
                "from_state": done.from_state,
                "to_state": done.to_state,
                "on_date": done.on,
                "at": done.at,
                "actor_id": done.actor_id,
                "actor_name": done.actor_name,
                "document": done.document[:120],
                "note": done.note[:2_000],
                "details": done.details,
            }
        ],
    )


def acts_of(conn: Connection, record_id: int) -> Sequence[Named]:
    """The acts on a record, oldest first."""
    return named_rows(
        conn,
        select(procedure_act)
        .where(procedure_act.c.record_id == record_id)
        .order_by(procedure_act.c.id),
    )


def acts_of_all(conn: Connection, record_ids: Collection[int]) -> Sequence[Named]:
    """The acts on many records, oldest first."""
    keys, found = list(record_ids), list[Any]()
    for at in range(0, len(keys), CHUNK):
        found += named_rows(
            conn,
            select(procedure_act)
            .where(procedure_act.c.record_id.in_(keys[at : at + CHUNK]))
            .order_by(procedure_act.c.id),
        )
    return found


def record(conn: Connection, register: str, record_id: int, units: Iterable[str]) -> Named | None:
    """A record of a register in its newest period, if it lies in these units."""
    table = TABLES[register]
    rows = named_rows(
        conn,
        select(table).where(
            table.c.record_id == record_id, table.c.is_last.is_(True), visible(table, units)
        ),
    )
    return rows[0] if rows else None


def records(
    conn: Connection,
    register: str,
    units: Iterable[str],
    *,
    order: tuple[str, ...] = ("id",),
    limit: int | None = None,
    more: Sequence[ColumnElement[bool]] = (),
    **equal: object,
) -> Sequence[Named]:
    """Records of some units with these values; a collection stands for any of its values."""
    table = TABLES[register]
    where = [table.c.is_last.is_(True), visible(table, units), *more]
    where += [_equals(table.c[name], value) for name, value in equal.items()]
    query = select(table).where(*where)
    for name in order:
        column = table.c[name.removeprefix("-")]
        query = query.order_by(column.desc() if name.startswith("-") else column)
    return named_rows(conn, query.limit(limit) if limit else query)


def _equals(column: ColumnElement[Any], value: object) -> ColumnElement[bool]:
    if isinstance(value, (set, frozenset, tuple, list)):
        return column.in_([*value])
    return column.is_(None) if value is None else column == value


def by_number(conn: Connection, register: str, number: str, county: str) -> Named | None:
    """The record of a running number in a county, in its newest period; or None."""
    table = TABLES[register]
    name = next(f.name for f in BY_NAME[register].fields if f.series)
    rows = named_rows(
        conn,
        select(table).where(
            table.c.county == county, table.c[name] == number, table.c.is_last.is_(True)
        ),
    )
    return rows[0] if rows else None


def application_counts(
    conn: Connection, units: Iterable[str], day: date, **equal: object
) -> dict[str, tuple[int, int]]:
    """Applications by state, and how many of them are overdue on `day`."""
    table = TABLES["application"]
    late = func.sum(case((table.c.due_date < day, 1), else_=0))
    rows = conn.execute(
        select(table.c.state, func.count(), late)
        .where(
            table.c.is_last.is_(True),
            within(table.c.unit_code, units),
            *(table.c[name] == value for name, value in equal.items()),
        )
        .group_by(table.c.state)
    )
    return {state: (int(n), int(overdue or 0)) for state, n, overdue in rows}


def own_steps(conn: Connection, county: str, day: date) -> Sequence[Named]:
    """Steps a county has set itself, in force on `day`."""
    return _in_force(conn, "procedure_step", county, day)


def _in_force(conn: Connection, register: str, county: str, day: date) -> Sequence[Named]:
    table = TABLES[register]
    return named_rows(
        conn,
        select(table).where(
            table.c.county == county,
            table.c.valid_from <= day,
            or_(table.c.valid_to.is_(None), table.c.valid_to >= day),
        ),
    )


def running_benefits(conn: Connection, county: str, hh_no: str, day: date) -> Sequence[Named]:
    """Benefits of a household and its members that run on `day`."""
    table = TABLES["benefit"]
    return named_rows(
        conn,
        select(table).where(
            table.c.county == county,
            table.c.hh_no == hh_no,
            table.c.valid_from <= day,
            or_(table.c.valid_to.is_(None), table.c.valid_to >= day),
        ),
    )


def benefit_of(conn: Connection, county: str, application_no: str) -> Named | None:
    """The benefit an application led to, in its newest period; or None."""
    table = TABLES["benefit"]
    rows = named_rows(
        conn,
        select(table)
        .where(
            table.c.county == county,
            table.c.application_no == application_no,
            table.c.is_last.is_(True),
        )
        .order_by(table.c.id.desc())
        .limit(1),
    )
    return rows[0] if rows else None


def freeze(
    conn: Connection, row: Named, content: Mapping[str, Any], checksum: str, at: datetime
) -> None:
    """Keep what an approved list shows."""
    conn.execute(
        insert(list_print),
        [
            {
                "county": row["county"],
                "id": new_id(),
                "record_id": row["record_id"],
                "list_no": row["list_no"],
                "content": content,
                "checksum": checksum,
                "at": at,
            }
        ],
    )


def frozen(conn: Connection, record_id: int) -> Named | None:
    """What a list shows since it was approved, or None before."""
    rows = named_rows(conn, select(list_print).where(list_print.c.record_id == record_id))
    return rows[0] if rows else None


def frozen_by_number(conn: Connection, list_no: str) -> Named | None:
    """The frozen content of a list by its number, or None."""
    rows = named_rows(conn, select(list_print).where(list_print.c.list_no == list_no))
    return rows[0] if rows else None


def petitions(
    conn: Connection, county: str, *, list_nos: Collection[str], names: Collection[str]
) -> Sequence[Named]:
    """Petitions about lists of these numbers or households of these names, newest first."""
    table = TABLES["petition"]
    about = [table.c.item.in_([*names])]
    if list_nos:
        about.append(table.c.list_no.in_([*list_nos]))
    return named_rows(
        conn,
        select(table)
        .where(table.c.county == county, table.c.is_last.is_(True), or_(*about))
        .order_by(table.c.recv_time.desc(), table.c.id.desc()),
    )


def open_objections(conn: Connection, list_nos: Collection[str]) -> dict[str, int]:
    """Objections without a finding, by the number of the list."""
    table = TABLES["petition"]
    rows = conn.execute(
        select(table.c.list_no, func.count())
        .where(
            table.c.list_no.in_([*list_nos]),
            table.c.is_last.is_(True),
            table.c.kind == "1",
            table.c.check_result.is_(None),
        )
        .group_by(table.c.list_no)
    )
    return {str(number): int(n) for number, n in rows}


def listed_since(
    conn: Connection, numbers: Sequence[str], *, round_no: str
) -> dict[str, list[datetime]]:
    """When applications were put on lists of a round that were not withdrawn."""
    item, above = TABLES["publicity_item"], TABLES["publicity_list"]
    found: dict[str, list[datetime]] = {}
    for at in range(0, len(numbers), CHUNK):
        rows = conn.execute(
            select(item.c.application_no, item.c.created_at)
            .join(
                above,
                (above.c.list_no == item.c.list_no)
                & (above.c.county == item.c.county)
                & above.c.is_last.is_(True),
            )
            .where(
                item.c.is_last.is_(True),
                item.c.application_no.in_(numbers[at : at + CHUNK]),
                above.c.round == round_no,
                above.c.state != "withdrawn",
            )
        )
        for number, created_at in rows:
            found.setdefault(number, []).append(created_at)
    return found


def lists_naming(
    conn: Connection, county: str, numbers: Collection[str], *, round_no: str
) -> Sequence[Named]:
    """Lists of a round that name one of these applications."""
    item, above = TABLES["publicity_item"], TABLES["publicity_list"]
    named = select(item.c.list_no).where(
        item.c.county == county, item.c.application_no.in_([*numbers]), item.c.is_last.is_(True)
    )
    return named_rows(
        conn,
        select(above).where(
            above.c.county == county,
            above.c.is_last.is_(True),
            above.c.round == round_no,
            above.c.list_no.in_(named),
        ),
    )

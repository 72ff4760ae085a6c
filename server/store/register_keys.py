"""No two records of one key on one day, no two periods of one record: checked where it is written.

Running numbers of registers are given here too.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, or_, select
from sqlalchemy.dialects import postgresql, sqlite

from server.core.errors import PeriodsOverlap, RecordExists
from server.core.registers import BY_NAME
from server.store.submissions import claim
from server.store.tables.registers import TABLES, digest_name, main_name, register_number
from server.store.tapes import drawn_number

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection, Select

    from server.core.registers.register import Register

    Columns = Mapping[str, Any]


def refuse_double(
    conn: Connection, register: Register, columns: Columns, *, record_id: int | None
) -> None:
    """Raise RecordExists when another record of the same key is in force on one of the days."""
    if not register.key:
        return
    hold_keys(conn, register, columns["county"])
    if double(conn, register, columns, record_id=record_id) is not None:
        raise RecordExists(
            fields_zh="、".join(register.by_name[name].zh for name in register.key),
            fields_en=", ".join(register.by_name[name].en for name in register.key),
        )


def hold_keys(conn: Connection, register: Register, county: str) -> None:
    """Make looking for a double and writing one step, until the transaction ends."""
    claim(conn, f"{register.name}:{county}")


def double(
    conn: Connection, register: Register, columns: Columns, *, record_id: int | None
) -> int | None:
    """The record that shares the key and a day with these columns, or None."""
    names = key_columns(register)
    given = {name: columns.get(name) for name in names}
    empty = frozenset(name for name, value in given.items() if value is None)
    ends = columns.get("valid_to")
    query = _double_query(register.name, empty, ends=ends is not None)
    found = conn.execute(
        query,
        {
            "its_county": columns["county"],
            "its_record": -1 if record_id is None else record_id,
            "its_from": columns["valid_from"],
            **({} if ends is None else {"its_to": ends}),
            **{f"its_{name}": value for name, value in given.items() if value is not None},
        },
    ).scalar()
    return None if found is None else int(found)


def key_columns(register: Register) -> tuple[str, ...]:
    """Columns of the table that make up the key."""
    fields = [register.by_name[name] for name in register.key]
    return tuple(digest_name(f) if f.is_sealed else main_name(f) for f in fields)


@cache
def _double_query(register_name: str, empty: frozenset[str], *, ends: bool) -> Select[int]:
    """The question asked for every row of a file, built once."""
    table = TABLES[register_name]
    where = [
        table.c.county == bindparam("its_county"),
        table.c.record_id != bindparam("its_record"),
    ]
    for name in key_columns(BY_NAME[register_name]):
        column = table.c[name]
        where.append(column.is_(None) if name in empty else column == bindparam(f"its_{name}"))
    where.append(or_(table.c.valid_to.is_(None), table.c.valid_to >= bindparam("its_from")))
    if ends:
        where.append(table.c.valid_from <= bindparam("its_to"))
    return select(table.c.record_id).where(*where).limit(1)


def refuse_overlap(conn: Connection, register: Register, after: Columns) -> None:
    """Periods of one record follow each other, and none ends before it begins.

    Raise PeriodsOverlap.
    """
    if after["valid_to"] is not None and after["valid_to"] < after["valid_from"]:
        raise PeriodsOverlap(since=after["valid_from"].isoformat())
    table = TABLES[register.name]
    other = conn.execute(
        select(table.c.valid_from)
        .where(
            table.c.county == after["county"],
            table.c.record_id == after["record_id"],
            table.c.id != after["id"],
            or_(table.c.valid_to.is_(None), table.c.valid_to >= after["valid_from"]),
            *([] if after["valid_to"] is None else [table.c.valid_from <= after["valid_to"]]),
        )
        .limit(1)
    ).scalar()
    if other is not None:
        raise PeriodsOverlap(since=other.isoformat())


def next_number(conn: Connection, series: str) -> int:
    """The next running number of a series, from 1."""
    return drawn_number(lambda: _next(conn, series))


def _next(conn: Connection, series: str) -> int:
    dialect = postgresql if conn.dialect.name == "postgresql" else sqlite
    return int(
        conn.execute(
            dialect.insert(register_number)
            .values(series=series, last=1)
            .on_conflict_do_update(
                index_elements=["series"], set_={"last": register_number.c.last + 1}
            )
            .returning(register_number.c.last)
        ).scalar_one()
    )

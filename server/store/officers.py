"""Offices and their people as registered: what report R-12 adds up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from server.store.clauses import within
from server.store.named import named_rows
from server.store.registers import in_force
from server.store.tables.registers import TABLES

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from sqlalchemy import Connection

    from server.store.named import Named


def staff(conn: Connection, unit: str, day: date) -> Sequence[Named]:
    """Everybody of the staff register in post on a day."""
    table = TABLES["staff"]
    return named_rows(
        conn,
        select(
            table.c.unit_code,
            table.c.education,
            table.c.birth_year,
            table.c.full_time,
            table.c.post,
        ).where(within(table.c.unit_code, [unit]), in_force(table, day)),
    )


def offices(conn: Connection, unit: str, year: int) -> Sequence[Named]:
    """The newest profile of each office up to a year."""
    table = TABLES["office_profile"]
    newest = (
        select(table.c.unit_code, func.max(table.c.year).label("year"))
        .where(within(table.c.unit_code, [unit]), table.c.year <= year, table.c.is_last.is_(True))
        .group_by(table.c.unit_code)
        .subquery()
    )
    return named_rows(
        conn,
        select(table).join(
            newest, (newest.c.unit_code == table.c.unit_code) & (newest.c.year == table.c.year)
        ),
    )


def register_counts(
    conn: Connection, name: str, unit: str, day: date, *, by: str | None = None
) -> dict[str, int]:
    """Records of a register in force on a day, by the values of a column; '' without one."""
    table = TABLES[name]
    where = (within(table.c.unit_code, [unit]), in_force(table, day))
    if by is None:
        return {"": int(conn.execute(select(func.count()).where(*where)).scalar_one())}
    rows = conn.execute(select(table.c[by], func.count()).where(*where).group_by(table.c[by]))
    return {str(value): int(n) for value, n in rows}


def happened(conn: Connection, name: str, unit: str, first: date, last: date) -> int:
    """Records of a register of things that happened, between two days."""
    table = TABLES[name]
    return int(
        conn.execute(
            select(func.count()).where(
                within(table.c.unit_code, [unit]),
                table.c.is_last.is_(True),
                table.c.valid_from >= first,
                table.c.valid_from <= last,
            )
        ).scalar_one()
    )

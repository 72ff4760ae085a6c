"""What pages tell of a household's life beside its values: acts, records of registers, heirs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from server.core.days import local_date
from server.core.desk.acts import LifeLine, RegisterLine
from server.core.desk.people import May
from server.core.registers import BY_NAME
from server.core.registers.fields import FieldType
from server.core.registers.rights import may_read
from server.store import household_acts, households, lookalikes
from server.store.named import named_rows
from server.store.tables.registers import TABLES, main_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from sqlalchemy import Connection

    from server.core.desk.people import Asker
    from server.core.registers.register import Register
    from server.store.households import AnyRow
    from server.store.named import Named

MOST_RECORDS = 100
DIFFERENT = "different"
SHOWN = frozenset(
    {"kind", "class", "amount", "visit_date", "visit_type", "state", "event_no", "date"}
)


def lines(
    conn: Connection, who: Asker, county: str, household_id: int, *, on: date | None = None
) -> tuple[LifeLine, ...]:
    """Acts about a household, the newest first; with `on` those told by that day."""
    rows = household_acts.of_household(conn, county, household_id)
    if on is not None:
        rows = [row for row in rows if local_date(row.at) <= on]
    return told(rows, who)


def told(rows: Iterable[AnyRow], who: Asker) -> tuple[LifeLine, ...]:
    """Acts as pages show them; only the newest that stands may be undone."""
    may = May.KEEP_HOUSEHOLDS in who.may
    found = list(rows)
    standing = (row.id for row in found if row.undone_at is None and row.kind != DIFFERENT)
    newest = max(standing, default=0)
    return tuple(
        LifeLine(
            id=row.id,
            kind=row.kind,
            on_date=row.on_date,
            at=row.at,
            who=row.actor_name,
            person_id=row.person_id,
            submission=row.submission_id,
            note=row.note,
            details={
                name: value
                for name, value in row.details.items()
                if name not in {"versions", "moved", "same"}
            },
            undone_at=row.undone_at,
            undone_by=row.undone_name,
            may_undo=may and row.id == newest and row.submission_id is None,
        )
        for row in found
    )


def about_households() -> Iterator[tuple[Register, str]]:
    """Registers that name households, with the column."""
    for register in BY_NAME.values():
        for column in register.columns:
            if column.type is FieldType.HOUSEHOLD:
                yield register, main_name(column)


def records(
    conn: Connection, who: Asker, row: AnyRow, person_id: int | None = None
) -> tuple[RegisterLine, ...]:
    """Records of the registers one may read about a household, the newest first."""
    found: list[RegisterLine] = []
    for register, column in about_households():
        if may_read(who.post, register):
            found += _of_register(conn, register, column, row, person_id)
    found.sort(key=lambda line: (line.since is None, line.since), reverse=True)
    return tuple(found[:MOST_RECORDS])


def _of_register(
    conn: Connection, register: Register, column: str, row: AnyRow, person_id: int | None
) -> Iterator[RegisterLine]:
    table = TABLES[register.name]
    query = select(table).where(
        table.c.county == row.county, table.c[column] == row.hh_no, table.c.is_last.is_(True)
    )
    for each in named_rows(conn, query.limit(MOST_RECORDS)):
        yield _line(register, each, person_id)


def _line(register: Register, row: Named, person_id: int | None) -> RegisterLine:
    return RegisterLine(
        register=register.name,
        record_id=row["record_id"],
        zh=register.zh,
        en=register.en,
        values={name: row[name] for name in row if name in SHOWN},
        since=row["valid_from"],
        until=row["valid_to"],
        is_own=person_id is not None and str(row.get("person_id") or "") == str(person_id),
    )


def relatives(conn: Connection, row: AnyRow, units: Sequence[str]) -> tuple[str, str]:
    """Numbers of the household that goes on for this one, and of the one it was split from."""
    return (
        _number(conn, row.county, row.merged_into, units),
        _number(conn, row.county, row.origin_id, units),
    )


def _number(conn: Connection, county: str, key: int | None, units: Sequence[str]) -> str:
    row = None if key is None else households.by_id(conn, county, key)
    if row is None:
        return ""
    inside = households.by_number(conn, row.hh_no, units)
    return row.hh_no if inside is not None else ""


def waiting(conn: Connection, county: str, ids: Sequence[int], units: Sequence[str]) -> int:
    """How many pairs wait in which one of these stands, of those one may see."""
    return lookalikes.waiting_about(conn, county, ids, units)


def counted(conn: Connection, row: AnyRow) -> dict[str, int]:
    """How many records each register holds about a household, those without any left out."""
    found = {}
    for register, column in about_households():
        table = TABLES[register.name]
        n = conn.execute(
            select(func.count())
            .select_from(table)
            .where(
                table.c.county == row.county,
                table.c[column] == row.hh_no,
                table.c.is_last.is_(True),
            )
        ).scalar_one()
        if n:
            found[register.name] = int(n)
    return found

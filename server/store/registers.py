"""Records of registers: finding, listing by any column, counting."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, false, func, or_, select

from server.core.registers.fields import FieldType
from server.core.registers.filters import Op
from server.store.clauses import within
from server.store.named import named_rows
from server.store.tables.registers import TABLES, digest_name, main_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from sqlalchemy import ColumnElement, Connection, Select, Table

    from server.core.registers.filters import Asked, Filter, Sort
    from server.core.registers.register import Register
    from server.core.types import UnitCode
    from server.store.named import Named

    Where = list[ColumnElement[bool]]

BATCH = 500


def visible(table: Table, units: Iterable[str], above: Iterable[str] = ()) -> ColumnElement[bool]:
    """Rows of some units; with `above` also those that belong to these units themselves."""
    inside = within(table.c.unit_code, units)
    wider = tuple(above)
    return or_(inside, table.c.unit_code.in_(wider)) if wider else inside


def in_force(table: Table, on: date | None) -> ColumnElement[bool]:
    """Periods in force on a day; without one the newest of each record."""
    if on is None:
        return table.c.is_last.is_(True)
    return and_(table.c.valid_from <= on, or_(table.c.valid_to.is_(None), table.c.valid_to >= on))


def matching(
    register: Register,
    asked: Asked,
    *,
    units: Iterable[str],
    above: Iterable[str] = (),
    digest: str | None = None,
) -> Where:
    """What a list is narrowed to; `digest` stands for a full number somebody looks for."""
    table = TABLES[register.name]
    where: Where = [visible(table, units, above), in_force(table, asked.on)]
    where += [_condition(register, table, each) for each in asked.filters]
    if asked.text:
        where.append(_found(register, table, asked.text, digest))
    return where


def _condition(register: Register, table: Table, asked: Filter) -> ColumnElement[bool]:
    field = register.by_name[asked.column]
    column: ColumnElement[Any] = table.c[main_name(field)]
    found: ColumnElement[bool]
    match asked.op:
        case Op.NONE:
            found = column.is_(None)
        case Op.SOME:
            found = column.is_not(None)
        case Op.FROM:
            found = column >= asked.value
        case Op.TO:
            found = column <= asked.value
        case Op.HAS:
            found = column.contains(str(asked.value), autoescape=True)
        case Op.IS:
            found = _equals(field.type, column, asked.value)
    return found


def _equals(kind: FieldType, column: ColumnElement[Any], value: object) -> ColumnElement[bool]:
    if kind is FieldType.PLACE:
        return within(column, (str(value),))  # a township stands for its villages
    if isinstance(value, tuple):
        return and_(
            *((" " + column + " ").contains(f" {each} ", autoescape=True) for each in value)
        )
    return column == value


def _found(register: Register, table: Table, text: str, digest: str | None) -> ColumnElement[bool]:
    """Words in any column a search looks into; a full number by its digest only."""
    if digest is not None:
        sealed = [
            table.c[digest_name(f)] == digest for f in register.fields if f.find and f.is_sealed
        ]
        return or_(*sealed) if sealed else false()
    readable = [
        table.c[main_name(f)].contains(text, autoescape=True)
        for f in register.fields
        if f.find and not f.is_sealed
    ]
    return or_(*readable) if readable else false()


def page(
    conn: Connection,
    register: Register,
    where: Where,
    sort: Sequence[Sort],
    *,
    after: Sequence[object] | None = None,
    limit: int,
) -> Sequence[Named]:
    """Rows behind `after`: the sort columns' values and the key of the last row seen."""
    table = TABLES[register.name]
    query = select(table).where(*where)
    if after is not None:
        query = query.where(_behind(register, table, sort, after))
    return named_rows(conn, _sorted(register, table, query, sort).limit(limit))


def _sorted(
    register: Register, table: Table, query: Select[Any], sort: Sequence[Sort]
) -> Select[Any]:
    """In order, empty values last in either direction."""
    for each in sort:
        column, may_be_empty = _sort_column(register, table, each)
        if may_be_empty:
            query = query.order_by(column.is_(None))
        query = query.order_by(column.desc() if each.descending else column)
    return query.order_by(table.c.id)


def _sort_column(register: Register, table: Table, sort: Sort) -> tuple[ColumnElement[Any], bool]:
    column = table.c[main_name(register.by_name[sort.column])]
    return column, bool(column.nullable)


def _behind(
    register: Register, table: Table, sort: Sequence[Sort], after: Sequence[object]
) -> ColumnElement[bool]:
    """Keyset: rows that come after one in the order of `_sorted`."""
    steps: list[ColumnElement[bool]] = []
    same: Where = []
    for each, value in zip(sort, after, strict=False):
        column, _ = _sort_column(register, table, each)
        steps.append(and_(*same, _later(column, value, descending=each.descending)))
        same.append(column.is_(None) if value is None else column == value)
    return or_(*steps, and_(*same, table.c.id > after[len(sort)]))


def _later(column: ColumnElement[Any], value: object, *, descending: bool) -> ColumnElement[bool]:
    if value is None:
        return false()
    beyond = column < value if descending else column > value
    return or_(beyond, column.is_(None))


def total(conn: Connection, register: Register, where: Where) -> int:
    """How many rows there are."""
    table = TABLES[register.name]
    return int(conn.execute(select(func.count()).select_from(table).where(*where)).scalar_one())


def every(
    conn: Connection, register: Register, where: Where, sort: Sequence[Sort]
) -> Iterator[Named]:
    """All rows in order, a batch at a time."""
    after: list[object] | None = None
    while True:
        rows = page(conn, register, where, sort, after=after, limit=BATCH)
        yield from rows
        if len(rows) < BATCH:
            return
        after = cursor_values(register, rows[-1], sort)


def cursor_values(register: Register, row: Named, sort: Sequence[Sort]) -> list[object]:
    """What `page` needs to go on behind a row."""
    names = [main_name(register.by_name[each.column]) for each in sort]
    return [*(row[name] for name in names), row["id"]]


def periods(
    conn: Connection,
    register: Register,
    record_id: int,
    units: Iterable[str],
    above: Iterable[str] = (),
) -> Sequence[Named]:
    """Periods of a record, oldest first; none when its newest lies outside these units."""
    table = TABLES[register.name]
    rows = named_rows(
        conn, select(table).where(table.c.record_id == record_id).order_by(table.c.valid_from)
    )
    inside = conn.execute(
        select(table.c.id).where(
            table.c.record_id == record_id, table.c.is_last.is_(True), visible(table, units, above)
        )
    ).first()
    return rows if inside is not None else ()


def last_by(
    conn: Connection, register: Register, county: str, *, order: str = "id", **equal: object
) -> Named | None:
    """Of the records with these values the last by `order`, in its newest period; or None."""
    table = TABLES[register.name]
    rows = named_rows(
        conn,
        select(table)
        .where(
            table.c.county == county,
            table.c.is_last.is_(True),
            *(table.c[name] == value for name, value in equal.items()),
        )
        .order_by(table.c[order].desc(), table.c.id.desc())
        .limit(1),
    )
    return rows[0] if rows else None


def is_number_known(
    conn: Connection, register: Register, column: str, units: Iterable[UnitCode], number: str
) -> bool:
    """Whether a record of this number lies in these units."""
    table = TABLES[register.name]
    found = conn.execute(
        select(table.c.id).where(table.c[column] == number, visible(table, units)).limit(1)
    ).first()
    return found is not None

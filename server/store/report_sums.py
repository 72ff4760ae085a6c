"""Sums over registers for reports, by the first digits of the unit: one statement a register."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, case, distinct, func, or_, select

from server.core.registers import BY_NAME
from server.core.registers.fields import FieldType
from server.store.clauses import within
from server.store.tables.registers import TABLES, main_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from sqlalchemy import ColumnElement, Connection

    from server.core.reports.measures import Measure
    from server.core.reports.spans import Span


def by_prefix(
    conn: Connection, measures: Iterable[Measure], unit: str, digits: int, span: Span
) -> dict[str, dict[str, Decimal]]:
    """Every measure inside `unit` by the first `digits` of the unit code; absent where zero."""
    of_register: dict[str, list[Measure]] = defaultdict(list)
    for measure in measures:
        of_register[measure.register].append(measure)
    found: dict[str, dict[str, Decimal]] = defaultdict(dict)
    for register, some in of_register.items():
        table = TABLES[register]
        columns = [_summed(measure, span).label(measure.name) for measure in some]
        key = func.substr(table.c.unit_code, 1, digits)
        reach = or_(*(_moment(measure, span) for measure in some))
        statement = (
            select(key, *columns).where(within(table.c.unit_code, [unit]), reach).group_by(key)
        )
        for prefix, *sums in conn.execute(statement):
            for measure, total in zip(some, sums, strict=True):
                if total:
                    found[prefix][measure.name] = Decimal(str(total))
    return dict(found)


def _summed(measure: Measure, span: Span) -> ColumnElement[Any]:
    table = TABLES[measure.register]
    counts = and_(_moment(measure, span), *_conditions(measure))
    if measure.distinct:
        return func.count(distinct(case((counts, table.c[measure.distinct]))))
    if measure.of:
        return func.sum(case((counts, func.coalesce(table.c[measure.of], measure.absent)), else_=0))
    return func.sum(case((counts, 1), else_=0))


def _moment(measure: Measure, span: Span) -> ColumnElement[bool]:
    table = TABLES[measure.register]
    since = table.c.valid_from
    match measure.when:
        case "in_force":
            return _on(table, span.last)
        case "opening":
            return _on(table, span.before)
        case "began":
            return and_(_on(table, span.last), table.c.record_id.not_in(_held(table, span.before)))
        case "ended":
            return and_(_on(table, span.before), table.c.record_id.not_in(_held(table, span.last)))
        case "this_year":
            first = span.last.replace(month=1, day=1)
            return and_(since >= first, since <= span.last, table.c.is_last.is_(True))
        case _:
            return and_(since >= span.first, since <= span.last, table.c.is_last.is_(True))


def _held(table: Any, day: date) -> Any:  # noqa: ANN401  # a select of record ids
    """Records in force on a day: movements are told by comparing two days, so they balance."""
    other = table.alias()
    return select(other.c.record_id).where(_on(other, day))


def _on(table: Any, day: date) -> ColumnElement[bool]:  # noqa: ANN401  # a table of a register
    return and_(table.c.valid_from <= day, or_(table.c.valid_to.is_(None), table.c.valid_to >= day))


def _conditions(measure: Measure) -> Iterable[ColumnElement[bool]]:
    table = TABLES[measure.register]
    fields: Mapping[str, Any] = BY_NAME[measure.register].by_name
    for name, values in measure.where.items():
        column = table.c[main_name(fields[name])]
        if values == (None,):
            yield column.is_(None)
        elif values == ("*",):
            yield column.is_not(None)
        elif fields[name].type is FieldType.CHOICES:
            padded = " " + column + " "
            yield or_(*(padded.contains(f" {value} ") for value in values))
        else:
            yield column.in_(values)

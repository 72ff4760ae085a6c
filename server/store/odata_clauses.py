"""A feed's filter over columns -> WHERE."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy import Integer, and_, extract, func, literal, not_, or_

from server.core.errors import FilterFieldUnsupported, FilterUnsupported
from server.core.odata.predicate import PARTS, unsupported
from server.core.odata.tree import Both, Call, Compare, Literal, Name, Not
from server.store.tables.base import UtcTime

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sqlalchemy import ColumnElement

    from server.core.odata.tree import Expression

    Columns = Mapping[str, ColumnElement[Any]]

LARGEST = 2**31
OPERATORS: Mapping[str, Callable[[Any, Any], Any]] = {
    "eq": lambda left, right: left.is_not_distinct_from(right),
    "ne": lambda left, right: left.is_distinct_from(right),
    "lt": lambda left, right: left < right,
    "le": lambda left, right: left <= right,
    "gt": lambda left, right: left > right,
    "ge": lambda left, right: left >= right,
}


def clause(tree: Expression, columns: Columns, *, now: datetime) -> ColumnElement[bool]:
    """Rows that fulfil `tree`; `columns` are the fields there are, by name.

    Values are handed to the database apart from the statement.  Raise FilterFieldUnsupported,
    FilterUnsupported with the place.
    """
    match tree:
        case Both(operator="and", left=left, right=right):
            return and_(clause(left, columns, now=now), clause(right, columns, now=now))
        case Both(left=left, right=right):
            return or_(clause(left, columns, now=now), clause(right, columns, now=now))
        case Not(inner=inner):
            return not_(func.coalesce(clause(inner, columns, now=now), literal(value=False)))
        case Compare():
            return _compared(tree, columns, now)
        case Literal(value=bool(value)):
            return literal(value) == literal(value=True)
        case Call(function=name, given=(text, Literal(value=str(part)))) if name in TEXTS:
            return TEXTS[name](_value(text, columns, now), part)
        case _:
            raise FilterUnsupported(type="condition", at=tree.at, text=type(tree).__name__.lower())


TEXTS: Mapping[str, Callable[[Any, str], ColumnElement[bool]]] = {
    "contains": lambda column, part: column.contains(part, autoescape=True),
    "startswith": lambda column, part: column.startswith(part, autoescape=True),
    "endswith": lambda column, part: column.endswith(part, autoescape=True),
}


def _compared(tree: Compare, columns: Columns, now: datetime) -> ColumnElement[bool]:
    left, right = _value(tree.left, columns, now), _value(tree.right, columns, now)
    if isinstance(tree.left, Literal):
        left = _typed(tree.left, right)
    if isinstance(tree.right, Literal):
        right = _typed(tree.right, left)
    made: ColumnElement[bool] = OPERATORS[tree.operator](left, right)
    return made


def _value(tree: Expression, columns: Columns, now: datetime) -> Any:  # noqa: ANN401  # a column or a value
    match tree:
        case Literal():
            return _typed(tree, None)
        case Name(path=path, at=at):
            if path not in columns:
                raise FilterFieldUnsupported(text=path, at=at)
            return columns[path]
        case Call(function="now", given=()):
            return literal(now, UtcTime)
        case Call(function=part, given=(inner,)) if part in PARTS:
            return extract(part, _value(inner, columns, now)).cast(Integer)
        case Call():
            raise unsupported(tree)
        case _:
            raise FilterUnsupported(type="value", at=tree.at, text=type(tree).__name__.lower())


def _typed(tree: Literal, beside: Any) -> Any:  # noqa: ANN401  # a column or a value
    """The literal as the kind of what it is compared with."""
    value: Any = tree.value
    kind = getattr(beside, "type", None)
    if value is None:
        return literal(None)
    if isinstance(kind, UtcTime):
        return literal(_moment(tree), UtcTime)
    if isinstance(kind, Integer):
        return literal(_whole(tree), Integer)
    if isinstance(value, datetime):
        return literal(value, UtcTime)
    if isinstance(value, Decimal):
        return literal(str(value)) if kind is not None else literal(_whole(tree), Integer)
    return literal(value)


def _moment(tree: Literal) -> datetime:
    if isinstance(tree.value, datetime):
        return tree.value
    try:
        read = datetime.fromisoformat(str(tree.value))
    except ValueError as error:
        raise FilterUnsupported(type="time", at=tree.at, text=str(tree.value)) from error
    if read.tzinfo is None:
        raise FilterUnsupported(type="time", at=tree.at, text=str(tree.value))
    return read


def _whole(tree: Literal) -> int:
    """A number a column can hold; ids are texts in feeds (`submitterId`)."""
    try:
        number = Decimal(str(tree.value))
    except ArithmeticError as error:
        raise FilterUnsupported(type="number", at=tree.at, text=str(tree.value)) from error
    if number != number.to_integral_value() or abs(number) >= LARGEST:
        return -1
    return int(number)

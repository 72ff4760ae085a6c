"""What a list is narrowed and sorted by: any column, in the words of an address.

``kind=dibao_rural``, ``amount.from=100``, ``amount.to=300``, ``name.has=张``, ``class.none=1``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from server.core.errors import NotAllowed, UnexpectedValue
from server.core.registers.fields import FieldType, Privacy
from server.core.registers.masking import is_open
from server.core.registers.reading import Unfit, read

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from server.core.registers.fields import RegisterField
    from server.core.registers.register import Register


class Op(StrEnum):
    """How a column is compared."""

    IS = "is"
    FROM = "from"
    TO = "to"
    HAS = "has"
    NONE = "none"
    SOME = "some"


ORDERED = frozenset(
    {
        FieldType.WHOLE,
        FieldType.DECIMAL,
        FieldType.DATE,
        FieldType.MONTH,
        FieldType.YEAR,
        FieldType.MOMENT,
    }
)
TEXTS = frozenset(
    {
        FieldType.TEXT,
        FieldType.NOTE,
        FieldType.NUMBER,
        FieldType.HOUSEHOLD,
        FieldType.RECORD,
        FieldType.PHONE,
        FieldType.PLACE,
    }
)
UNSORTED = frozenset({FieldType.POINT, FieldType.NOTE, FieldType.CHOICES, FieldType.FILE})


@dataclass(frozen=True, slots=True)
class Filter:
    """One condition on a column."""

    column: str
    op: Op
    value: object = None


@dataclass(frozen=True, slots=True)
class Sort:
    """Columns a list is sorted by, each with its direction; the record's key comes last."""

    column: str
    descending: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a list shows: conditions, words to look for, the day, the order.

    `on` is the day records must be in force; None asks for the newest of each, ended or not.
    """

    filters: tuple[Filter, ...] = ()
    text: str = ""
    on: date | None = None
    sort: tuple[Sort, ...] = field(default=())


def parsed(
    register: Register, pairs: Iterable[tuple[str, str]], shows: Privacy
) -> tuple[Filter, ...]:
    """Conditions from the parameters of an address; empty ones ask for nothing.

    Raise UnexpectedValue for an unknown column, comparison or value, NotAllowed for a column
    that is masked for the asker: a condition would tell what the mask hides.
    """
    return tuple(
        condition
        for name, raw in pairs
        if raw.strip()
        for condition in _one(register, name, raw, shows)
    )


def _one(register: Register, name: str, raw: str, shows: Privacy) -> Iterator[Filter]:
    column, _, word = name.partition(".")
    found = register.by_name.get(column)
    if found is None:
        raise UnexpectedValue(field=name, reason="there is no such column")
    op = _op(found, word)
    if not is_open(found, shows) and not (found.is_sealed and op in {Op.NONE, Op.SOME}):
        raise NotAllowed
    if op in {Op.NONE, Op.SOME}:
        yield Filter(column, op)
    elif op is Op.HAS:
        yield Filter(column, op, raw.strip())
    else:
        yield Filter(column, op, _value(found, name, raw))


def _op(found: RegisterField, word: str) -> Op:
    allowed = {Op.IS, Op.NONE, Op.SOME}
    allowed |= {Op.FROM, Op.TO} if found.type in ORDERED else set()
    allowed |= {Op.HAS} if found.type in TEXTS else set()
    if (word or Op.IS) not in allowed or found.type is FieldType.POINT:
        raise UnexpectedValue(field=found.name, reason=f"cannot be compared by “{word or 'is'}”")
    return Op(word or Op.IS)


def _value(found: RegisterField, name: str, raw: str) -> object:
    try:
        return read(found, raw)
    except Unfit as error:
        raise UnexpectedValue(field=name, reason=error.en) from error


def ordering(register: Register, wanted: str, shows: Privacy) -> tuple[Sort, ...]:
    """The order of a list: the wanted column first, then the register's own order.

    Raise UnexpectedValue for what cannot be sorted by, NotAllowed for masked columns.
    """
    own = tuple(
        each for each in map(_sort, register.order) if is_open(register.by_name[each.column], shows)
    )
    if not wanted:
        return own
    first = _sort(wanted)
    column = register.by_name.get(first.column)
    if column is None or column.type in UNSORTED:
        raise UnexpectedValue(field="sort", reason="a list cannot be sorted by it")
    if not is_open(column, shows):
        raise NotAllowed
    return (first, *(each for each in own if each.column != first.column))


def _sort(text: str) -> Sort:
    return Sort(text.removeprefix("-"), text.startswith("-"))

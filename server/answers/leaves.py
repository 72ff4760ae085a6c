"""One answer's text -> a typed value, as devices write it (protocol.md 3.6).

A blank answer is None.  `Unreadable` says of what kind the text should have been; it does not
leave this package, where it becomes a problem beside the answers.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time
from decimal import Decimal
from math import isfinite
from typing import TYPE_CHECKING

from server.core.case import ProblemKind
from server.core.days import FIRST_YEAR, LAST_YEAR, LOCAL
from server.core.schema import FieldType
from server.core.types import GeoPoint

if TYPE_CHECKING:
    from collections.abc import Callable

    from server.core.schema import Field, FormSchema

    Leaf = Callable[[str], object]

LARGEST_INT = 2**63 - 1
LARGEST_EXPONENT = 18
GEOPOINT_NUMBERS = range(2, 5)

WHOLE = re.compile(r"[+-]?[0-9]{1,30}(?:\.0+)?")
DECIMAL = re.compile(r"[+-]?(?:[0-9]{1,30}\.?[0-9]{0,30}|\.[0-9]{1,30})(?:[eE][+-]?[0-9]{1,2})?")
_CLOCK = r"[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]{1,9})?)?(?:Z|[+-][0-9]{2}(?::?[0-9]{2})?)?"
_DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
TIME = re.compile(_CLOCK)
DATE = re.compile(rf"({_DAY})(?:[T ]{_CLOCK})?")
DATETIME = re.compile(rf"{_DAY}[T ]{_CLOCK}")


class Unreadable(ValueError):
    """A text that is no answer of its kind."""

    def __init__(self, kind: ProblemKind) -> None:
        super().__init__(kind.value)
        self.kind = kind


def text(raw: str) -> str | None:
    """The text without the blanks around it."""
    return raw.strip() or None


def whole(raw: str) -> int | None:
    """A whole number of 64 bits.

    >>> whole("+0042"), whole("3000000000"), whole("4.0"), whole(" ")
    (42, 3000000000, 4, None)
    """
    answer = raw.strip()
    if not answer:
        return None
    if not WHOLE.fullmatch(answer):
        raise Unreadable(ProblemKind.WHOLE)
    number = int(answer.partition(".")[0])
    if abs(number) > LARGEST_INT:
        raise Unreadable(ProblemKind.WHOLE)
    return number


def decimal(raw: str) -> Decimal | None:
    """A number, also with an exponent.

    >>> decimal("1.0E7"), decimal("3.10")
    (Decimal('1.0E+7'), Decimal('3.10'))
    """
    answer = raw.strip()
    if not answer:
        return None
    if not DECIMAL.fullmatch(answer):
        raise Unreadable(ProblemKind.DECIMAL)
    number = Decimal(answer)
    if number and number.adjusted() > LARGEST_EXPONENT:
        raise Unreadable(ProblemKind.DECIMAL)
    return number


def day(raw: str) -> date | None:
    """A calendar day; a time behind it is dropped."""
    answer = raw.strip()
    if not answer:
        return None
    found = DATE.fullmatch(answer)
    if not found:
        raise Unreadable(ProblemKind.DATE)
    try:
        value = date.fromisoformat(found[1])
    except ValueError as error:
        raise Unreadable(ProblemKind.DATE) from error
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise Unreadable(ProblemKind.DATE)
    return value


def clock(raw: str) -> time | None:
    """A time of day with the device's offset, ``Z``, ``+08``, ``+0800`` and ``+08:00`` alike."""
    answer = raw.strip()
    if not answer:
        return None
    if not TIME.fullmatch(answer):
        raise Unreadable(ProblemKind.TIME)
    try:
        return time.fromisoformat(answer)
    except ValueError as error:
        raise Unreadable(ProblemKind.TIME) from error


def moment(raw: str) -> datetime | None:
    """A point in time, aware, in the offset the device wrote: its wall time tells the hour.

    Without an offset it is taken for office time.
    """
    answer = raw.strip()
    if not answer:
        return None
    if not DATETIME.fullmatch(answer):
        raise Unreadable(ProblemKind.DATETIME)
    try:
        value = datetime.fromisoformat(answer)
    except ValueError as error:
        raise Unreadable(ProblemKind.DATETIME) from error
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise Unreadable(ProblemKind.DATETIME)
    return value if value.tzinfo else value.replace(tzinfo=LOCAL)


def point(raw: str) -> GeoPoint | None:
    """A position of 2 to 4 numbers; whether it lies on Earth is a rule's matter (S-01).

    >>> point("36.55 104.17 1707.0 4.5")
    GeoPoint(lat=36.55, lon=104.17, alt_m=1707.0, accuracy_m=4.5)
    """
    parts = raw.split()
    if not parts:
        return None
    if len(parts) not in GEOPOINT_NUMBERS:
        raise Unreadable(ProblemKind.POINT)
    return GeoPoint(*map(_coordinate, parts))


def _coordinate(part: str) -> float:
    try:
        number = float(part)
    except ValueError as error:
        raise Unreadable(ProblemKind.POINT) from error
    if not isfinite(number) or "_" in part:
        raise Unreadable(ProblemKind.POINT)
    return number


def trace(raw: str) -> tuple[GeoPoint, ...] | None:
    """The positions of a line or an outline; devices end it with a semicolon or not."""
    parts = [part for part in raw.split(";") if part.strip()]
    try:
        points = [point(part) for part in parts]
    except Unreadable as error:
        raise Unreadable(ProblemKind.TRACE) from error
    return tuple(each for each in points if each) or None


def file_name(raw: str) -> str | None:
    """The name of an attachment; a form's own default picture (``jr://…``) is none."""
    answer = raw.strip()
    return None if not answer or answer.startswith("jr://") else answer


def chosen(raw: str) -> tuple[str, ...] | None:
    """What was ticked or ranked, in the order of the answer."""
    return tuple(raw.split()) or None


def one_of(names: frozenset[str]) -> Leaf:
    """A reader for one choice out of `names`."""

    def choice(raw: str) -> str | None:
        answer = raw.strip()
        if answer and answer not in names:
            raise Unreadable(ProblemKind.CHOICE)
        return answer or None

    return choice


def some_of(names: frozenset[str]) -> Leaf:
    """A reader for several choices out of `names`."""

    def choices(raw: str) -> tuple[str, ...] | None:
        answer = tuple(raw.split())
        if not names.issuperset(answer):
            raise Unreadable(ProblemKind.CHOICE)
        return answer or None

    return choices


LEAVES: dict[FieldType, Leaf] = {
    FieldType.INT: whole,
    FieldType.DECIMAL: decimal,
    FieldType.DATE: day,
    FieldType.TIME: clock,
    FieldType.DATETIME: moment,
    FieldType.GEOPOINT: point,
    FieldType.GEOTRACE: trace,
    FieldType.GEOSHAPE: trace,
    FieldType.BINARY: file_name,
    FieldType.SELECT_MULTIPLE: chosen,
}


def leaf(field: Field, schema: FormSchema) -> Leaf:
    """The reader of one question; choices from a file beside the form are not looked up."""
    offered = schema.choices.get(field.choices or "", ())
    names = frozenset(choice.name for choice in offered)
    if names and field.type is FieldType.SELECT_ONE:
        return one_of(names)
    if names and field.type is FieldType.SELECT_MULTIPLE:
        return some_of(names)
    return LEAVES.get(field.type, text)

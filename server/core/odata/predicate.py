"""A filter as a function of one row, for fields that no database column holds: answers."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from decimal import Decimal
from operator import ge, gt, le, lt
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from server.core.errors import FilterUnsupported
from server.core.odata.tree import Both, Call, Compare, Literal, Name, Not

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from server.core.odata.tree import Expression

T = TypeVar("T")

Getter: TypeAlias = "Callable[[T], Any]"
"""What a field holds in a row: a text, a number, a moment, or None."""

PARTS = ("year", "month", "day", "hour", "minute", "second")
TEXTS: Mapping[str, Callable[[str, str], bool]] = {
    "contains": lambda text, part: part in text,
    "startswith": str.startswith,
    "endswith": str.endswith,
}
ORDERS: Mapping[str, Callable[[Any, Any], Any]] = {"lt": lt, "le": le, "gt": gt, "ge": ge}
CHANGES: Mapping[str, Callable[[str], Any]] = {
    "tolower": str.lower,
    "toupper": str.upper,
    "trim": str.strip,
    "length": lambda text: Decimal(len(text)),
}


def predicate(
    tree: Expression, getter: Callable[[Name], Getter[T]], *, now: datetime
) -> Callable[[T], bool]:
    """Whether a row fulfils `tree`; `getter` finds a field or raises.

    Null equals null and nothing else, and is neither less nor more (OData v4 protocol 11.2.6.1).
    Raise FilterUnsupported for functions that are not known.
    """
    value = _Compiler(getter, now).value(tree)
    return lambda row: value(row) is True


class _Compiler:
    """Compiles one filter."""

    def __init__(self, getter: Callable[[Name], Getter[Any]], now: datetime) -> None:
        self._getter = getter
        self._now = now

    def value(self, tree: Expression) -> Getter[Any]:
        """What an expression is worth for a row."""
        match tree:
            case Literal(value=value):
                return lambda _row: value
            case Name():
                return self._getter(tree)
            case Not(inner=inner):
                contrary = self.value(inner)
                return lambda row: contrary(row) is not True
            case Both(operator=operator, left=left, right=right):
                return _joined(operator, self.value(left), self.value(right))
            case Compare(operator=operator, left=left, right=right):
                return _compared(operator, self.value(left), self.value(right))
            case Call():
                return self._called(tree)

    def _called(self, call: Call) -> Getter[Any]:
        given = [self.value(each) for each in call.given]
        match call.function, given:
            case "now", []:
                return lambda _row: self._now
            case name, [inner] if name in PARTS:
                return lambda row: _part(inner(row), name)
            case change, [inner] if change in CHANGES:
                return lambda row: _changed(inner(row), CHANGES[change])
            case test, [text, part] if test in TEXTS:
                return lambda row: _holds(text(row), part(row), TEXTS[test])
            case _:
                raise unsupported(call)


def unsupported(call: Call) -> FilterUnsupported:
    """The failure that names a function nobody knows, or one given too much."""
    return FilterUnsupported(type="function", at=call.at, text=call.function)


def _joined(operator: str, left: Getter[Any], right: Getter[Any]) -> Getter[bool]:
    if operator == "and":
        return lambda row: left(row) is True and right(row) is True
    return lambda row: left(row) is True or right(row) is True


def _compared(operator: str, left: Getter[Any], right: Getter[Any]) -> Getter[bool]:
    return lambda row: compare(operator, left(row), right(row))


def compare(operator: str, left: Any, right: Any) -> bool:  # noqa: ANN401  # any two answers
    """Whether a comparison holds between two values of any kind.

    >>> compare("eq", "3", Decimal(3)), compare("ne", None, "x"), compare("lt", None, Decimal(1))
    (True, True, False)
    """
    if operator in {"eq", "ne"}:
        if left is None or right is None:
            return (left is right) == (operator == "eq")
        one, other = alike(left, right)
        return bool(one == other) == (operator == "eq")
    if left is None or right is None:
        return False
    one, other = alike(left, right)
    if type(one) is not type(other):
        return False
    return bool(ORDERS[operator](one, other))


def alike(left: Any, right: Any) -> tuple[Any, Any]:  # noqa: ANN401  # any two answers
    """Both as one kind: texts are taken for numbers or moments beside such."""
    return _as(left, right), _as(right, left)


def _as(value: Any, other: Any) -> Any:  # noqa: ANN401, PLR0911  # a line for each kind
    match value:
        case bool() | datetime():
            return value
        case date():
            return datetime.combine(value, time(), UTC)
        case int() | float():
            return _beside(Decimal(str(value)), other)
        case Decimal():
            return _beside(value, other)
        case str() if isinstance(other, date):
            return _moment(value) or value
        case str() if isinstance(other, int | float | Decimal) and not isinstance(other, bool):
            found = number(value)
            return value if found is None else found
        case _:
            return value


def _beside(value: Decimal, other: Any) -> Any:  # noqa: ANN401  # any answer
    """A number, as a text beside a text that is none."""
    return str(value) if isinstance(other, str) and number(other) is None else value


def number(text: str) -> Decimal | None:
    """The number a text is, if it is one of bearable length."""
    plain = text.strip()
    if not plain or len(plain) > 40 or not set(plain) <= set("0123456789+-.eE"):  # noqa: PLR2004  # digits
        return None
    try:
        return Decimal(plain)
    except ArithmeticError:
        return None


def _moment(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _part(value: Any, part: str) -> Decimal | None:  # noqa: ANN401  # any answer
    if isinstance(value, str):
        value = _moment(value)
    if isinstance(value, datetime):
        return Decimal(getattr(value, part))
    if isinstance(value, date) and part in PARTS[:3]:
        return Decimal(getattr(value, part))
    return None


def _changed(value: Any, change: Callable[[str], Any]) -> Any:  # noqa: ANN401  # any answer
    return change(value) if isinstance(value, str) else None


def _holds(text: Any, part: Any, test: Callable[[str, str], bool]) -> bool:  # noqa: ANN401  # any answer
    return isinstance(text, str) and isinstance(part, str) and test(text, part)

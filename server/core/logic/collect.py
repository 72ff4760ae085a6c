"""Collect's way of reading: JavaRosa 5 (`XPathFuncExpr`, `XPathEqExpr`, `XPathPathExpr`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from server.core.logic import moments, numbers, patterns
from server.core.logic.code import STRUCTURES, Code, Get, Kind, Value
from server.core.logic.dialect import Dialect
from server.core.logic.syntax import Unknown
from server.core.schema import FieldType

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from server.core.logic.dialect import Converter
    from server.core.logic.tree import Run, Scope


def _number(text: str, _: Run) -> Value:
    """An answer to a question for a number; blank stays blank."""
    try:
        return float(text)
    except ValueError:
        return numbers.NAN if text else ""


def _day(text: str, run: Run) -> Value:
    found = moments.moment(text, run.zone)
    return moments.midnight(found) if found else ""


def _moment(text: str, run: Run) -> Value:
    return moments.moment(text, run.zone) or ""


def _time(text: str, run: Run) -> Value:
    """A time of day is a moment of the day on which it is looked at."""
    return moments.moment(f"{moments.day_text(run.today)}T{text}", run.zone) or ""


_CONVERTERS: dict[FieldType, Converter] = {
    FieldType.INT: _number,
    FieldType.DECIMAL: _number,
    FieldType.DATE: _day,
    FieldType.DATETIME: _moment,
    FieldType.TIME: _time,
}


class Collect(Dialect):
    """Typed answers, whole days, and a path into one's own repeat means one's own row."""

    binds_own_row = True

    def number_of_text(self, text: str, _: Run) -> float:
        """No exponents and no dates."""
        return numbers.java_number(text)

    def number_of_moment(self, moment: datetime) -> float:
        """Whole days."""
        return moments.days(moment)

    def print_number(self, number: float) -> str:
        """As Java prints it."""
        return numbers.java_text(number)

    def print_moment(self, moment: datetime) -> str:
        """The day."""
        return moments.day_text(moment)

    def round(self, number: float, places: float) -> float:
        """Halves upwards."""
        return numbers.java_round(number, places)

    def pattern(self, source: str) -> Callable[[str], bool]:
        """The whole text has to match."""
        return patterns.java_pattern(source)

    def converter(self, kind: FieldType) -> Converter | None:
        """By the type of the question."""
        return _CONVERTERS.get(kind)

    def one(self, code: Code) -> Get:
        """Blank for no node; for several the tablet shows an error, and a group has no text."""
        many, convert = code.get, self.converter(code.type)
        is_structure = code.type in STRUCTURES

        def one(scope: Scope) -> Value:
            texts = many(scope)
            if len(texts) > 1 or is_structure:
                raise Unknown
            text: str = texts[0] if texts else ""
            return text if convert is None else convert(text, scope.run)

        return one

    def is_true(self, value: Value) -> bool:
        """Anything but nothing, no number and zero."""
        if isinstance(value, float):
            return abs(value) > numbers.SAME  # false for NaN
        return bool(value)

    def truth(self, code: Code) -> Callable[[Scope], bool]:
        """By the value, also of a node."""
        get, is_true = self.value(code), self.is_true
        return get if code.kind is Kind.TRUTH else lambda s: is_true(get(s))

    def equal(self, left: Code, right: Code) -> Callable[[Scope], bool]:
        """By truth if one is true or false, by number if one is a number, else by text."""
        if self.is_textual(left) and self.is_textual(right):
            return _same_text(left, right)
        if Kind.NUMBER in (left.kind, right.kind) and Kind.ANY not in (left.kind, right.kind):
            a, b = self.number(left), self.number(right)
            return lambda s: abs(a(s) - b(s)) < numbers.SAME
        first, second, same = self.value(left), self.value(right), self._same
        return lambda s: same(first(s), second(s), s.run)

    def unequal(self, left: Code, right: Code) -> Callable[[Scope], bool]:
        """The contrary."""
        equal = self.equal(left, right)
        return lambda s: not equal(s)

    def _same(self, a: Value, b: Value, run: Run) -> bool:
        if isinstance(a, bool) or isinstance(b, bool):
            return self.is_true(a) == self.is_true(b)
        if isinstance(a, float) or isinstance(b, float):
            return abs(self.number_of(a, run) - self.number_of(b, run)) < numbers.SAME
        return self.text_of(a) == self.text_of(b)


def _same_text(left: Code, right: Code) -> Callable[[Scope], bool]:
    a, b = left.get, right.get
    if right.constant is not None:
        constant = right.constant
        return lambda s: a(s) == constant
    return lambda s: a(s) == b(s)

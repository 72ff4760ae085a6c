"""The browser's way of reading: Web Forms (`@getodk/xpath`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from server.core.logic import moments, numbers, patterns
from server.core.logic.code import STRUCTURES, Code, Get, Kind, Value
from server.core.logic.dialect import ORDERS, Dialect
from server.core.logic.syntax import Unknown

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from server.core.logic.dialect import Converter
    from server.core.logic.tree import Run, Scope
    from server.core.schema import FieldType


class Web(Dialect):
    """Texts that may look like numbers or dates; a comparison with several nodes holds for any."""

    binds_own_row = False

    def number_of_text(self, text: str, run: Run) -> float:
        """Exponents count, and a date is a number of days."""
        found = numbers.script_number(text)
        if found == found or not text[:4].isdigit():  # noqa: PLR0124 — only NaN differs from itself
            return found
        moment = moments.moment(text, run.zone)
        return found if moment is None else moments.exact_days(moment)

    def number_of_moment(self, moment: datetime) -> float:
        """Days with their fraction."""
        return moments.exact_days(moment)

    def print_number(self, number: float) -> str:
        """As a script prints it."""
        return numbers.script_text(number)

    def print_moment(self, moment: datetime) -> str:
        """The day, with the time unless it is midnight."""
        return moments.full_text(moment)

    def round(self, number: float, places: float) -> float:
        """Halves away from zero."""
        return numbers.script_round(number, places)

    def pattern(self, source: str) -> Callable[[str], bool]:
        """A match anywhere is enough."""
        return patterns.script_pattern(source)

    def converter(self, kind: FieldType) -> Converter | None:  # noqa: ARG002 — the same for all
        """Every answer is a text."""
        return None

    def one(self, code: Code) -> Get:
        """The first node, blank for none; what a group tells is left unsaid."""
        many, is_structure = code.get, code.type in STRUCTURES

        def one(scope: Scope) -> Value:
            if is_structure:
                raise Unknown
            texts: Sequence[str] = many(scope)
            return texts[0] if texts else ""

        return one

    def is_true(self, value: Value) -> bool:
        """Anything but nothing, no number and zero."""
        return value not in ("", 0) and value == value  # noqa: PLR0124 — NaN is not true

    def truth(self, code: Code) -> Callable[[Scope], bool]:
        """A node is true for being there, whatever it holds."""
        get, is_true = code.get, self.is_true
        if code.kind is Kind.NODE:
            return lambda _: True
        if code.kind is Kind.NODES:
            return lambda s: bool(get(s))
        return get if code.kind is Kind.TRUTH else lambda s: is_true(get(s))

    def equal(self, left: Code, right: Code) -> Callable[[Scope], bool]:
        """Whether any two of the values are equal."""
        if Kind.TRUTH in (left.kind, right.kind):
            a, b = self.truth(left), self.truth(right)
            return lambda s: a(s) == b(s)
        return self._any(left, right, self._same)

    def unequal(self, left: Code, right: Code) -> Callable[[Scope], bool]:
        """Whether any two of the values differ: never, where there is no node."""
        if Kind.TRUTH in (left.kind, right.kind):
            a, b = self.truth(left), self.truth(right)
            return lambda s: a(s) != b(s)
        same = self._same
        return self._any(left, right, lambda a, b, run: not same(a, b, run))

    def ordered(self, sign: str, left: Code, right: Code) -> Callable[[Scope], bool]:
        """Whether any two of the values stand in that order."""
        if Kind.NODES not in (left.kind, right.kind):
            return super().ordered(sign, left, right)
        order, number = ORDERS[sign], self.number_of
        return self._any(left, right, lambda a, b, run: order(number(a, run), number(b, run)))

    def _any(
        self, left: Code, right: Code, holds: Callable[[Value, Value, Run], bool]
    ) -> Callable[[Scope], bool]:
        first, second = self.values(left), self.values(right)
        return lambda s: any(holds(a, b, s.run) for a in first(s) for b in second(s))

    def _same(self, a: Value, b: Value, run: Run) -> bool:
        if isinstance(a, bool) or isinstance(b, bool):
            return self.is_true(a) == self.is_true(b)
        if isinstance(a, str) and isinstance(b, str):
            return a == b
        return self.number_of(a, run) == self.number_of(b, run)

"""How a client turns values into one another; `collect` and `web` are the two there are.

Collect (JavaRosa) gives answers the type of their question and compares days as whole days; the
browser (Web Forms) takes every answer for a text that may look like a number or a date.  An answer
is blamed only where both agree, so that a reader's habit never becomes a person's mistake.
"""

from __future__ import annotations

import operator
from abc import ABC, abstractmethod
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar, TypeAlias

from server.core.logic.code import Code, Get, Kind, Value

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from server.core.logic.tree import Run, Scope
    from server.core.schema import FieldType

    Converter: TypeAlias = Callable[[str, Run], Value]

ORDERS = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}


class Dialect(ABC):
    """One client's way of reading."""

    binds_own_row: ClassVar[bool]
    """Whether an absolute path into the repeat it is used in means the row at hand."""

    @abstractmethod
    def number_of_text(self, text: str, run: Run) -> float:
        """The number a text stands for; NaN for none."""

    @abstractmethod
    def number_of_moment(self, moment: datetime) -> float:
        """Days since 1970."""

    @abstractmethod
    def print_number(self, number: float) -> str:
        """A number as a text."""

    @abstractmethod
    def print_moment(self, moment: datetime) -> str:
        """A moment as a text."""

    @abstractmethod
    def round(self, number: float, places: float) -> float:
        """A number rounded to so many decimals."""

    @abstractmethod
    def pattern(self, source: str) -> Callable[[str], bool]:
        """A test by a regular expression; raise NotUnderstood."""

    @abstractmethod
    def converter(self, kind: FieldType) -> Converter | None:
        """What makes a value of an answer to such a question; None where it stays a text."""

    @abstractmethod
    def one(self, code: Code) -> Get:
        """A getter of the one value that several nodes have to stand for."""

    @abstractmethod
    def truth(self, code: Code) -> Callable[[Scope], bool]:
        """A getter of `code` as true or false."""

    @abstractmethod
    def is_true(self, value: Value) -> bool:
        """Whether a value counts as true."""

    @abstractmethod
    def equal(self, left: Code, right: Code) -> Callable[[Scope], bool]:
        """Whether two values are equal."""

    @abstractmethod
    def unequal(self, left: Code, right: Code) -> Callable[[Scope], bool]:
        """Whether two values differ."""

    def ordered(self, sign: str, left: Code, right: Code) -> Callable[[Scope], bool]:
        """Whether two values stand in the order of `sign`."""
        order, a, b = ORDERS[sign], self.number(left), self.number(right)
        return lambda s: order(a(s), b(s))

    def number_of(self, value: Value, run: Run) -> float:
        """Any value as a number."""
        if isinstance(value, str):
            return self.number_of_text(value, run)
        return self.number_of_moment(value) if isinstance(value, datetime) else float(value)

    def text_of(self, value: Value) -> str:
        """Any value as a text."""
        if isinstance(value, str):
            return value
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, datetime):
            return self.print_moment(value)
        return self.print_number(value)

    def value(self, code: Code) -> Get:
        """A getter of `code` as what it is."""
        if code.kind is Kind.NODES:
            return self.one(code)
        convert = self.converter(code.type) if code.kind is Kind.NODE else None
        if convert is None:
            return code.get
        get, into = code.get, convert
        return lambda s: into(get(s), s.run)

    def number(self, code: Code) -> Callable[[Scope], float]:
        """A getter of `code` as a number."""
        get = self.value(code)
        if code.kind is Kind.NUMBER:
            return get
        if code.kind is Kind.TRUTH:
            return lambda s: 1.0 if get(s) else 0.0
        if code.kind is Kind.TEXT or (code.kind is Kind.NODE and get is code.get):
            of_text = self.number_of_text
            return lambda s: of_text(get(s), s.run)
        number_of = self.number_of
        return lambda s: number_of(get(s), s.run)

    def text(self, code: Code) -> Callable[[Scope], str]:
        """A getter of `code` as a text."""
        get = self.value(code)
        if code.kind is Kind.TEXT or (code.kind is Kind.NODE and get is code.get):
            return get
        text_of = self.text_of
        return lambda s: text_of(get(s))

    def values(self, code: Code) -> Callable[[Scope], Sequence[Value]]:
        """A getter of all values `code` stands for: of several nodes, else of one."""
        if code.kind is not Kind.NODES:
            get = self.value(code)
            return lambda s: (get(s),)
        many, convert = code.get, self.converter(code.type)
        if convert is None:
            return many
        into = convert
        return lambda s: [into(text, s.run) for text in many(s)]

    def texts(self, codes: Sequence[Code]) -> Callable[[Scope], list[str]]:
        """A getter of the texts of all `codes`, several nodes one after the other."""
        getters, text_of = [self.values(code) for code in codes], self.text_of
        return lambda s: [text_of(value) for get in getters for value in get(s)]

    def is_textual(self, code: Code) -> bool:
        """Whether `code` can give nothing but a text."""
        is_node = code.kind is Kind.NODE and self.converter(code.type) is None
        return is_node or code.kind is Kind.TEXT

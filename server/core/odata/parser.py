"""The text of a ``$filter`` -> a tree.

Binding, weakest first: ``or``, ``and``, ``not``, comparisons (OData v4 URL conventions 5.1.1.14).
What is read here need not be answered: fields and functions are checked by whoever uses the tree.
"""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from server.core.errors import FilterUnparseable, FilterUnsupported
from server.core.odata.tokens import Token, tokens
from server.core.odata.tree import Both, Call, Compare, Literal, Name, Not

if TYPE_CHECKING:
    from server.core.odata.tree import Expression

COMPARISONS = frozenset({"eq", "ne", "lt", "le", "gt", "ge"})
UNSUPPORTED = frozenset({"add", "sub", "mul", "div", "divby", "mod", "has", "in", "any", "all"})
CONSTANTS = {"null": None, "true": True, "false": False}
DEEPEST = 60


def parse_filter(source: str) -> Expression:
    """The tree of a filter; raise FilterUnparseable with the place, FilterUnsupported.

    >>> parse_filter("age ge 60").operator
    'ge'
    """
    parser = _Parser(list(tokens(source)))
    tree = parser.either()
    parser.expect("end", "")
    return tree


class _Parser:
    """Reads one word after the other."""

    def __init__(self, words: list[Token]) -> None:
        self._words = words
        self._next = 0
        self._depth = 0

    def either(self) -> Expression:
        """Conditions joined by ``or``."""
        self._deeper(1)
        left = self._both()
        while word := self._taken("name", "or"):
            left = Both("or", left, self._both(), word.at)
        self._deeper(-1)
        return left

    def _both(self) -> Expression:
        left = self._negated()
        while word := self._taken("name", "and"):
            left = Both("and", left, self._negated(), word.at)
        return left

    def _negated(self) -> Expression:
        word = self._taken("name", "not")
        if word is None:
            return self._compared()
        self._deeper(1)
        inner = self._negated()
        self._deeper(-1)
        return Not(inner, word.at)

    def _compared(self) -> Expression:
        left = self._operand()
        word = self._words[self._next]
        if word.kind == "name" and word.text in COMPARISONS:
            self._next += 1
            return Compare(word.text, left, self._operand(), word.at)
        if word.kind == "name" and word.text in UNSUPPORTED:
            raise FilterUnsupported(type=word.text, at=word.at, text=word.text)
        return left

    def _operand(self) -> Expression:
        word = self._words[self._next]
        self._next += 1
        match word.kind:
            case "text":
                return Literal(word.text[1:-1].replace("''", "'"), word.at)
            case "moment":
                return Literal(_moment(word), word.at)
            case "number":
                return Literal(Decimal(word.text), word.at)
            case "name":
                return self._named(word)
            case "mark" if word.text == "(":
                inner = self.either()
                self.expect("mark", ")")
                return inner
            case _:
                raise _unexpected(word)

    def _named(self, word: Token) -> Expression:
        if word.text in COMPARISONS or word.text in {"and", "or", "not"}:
            raise _unexpected(word)
        if word.text in CONSTANTS:
            return Literal(CONSTANTS[word.text], word.at)
        if self._taken("mark", "(") is None:
            return Name(word.text, word.at)
        given: list[Expression] = []
        while self._taken("mark", ")") is None:
            if given:
                self.expect("mark", ",")
            given.append(self.either())
        return Call(word.text, tuple(given), word.at)

    def _taken(self, kind: str, text: str) -> Token | None:
        """The next word, if it is this one."""
        word = self._words[self._next]
        if (word.kind, word.text) != (kind, text):
            return None
        self._next += 1
        return word

    def expect(self, kind: str, text: str) -> None:
        """Take the next word, which must be this one."""
        if self._taken(kind, text) is None:
            raise _unexpected(self._words[self._next])

    def _deeper(self, by: int) -> None:
        self._depth += by
        if self._depth > DEEPEST:
            at = self._words[self._next].at
            raise FilterUnparseable(reason=f"nested deeper than {DEEPEST} at {at}", at=at)


def _unexpected(word: Token) -> FilterUnparseable:
    shown = repr(word.text) if word.text else "end"
    return FilterUnparseable(reason=f"unexpected {shown} at {word.at}", at=word.at)


def _moment(word: Token) -> datetime:
    try:
        value = datetime.fromisoformat(word.text)
    except ValueError as error:
        raise FilterUnparseable(reason=f"no such time at {word.at}", at=word.at) from error
    aware = value if value.tzinfo else value.replace(tzinfo=UTC)
    try:
        return aware.astimezone(UTC)
    except OverflowError as error:
        raise FilterUnparseable(reason=f"no such time at {word.at}", at=word.at) from error

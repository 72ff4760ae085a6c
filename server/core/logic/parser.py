"""XPath source -> expression: the part of XPath 1.0 that tablets read (ODK XForms specification).

Axes other than child, parent and self, ``//``, attributes, variables and unions are left out:
JavaRosa refuses them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from server.core.logic.syntax import (
    Binary,
    Call,
    Expr,
    Literal,
    Negative,
    NotUnderstood,
    Number,
    Path,
    Step,
)

if TYPE_CHECKING:
    from collections.abc import Callable

DEEPEST = 50
LONGEST = 20_000

_NAME = r"[^\W\d][\w.\-·]*"
_TOKEN = re.compile(
    rf"""\s*(?:
      (?P<literal>'[^']*'|"[^"]*")
    | (?P<number>\d+(?:\.\d*)?|\.\d+)
    | (?P<name>{_NAME}(?::(?!:){_NAME})?)
    | (?P<sign><=|>=|!=|//|::|\.\.|[<>=+\-*/()\[\],.@|$])
    )""",
    re.VERBOSE,
)
_WORDS = frozenset(("and", "or", "div", "mod"))
_OPERATORS = frozenset(("<", "<=", ">", ">=", "=", "!=", "+", "-", "*", "/", "//", "|"))
_AXES = {"child": "", "self": ".", "parent": ".."}


class Token(NamedTuple):
    """A piece of source; `kind` is literal, number, name, sign or operator, `end` for none."""

    kind: str
    text: str


END = Token("end", "")


def parse(source: str) -> Expr:
    """The expression in `source`; raise NotUnderstood.

    >>> parse("../m_age >= 6")
    Binary(operator='>=', left=Path(steps=(Step(name='..', predicates=()), \
Step(name='m_age', predicates=())), is_absolute=False, start=None), right=Number(value=6.0))
    """
    if len(source) > LONGEST:
        raise NotUnderstood("length")
    return _Parser(_tokens(source)).whole()


def _tokens(source: str) -> list[Token]:
    found: list[Token] = []
    place, text = 0, source.rstrip()
    while place < len(text):
        match = _TOKEN.match(text, place)
        if match is None:
            raise NotUnderstood(text[place:].strip()[:20])
        kind = match.lastgroup or ""
        token = Token(kind, match[kind])
        found.append(_as_operator(token) if _operator_here(found) else token)
        place = match.end()
    return found


def _operator_here(before: list[Token]) -> bool:
    """XPath 1.0, 3.7: after an operand, ``*`` and the words are operators."""
    if not before:
        return False
    last = before[-1]
    return last.kind != "operator" and last.text not in ("@", "::", "(", "[", ",", "/", "//")


def _as_operator(token: Token) -> Token:
    is_word = token.kind == "name" and token.text in _WORDS
    is_sign = token.kind == "sign" and token.text in _OPERATORS
    return Token("operator", token.text) if is_word or is_sign else token


class _Parser:
    """Recursive descent over the grammar of XPath 1.0, weakest operators first."""

    def __init__(self, tokens: list[Token]) -> None:
        self._tokens = tokens
        self._place = 0
        self._depth = 0

    @property
    def _next(self) -> Token:
        return self._tokens[self._place] if self._place < len(self._tokens) else END

    def _take(self) -> Token:
        token = self._next
        self._place += 1
        return token

    def _skip(self, text: str) -> bool:
        """Step over `text` if it comes next."""
        if self._next.kind in ("literal", "end") or self._next.text != text:
            return False
        self._place += 1
        return True

    def _expect(self, text: str) -> None:
        if not self._skip(text):
            raise NotUnderstood(self._next.text or "end")

    def whole(self) -> Expr:
        """The expression that fills the source."""
        expr = self._or()
        if self._next is not END:
            raise NotUnderstood(self._next.text)
        return expr

    def _or(self) -> Expr:
        self._depth += 1
        if self._depth > DEEPEST:
            raise NotUnderstood("depth")
        expr = self._chain(("or",), self._and)
        self._depth -= 1
        return expr

    def _and(self) -> Expr:
        return self._chain(("and",), self._equality)

    def _equality(self) -> Expr:
        return self._chain(("=", "!="), self._order)

    def _order(self) -> Expr:
        return self._chain(("<", "<=", ">", ">="), self._sum)

    def _sum(self) -> Expr:
        return self._chain(("+", "-"), self._product)

    def _product(self) -> Expr:
        return self._chain(("*", "div", "mod"), self._signed)

    def _chain(self, operators: tuple[str, ...], operand: Callable[[], Expr]) -> Expr:
        left = operand()
        while self._next.kind == "operator" and self._next.text in operators:
            operator = self._take().text
            left = Binary(operator, left, operand())
        return left

    def _signed(self) -> Expr:
        minus = 0
        while self._skip("-"):
            minus += 1
        expr = self._operand()
        for _ in range(minus):
            expr = Negative(expr)
        return expr

    def _operand(self) -> Expr:
        token = self._next
        if token.kind == "literal":
            return Literal(self._take().text[1:-1])
        if token.kind == "number":
            return Number(float(self._take().text))
        if self._skip("("):
            return self._bracketed()
        if self._is_call():
            return self._call()
        return self._path()

    def _bracketed(self) -> Expr:
        expr = self._or()
        self._expect(")")
        if self._next.text in ("[", "/"):
            raise NotUnderstood(")" + self._next.text)
        return expr

    def _is_call(self) -> bool:
        after = self._tokens[self._place + 1 : self._place + 2]
        return self._next.kind == "name" and after == [Token("sign", "(")]

    def _call(self) -> Expr:
        name = self._take().text
        self._expect("(")
        arguments = [] if self._next.text == ")" else [self._or()]
        while self._skip(","):
            arguments.append(self._or())
        self._expect(")")
        call = Call(name, tuple(arguments))
        if name in ("instance", "current", "randomize"):
            return Path(self._steps() if self._skip("/") else (), start=call)
        if self._next.text in ("[", "/"):
            raise NotUnderstood(f"{name}(){self._next.text}")
        return call

    def _path(self) -> Expr:
        is_absolute = self._skip("/")
        return Path(self._steps(), is_absolute)

    def _steps(self) -> tuple[Step, ...]:
        steps = [self._step()]
        while self._skip("/"):
            steps.append(self._step())
        return tuple(steps)

    def _step(self) -> Step:
        name = self._step_name()
        predicates = []
        while self._skip("["):
            predicates.append(self._or())
            self._expect("]")
        return Step(name, tuple(predicates))

    def _step_name(self) -> str:
        token = self._take()
        if token.text in (".", ".."):
            return token.text
        if token.kind != "name":
            raise NotUnderstood(token.text or "end")
        if self._skip("::"):
            return self._on_axis(token.text)
        if self._next.text == "(" and self._next.kind == "sign":
            raise NotUnderstood(f"{token.text}()")
        return token.text.rpartition(":")[2]

    def _on_axis(self, axis: str) -> str:
        if axis not in _AXES:
            raise NotUnderstood(f"{axis}::")
        if axis == "child":
            return self._step_name()
        self._expect("node")
        self._expect("(")
        self._expect(")")
        return _AXES[axis]

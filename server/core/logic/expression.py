"""One expression of a form, judged as every client would judge it."""

from __future__ import annotations

import math
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from server.core.logic.collect import Collect
from server.core.logic.compiler import Compiler
from server.core.logic.library import CHANGING, SPOKEN, TIMED
from server.core.logic.moments import day_text, moment
from server.core.logic.numbers import java_text, script_number
from server.core.logic.paths import site_of
from server.core.logic.syntax import Binary, Expr, Unknown, calls
from server.core.logic.web import Web

if TYPE_CHECKING:
    from collections.abc import Sequence

    from server.core.logic.code import Code, Get, Value
    from server.core.logic.lists import Rows
    from server.core.logic.tree import Run, Scope
    from server.core.schema import FormSchema

COLLECT, WEB = Collect(), Web()

NEAR = 1e-9
"""Part of a number, or amount, by which the arithmetic of two clients may differ."""

YES, NO = ("true", "1"), ("false", "0")


class Expression:
    """A compiled expression at its node; raise NotUnderstood when it cannot be compiled.

    `truth` is what Collect makes of it and may raise Unknown.  The browser is asked only when
    Collect finds fault: `certainly`, `gives` and `could_offer` tell whether all agree.  `reads`
    are the paths it looks at.
    """

    def __init__(self, schema: FormSchema, tables: dict[str, Rows], expr: Expr, path: str) -> None:
        self._schema, self._tables, self._expr = schema, tables, expr
        self._site = site_of(schema, path)
        compiler = Compiler(schema, COLLECT, tables)
        self._code = compiler.code(expr, self._site)
        self.truth = COLLECT.truth(self._code)
        self.reads = frozenset(compiler.reads)
        self.calls = calls(expr)

    @property
    def can_be_told_again(self) -> bool:
        """Whether it gives the same whenever and wherever it is calculated.

        Of ``a and b`` a browser keeps the text of an operand.
        """
        joined = isinstance(self._expr, Binary) and self._expr.operator in ("and", "or")
        return CHANGING.isdisjoint(self.calls) and not joined

    @cached_property
    def _web(self) -> Code:
        return Compiler(self._schema, WEB, self._tables).code(self._expr, self._site)

    @cached_property
    def _truths(self) -> tuple[Get, Get]:
        return self.truth, WEB.truth(self._web)

    @cached_property
    def _values(self) -> tuple[Get, Get]:
        return self.value, WEB.value(self._web)

    @cached_property
    def _texts(self) -> tuple[Get, Get]:
        return self.texts, WEB.texts([self._web])

    @cached_property
    def value(self) -> Get:
        """What it gives in Collect."""
        return COLLECT.value(self._code)

    @cached_property
    def texts(self) -> Get:
        """The texts of the nodes it gives in Collect."""
        return COLLECT.texts([self._code])

    def certainly(self, scope: Scope, *, verdict: bool) -> bool:
        """Whether all come to `verdict`; no where one of them cannot tell."""
        try:
            return all(found is verdict for found in self._all(scope, self._truths))
        except Unknown:
            return False

    def gives(self, scope: Scope, stored: str) -> bool:
        """Whether one of them may have calculated what is stored; yes where one cannot tell."""
        try:
            if is_same(self.value(scope), stored, scope.run):
                return True
            found = self._all(scope, self._values)
        except Unknown:
            return True
        return any(is_same(value, stored, scope.run) for value in found)

    def could_offer(self, scope: Scope, chosen: str) -> bool:
        """Whether one of them may have offered the choice; yes where one cannot tell."""
        try:
            return any(chosen in texts for texts in self._all(scope, self._texts))
        except Unknown:
            return True

    def _all(self, scope: Scope, getters: Sequence[Get]) -> list[Any]:
        """What all getters give, at each time and in each language that may have counted."""
        run = scope.run
        clocks = run.clocks[:1] if TIMED.isdisjoint(self.calls) else run.clocks
        languages = run.languages[:1] if SPOKEN.isdisjoint(self.calls) else run.languages
        found = []
        try:
            for clock in clocks:
                for language in languages:
                    run.turn(clock, language)
                    found += [get(scope) for get in getters]
        finally:
            run.turn(run.clocks[0], run.languages[0])
        return found


def written(value: Value) -> str:
    """A calculated value as Collect writes it into an instance."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return java_text(value)
    return day_text(value) if isinstance(value, datetime) else value


def is_same(value: Value, stored: str, run: Run) -> bool:
    """Whether a calculated value is what is stored, however a client writes it.

    Whole and decimal numbers, ``true`` and ``1``, days with and without a time are told alike.
    """
    if isinstance(value, bool):
        return stored in (YES if value else NO)
    if isinstance(value, float):
        return _is_near(value, stored)
    if isinstance(value, datetime):
        return stored == day_text(value) or moment(stored, run.zone) == value
    if value.strip() == stored.strip():
        return True
    return _is_near(script_number(value), stored) if value.strip() and stored.strip() else False


def _is_near(number: float, stored: str) -> bool:
    if math.isnan(number):
        return stored.strip() in ("", "NaN")
    other = script_number(stored)
    return math.isclose(number, other, rel_tol=NEAR, abs_tol=NEAR) or str(number) == stored

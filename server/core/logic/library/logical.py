"""Functions of truth and choice between values."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from server.core.logic.code import Code, Get, Kind, Value
from server.core.logic.library.plain import Builder, count, plain
from server.core.logic.syntax import NotUnderstood, Unknown

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from server.core.logic.code import Site
    from server.core.logic.compiling import Compiling
    from server.core.logic.syntax import Expr
    from server.core.logic.tree import Scope

SIMPLE = (Kind.TEXT, Kind.NUMBER, Kind.TRUTH)


def _if(compiler: Compiling, site: Site, arguments: tuple[Expr, ...]) -> Code:
    """Only the branch that is taken is looked at."""
    count(arguments, 3, 3)
    condition = compiler.truth(arguments[0], site)
    kind, (then, otherwise) = _alike(compiler, [compiler.code(a, site) for a in arguments[1:]])
    return Code(kind, lambda s: then(s) if condition(s) else otherwise(s))


def _alike(compiler: Compiling, codes: Sequence[Code]) -> tuple[Kind, list[Get]]:
    """What several codes have in common, and their getters."""
    kinds = {code.kind for code in codes}
    getters = [compiler.dialect.value(code) for code in codes]
    if all(compiler.dialect.is_textual(code) for code in codes):
        return Kind.TEXT, getters
    only = kinds.pop() if len(kinds) == 1 else Kind.ANY
    return only if only in SIMPLE else Kind.ANY, getters


def _coalesce(compiler: Compiling, site: Site, arguments: tuple[Expr, ...]) -> Code:
    count(arguments, 2, 2)
    kind, (first, second) = _alike(compiler, [compiler.code(each, site) for each in arguments])

    def coalesce(scope: Scope) -> Value:
        value: Value = first(scope)
        if value == "" or (isinstance(value, float) and math.isnan(value)):
            return second(scope)  # type: ignore[no-any-return]  # a value as well
        return value

    return Code(kind, coalesce)


def _from_string(compiler: Compiling, site: Site, arguments: tuple[Expr, ...]) -> Code:
    """Whether a text says true: ``1`` or ``true``, in Collect also in capitals."""
    count(arguments, 1, 1)
    text = compiler.dialect.text(compiler.code(arguments[0], site))
    if compiler.dialect.binds_own_row:
        return Code(Kind.TRUTH, lambda s: text(s).lower() in ("1", "true"))
    return Code(Kind.TRUTH, lambda s: text(s) in ("1", "true"))


def _checklist(compiler: Compiling, site: Site, arguments: tuple[Expr, ...]) -> Code:
    """Whether the number of true answers lies between two bounds; -1 is no bound."""
    count(arguments, 2)
    least, most = (compiler.dialect.number(compiler.code(a, site)) for a in arguments[:2])
    answers = [compiler.dialect.values(compiler.code(a, site)) for a in arguments[2:]]
    is_true = compiler.dialect.is_true

    def holds(scope: Scope) -> bool:
        number = sum(is_true(value) for each in answers for value in each(scope))
        low, high = least(scope), most(scope)
        return (low < 0 or number >= low) and (high < 0 or number <= high)

    return Code(Kind.TRUTH, holds)


def _weighted(compiler: Compiling, site: Site, arguments: tuple[Expr, ...]) -> Code:
    """The same with a weight behind each answer."""
    count(arguments, 2)
    if len(arguments) % 2:
        raise NotUnderstood("weighted-checklist()")
    least, most = (compiler.dialect.number(compiler.code(a, site)) for a in arguments[:2])
    columns = [compiler.dialect.values(compiler.code(a, site)) for a in arguments[2:]]
    dialect = compiler.dialect

    def holds(scope: Scope) -> bool:
        total = 0.0
        for answers, weights in zip(columns[::2], columns[1::2], strict=True):
            flags, heavy = answers(scope), weights(scope)
            if len(flags) != len(heavy):
                raise Unknown
            total += sum(
                dialect.number_of(weight, scope.run)
                for flag, weight in zip(flags, heavy, strict=True)
                if dialect.is_true(flag)
            )
        return least(scope) <= total <= most(scope)

    return Code(Kind.TRUTH, holds)


FUNCTIONS: Mapping[str, Builder] = {
    "if": _if,
    "coalesce": _coalesce,
    "true": plain(Kind.TRUTH, "", lambda: True),
    "false": plain(Kind.TRUTH, "", lambda: False),
    "not": plain(Kind.TRUTH, "b", lambda truth: not truth),
    "boolean": plain(Kind.TRUTH, "b", bool),
    "boolean-from-string": _from_string,
    "checklist": _checklist,
    "weighted-checklist": _weighted,
}

"""Functions that are plain Python once their arguments are texts, numbers or truths."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from server.core.logic.code import Code, Get, Kind
from server.core.logic.syntax import NotUnderstood

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from server.core.logic.code import Site
    from server.core.logic.compiling import Compiling
    from server.core.logic.syntax import Expr
    from server.core.logic.tree import Scope

Builder: TypeAlias = "Callable[[Compiling, Site, tuple[Expr, ...]], Code]"

ALONE, PAIR, TRIPLE = 1, 2, 3


def plain(kind: Kind, wants: str, function: Callable[..., Any]) -> Builder:
    """A function whose arguments are turned into what `wants` says, letter by letter.

    ``t`` is a text, ``n`` a number, ``b`` a truth, ``v`` any value; letters behind ``?`` may be
    left out.
    """
    needed, _, further = wants.partition("?")
    letters = needed + further

    def build(compiler: Compiling, site: Site, arguments: tuple[Expr, ...]) -> Code:
        count(arguments, len(needed), len(letters))
        getters = [
            getter(compiler, compiler.code(each, site), letter)
            for each, letter in zip(arguments, letters, strict=False)
        ]
        return Code(kind, applied(function, getters))

    return build


def count(arguments: Sequence[Expr], least: int, most: int | None = None) -> None:
    """Raise NotUnderstood for a wrong number of arguments."""
    if len(arguments) < least or (most is not None and len(arguments) > most):
        raise NotUnderstood(f"{len(arguments)} arguments")


class Fixed:
    """A getter that always gives `value`."""

    def __init__(self, value: object) -> None:
        self.value = value

    def __call__(self, _: Scope) -> object:
        """The value, wherever it is asked for."""
        return self.value


def getter(compiler: Compiling, code: Code, letter: str) -> Get:
    """A getter of `code` as what a letter says; `Fixed` for a literal."""
    dialect = compiler.dialect
    by_letter = {
        "t": dialect.text,
        "n": dialect.number,
        "b": dialect.truth,
        "v": dialect.value,
    }
    get = by_letter[letter](code)
    if code.constant is None:
        return get
    if letter == "n" and isinstance(code.constant, str):
        return get  # a text that may be a date: its number depends on the zone
    return Fixed(_literal(compiler, code.constant, letter))


def _literal(compiler: Compiling, value: Any, letter: str) -> object:  # noqa: ANN401 — a literal
    if letter == "t":
        return compiler.dialect.text_of(value)
    return compiler.dialect.is_true(value) if letter == "b" else value


def applied(function: Callable[..., Any], getters: Sequence[Get]) -> Get:
    """`function` of what the getters give; literals are put in once."""
    first, *rest = getters or [Fixed(None)]
    if not getters:
        return lambda _: function()
    fixed = tuple(each.value for each in rest if isinstance(each, Fixed))
    if len(fixed) == len(rest):
        return _of_first(function, first, fixed)
    if len(getters) == PAIR:
        second = rest[0]
        return lambda s: function(first(s), second(s))
    return lambda s: function(*[each(s) for each in getters])


def _of_first(function: Callable[..., Any], first: Get, rest: tuple[Any, ...]) -> Get:
    if not rest:
        return lambda s: function(first(s))
    if len(rest) == ALONE:
        only = rest[0]
        return lambda s: function(first(s), only)
    if len(rest) == PAIR:
        second, third = rest
        return lambda s: function(first(s), second, third)
    return lambda s: function(first(s), *rest)

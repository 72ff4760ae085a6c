"""Functions of numbers."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from server.core.logic import moments, numbers
from server.core.logic.code import Code, Kind
from server.core.logic.library.plain import Builder, count, getter, plain
from server.core.logic.library.texts import SELF, refused
from server.core.logic.syntax import Unknown

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from server.core.logic.code import Site
    from server.core.logic.compiling import Compiling
    from server.core.logic.syntax import Expr
    from server.core.logic.tree import Scope


def defined(function: Callable[..., float]) -> Callable[..., float]:
    """`function`, giving no number where it has none, and infinity where it is too large."""

    def of(*arguments: float) -> float:
        try:
            return float(function(*arguments))
        except ValueError:
            return numbers.NAN
        except OverflowError:
            return math.inf

    return of


def logarithm(function: Callable[[float], float]) -> Callable[[float], float]:
    """A logarithm, which is minus infinity at zero."""
    return lambda number: -math.inf if number == 0 else function(number)


def power(base: float, exponent: float) -> float:
    """A power; real numbers only."""
    found = base**exponent
    return numbers.NAN if isinstance(found, complex) else found


def _number(compiler: Compiling, site: Site, arguments: tuple[Expr, ...]) -> Code:
    count(arguments, 0, 1)
    code = compiler.code(arguments[0] if arguments else SELF, site)
    number = compiler.dialect.number(code)
    if compiler.dialect.binds_own_row or code.kind is Kind.NUMBER:
        return Code(Kind.NUMBER, number)
    text = compiler.dialect.text(code)

    def undated(scope: Scope) -> float:
        """A browser counts with the time of a date and prints the day alone: better unsaid."""
        found = number(scope)
        if not math.isnan(found) and moments.as_written(text(scope)) is not None:
            raise Unknown
        return found

    return Code(Kind.NUMBER, undated)


def _round(compiler: Compiling, site: Site, arguments: tuple[Expr, ...]) -> Code:
    count(arguments, 1, 2)
    number = getter(compiler, compiler.code(arguments[0], site), "n")
    rounded = compiler.dialect.round
    if len(arguments) == 1:
        return Code(Kind.NUMBER, lambda s: rounded(number(s), 0.0))
    places = getter(compiler, compiler.code(arguments[1], site), "n")

    def at_places(scope: Scope) -> float:
        return rounded(number(scope), places(scope))

    return Code(Kind.NUMBER, at_places)


def _random(compiler: Compiling, site: Site, arguments: tuple[Expr, ...]) -> Code:
    del compiler, site
    count(arguments, 0, 1)
    return Code(Kind.ANY, refused)


FUNCTIONS: Mapping[str, Builder] = {
    "number": _number,
    "round": _round,
    "random": _random,
    "uuid": _random,
    "int": plain(Kind.NUMBER, "n", numbers.whole),
    "abs": plain(Kind.NUMBER, "n", abs),
    "pow": plain(Kind.NUMBER, "nn", defined(power)),
    "sqrt": plain(Kind.NUMBER, "n", defined(math.sqrt)),
    "exp": plain(Kind.NUMBER, "n", defined(math.exp)),
    "exp10": plain(Kind.NUMBER, "n", defined(lambda number: 10.0**number)),
    "log": plain(Kind.NUMBER, "n", logarithm(defined(math.log))),
    "log10": plain(Kind.NUMBER, "n", logarithm(defined(math.log10))),
    "sin": plain(Kind.NUMBER, "n", defined(math.sin)),
    "cos": plain(Kind.NUMBER, "n", defined(math.cos)),
    "tan": plain(Kind.NUMBER, "n", defined(math.tan)),
    "asin": plain(Kind.NUMBER, "n", defined(math.asin)),
    "acos": plain(Kind.NUMBER, "n", defined(math.acos)),
    "atan": plain(Kind.NUMBER, "n", defined(math.atan)),
    "atan2": plain(Kind.NUMBER, "nn", defined(math.atan2)),
    "pi": plain(Kind.NUMBER, "", lambda: math.pi),
}

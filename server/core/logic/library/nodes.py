"""Functions of several nodes, of repeats and of lists."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from server.core.logic import items, numbers, paths
from server.core.logic.code import STRUCTURES, Code, Kind
from server.core.logic.library.plain import Builder, count, getter
from server.core.logic.library.texts import SELF, refused, shared
from server.core.logic.syntax import Literal, NotUnderstood, Path, Unknown
from server.core.schema import FieldType

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from server.core.logic.code import Site
    from server.core.logic.compiling import Compiling
    from server.core.logic.syntax import Expr
    from server.core.logic.tree import Scope

LOWEST = 5e-324  # JavaRosa looks for the largest from Java's smallest positive number upwards


def _nodes(compiler: Compiling, site: Site, arguments: tuple[Expr, ...]) -> Code:
    count(arguments, 1, 1)
    code = shared(compiler.code(arguments[0], site))
    if code.kind not in (Kind.NODE, Kind.NODES):
        raise NotUnderstood("a path is needed")
    return code


def _count(compiler: Compiling, site: Site, arguments: tuple[Expr, ...]) -> Code:
    code = _nodes(compiler, site, arguments)
    if code.kind is Kind.NODE:
        there = code.is_there
        return Code(Kind.NUMBER, lambda s: 1.0 if there is None or there(s) else 0.0)
    get = code.get
    return Code(Kind.NUMBER, lambda s: float(len(get(s))))


def _count_filled(compiler: Compiling, site: Site, arguments: tuple[Expr, ...]) -> Code:
    code = _nodes(compiler, site, arguments)
    if code.type in STRUCTURES:
        return _count(compiler, site, arguments)
    texts = compiler.dialect.texts([code])
    return Code(Kind.NUMBER, lambda s: float(sum(text != "" for text in texts(s))))


def _sum(compiler: Compiling, site: Site, arguments: tuple[Expr, ...]) -> Code:
    numbers_of = _numbers(compiler, [_nodes(compiler, site, arguments)])
    return Code(Kind.NUMBER, lambda s: sum(numbers_of(s), 0.0))


def _numbers(compiler: Compiling, codes: Sequence[Code]) -> Callable[[Scope], list[float]]:
    """All numbers behind `codes`; Collect passes over what is none."""
    values = [compiler.dialect.values(code) for code in codes]
    number_of, skips = compiler.dialect.number_of, compiler.dialect.binds_own_row

    def found(scope: Scope) -> list[float]:
        all_of = [number_of(value, scope.run) for each in values for value in each(scope)]
        return [number for number in all_of if not math.isnan(number)] if skips else all_of

    return found


def _extreme(choose: Callable[[float, float], float], start: float) -> Builder:
    def build(compiler: Compiling, site: Site, arguments: tuple[Expr, ...]) -> Code:
        count(arguments, 1)
        found = _numbers(compiler, [shared(compiler.code(each, site)) for each in arguments])
        first = start if compiler.dialect.binds_own_row else None

        def extreme(scope: Scope) -> float:
            there = found(scope)
            if not there or any(map(math.isnan, there)):
                return numbers.NAN
            best = there[0] if first is None else first
            for number in there:
                best = choose(best, number)
            return best

        return Code(Kind.NUMBER, extreme)

    return build


def _position(compiler: Compiling, site: Site, arguments: tuple[Expr, ...]) -> Code:
    """The place of a row among its like, from 1."""
    count(arguments, 0, 1)
    if not arguments and site.top is not None:
        return Code(Kind.NUMBER, lambda s: float(s.run.position))
    path = arguments[0] if arguments else SELF
    if not isinstance(path, Path) or path.start is not None or site.is_item:
        raise NotUnderstood("position()")
    target = paths.resolve(compiler, path, site)
    if target.type is not FieldType.REPEAT or target.descents or target.filters:
        return Code(Kind.NUMBER, refused)
    base = target.base
    return Code(Kind.NUMBER, lambda s: float(base(s).position))


def _last(compiler: Compiling, site: Site, arguments: tuple[Expr, ...]) -> Code:
    count(arguments, 0, 0)
    if site.top is None or compiler.dialect.binds_own_row:
        raise NotUnderstood("last()")
    return Code(Kind.NUMBER, lambda s: float(s.run.size))


def _indexed(compiler: Compiling, site: Site, arguments: tuple[Expr, ...]) -> Code:
    """The answer in the row whose number is given for each repeat around it."""
    count(arguments, 3)
    if len(arguments) % 2 == 0 or site.is_item:
        raise NotUnderstood("indexed-repeat()")
    target = _target(compiler, arguments[0], site)
    wanted = {
        _target(compiler, repeat, site).path: compiler.dialect.number(compiler.code(number, site))
        for repeat, number in zip(arguments[1::2], arguments[2::2], strict=True)
    }
    around = paths.repeats_around(compiler.schema, target.path)
    if not set(wanted) <= set(around):
        raise NotUnderstood("indexed-repeat()")
    first = min(place for place, repeat in enumerate(around) if repeat in wanted)
    if around[:first] != site.repeats[:first]:
        raise NotUnderstood("indexed-repeat()")
    chosen = _chosen(wanted, around[first:], len(site.repeats) - first)
    path = target.path
    return Code(Kind.NODES, lambda s: [each.values[path] for each in chosen(s)], target.type)


def _target(compiler: Compiling, path: Expr, site: Site) -> paths.Target:
    if not isinstance(path, Path) or (path.start is not None and path.start.name != "current"):
        raise NotUnderstood("indexed-repeat()")
    return paths.resolve(compiler, path, site)


def _chosen(
    wanted: Mapping[str, Callable[[Scope], float]], repeats: Sequence[str], ups: int
) -> Callable[[Scope], Sequence[Scope]]:
    def scopes(scope: Scope) -> Sequence[Scope]:
        base = scope
        for _ in range(ups):
            base = base.up
        found = [base]
        for repeat in repeats:
            rows = [row for each in found for row in each.rows[repeat]]
            number = wanted.get(repeat)
            found = rows if number is None else _numbered(rows, number(scope))
        return found

    return scopes


def _numbered(rows: list[Scope], number: float) -> list[Scope]:
    """The row of that number; JavaRosa takes the first for a number that is none yet."""
    place = max(1, numbers.index(number))
    return rows[place - 1 : place]


def _once(compiler: Compiling, site: Site, arguments: tuple[Expr, ...]) -> Code:
    """What the node holds already, else the argument."""
    count(arguments, 1, 1)
    own, new = compiler.dialect.text(compiler.code(SELF, site)), compiler.code(arguments[0], site)
    fresh = compiler.dialect.text(new)
    return Code(Kind.TEXT, lambda s: own(s) or fresh(s))


def _pulldata(compiler: Compiling, site: Site, arguments: tuple[Expr, ...]) -> Code:
    """One column of the first row that has a value in another."""
    count(arguments, 4, 4)
    named = [each.text for each in arguments[:3] if isinstance(each, Literal)]
    if len(named) != len(arguments[:3]):
        raise NotUnderstood("pulldata()")
    name, wanted, column = named
    value = getter(compiler, compiler.code(arguments[3], site), "t")
    source = items.source_named(compiler, name.removesuffix(".csv"))

    def pulled(scope: Scope) -> str:
        table = source(scope)
        if not table.closed.isdisjoint((wanted, column)):
            raise Unknown
        rows = table.where(column, value(scope))
        return rows[0].get(wanted, "") if rows else ""

    return Code(Kind.TEXT, pulled)


def _randomize(compiler: Compiling, site: Site, arguments: tuple[Expr, ...]) -> Code:
    count(arguments, 1, 2)
    return replace(_nodes(compiler, site, arguments[:1]), constant=None)


def _nothing_known(compiler: Compiling, site: Site, arguments: tuple[Expr, ...]) -> Code:
    del compiler, site, arguments
    return Code(Kind.ANY, refused)


def _version(compiler: Compiling, site: Site, arguments: tuple[Expr, ...]) -> Code:
    del site
    count(arguments, 0, 0)
    version = compiler.schema.version
    return Code(Kind.TEXT, lambda _: version)


def _same(compiler: Compiling, site: Site, arguments: tuple[Expr, ...]) -> Code:
    """The first argument; the others only say when to calculate anew."""
    count(arguments, 1)
    return compiler.code(arguments[0], site)


FUNCTIONS: Mapping[str, Builder] = {
    "count": _count,
    "count-non-empty": _count_filled,
    "sum": _sum,
    "max": _extreme(max, LOWEST),
    "min": _extreme(min, math.inf),
    "position": _position,
    "last": _last,
    "indexed-repeat": _indexed,
    "once": _once,
    "pulldata": _pulldata,
    "randomize": _randomize,
    "property": _nothing_known,
    "version": _version,
    "depend": _same,
}

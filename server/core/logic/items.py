"""Paths into lists: ``instance('villages')/root/item[township=/data/admin/township]/label``."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from server.core.logic.code import Code, Get, Kind, Site
from server.core.logic.filters import kept
from server.core.logic.lists import rows_of
from server.core.logic.syntax import (
    Binary,
    Expr,
    Literal,
    NotUnderstood,
    Path,
    Unknown,
    calls,
    parts,
)
from server.core.logic.tree import item_scope

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from server.core.logic.compiling import Compiling
    from server.core.logic.filters import Filter
    from server.core.logic.lists import Row, Rows
    from server.core.logic.tree import Scope

    Source = Callable[[Scope], Rows]
    ToRows = Callable[[Scope], Sequence[Row]]

DEEPEST = 3  # root/item/column
POSITIONS = frozenset(("position", "last"))


class Key(NamedTuple):
    """A condition that a column holds a value known before any row is looked at."""

    column: str
    value: Get


def list_code(compiler: Compiling, path: Path, site: Site) -> Code:
    """The code of a path that starts with ``instance(…)``: the texts of one column."""
    column = _column(path)
    rows = rows_code(compiler, path, site)
    if column is None:
        return Code(Kind.NODES, lambda s: [""] * len(rows(s)))
    source = _source(compiler, path)

    def texts(scope: Scope) -> list[str]:
        if column in source(scope).closed:
            raise Unknown
        return [row.get(column, "") for row in rows(scope)]

    return Code(Kind.NODES, texts)


def _column(path: Path) -> str | None:
    if not DEEPEST - 1 <= len(path.steps) <= DEEPEST:
        raise NotUnderstood("instance()")
    root, _, *last = path.steps
    if root.predicates or any(step.predicates for step in last):
        raise NotUnderstood("instance()[]")
    return last[0].name if last else None


def rows_code(compiler: Compiling, path: Path, site: Site) -> ToRows:
    """A getter of the rows a path means."""
    source, item = _source(compiler, path), path.steps[1]
    keys: list[Key] = []
    rest: list[Filter] = []
    inner = Site("", (), is_item=True, top=site.top or site, outer=site)
    for predicate in item.predicates:
        found = None if rest else _keys(compiler, predicate, site)
        if found is None:
            rest.append(compiler.filter(predicate, inner))
        else:
            keys.extend(found)
    if not keys and not rest:
        return lambda s: source(s).all
    return _filtered(source, keys, rest)


def _filtered(source: Source, keys: Sequence[Key], rest: Sequence[Filter]) -> ToRows:
    def rows(scope: Scope) -> Sequence[Row]:
        table = source(scope)
        found: Sequence[Row] = _matching(table, keys, scope) if keys else table.all
        return _passing(found, rest, scope) if rest else found

    return rows


def _matching(table: Rows, keys: Sequence[Key], scope: Scope) -> Sequence[Row]:
    """Rows by an index on the first key."""
    wanted = [(key.column, key.value(scope)) for key in keys]
    if not table.closed.isdisjoint(column for column, _ in wanted):
        raise Unknown
    (column, value), *others = wanted
    found = table.where(column, value)
    return (
        [row for row in found if all(row.get(c, "") == v for c, v in others)] if others else found
    )


def _passing(rows: Sequence[Row], filters: Sequence[Filter], scope: Scope) -> Sequence[Row]:
    scope.run.look_at(len(rows))
    scopes = []
    for row in rows:
        each = item_scope(scope)
        each.item = row
        scopes.append(each)
    return [each.item for each in kept(scopes, filters, scope.run)]


def _keys(compiler: Compiling, predicate: Expr, outer: Site) -> list[Key] | None:
    """The keys a predicate consists of; None when a row has to be looked at."""
    if not isinstance(predicate, Binary):
        return None
    if predicate.operator == "and":
        left = _keys(compiler, predicate.left, outer)
        right = _keys(compiler, predicate.right, outer)
        return None if left is None or right is None else left + right
    if predicate.operator != "=":
        return None
    return _key(compiler, predicate.left, predicate.right, outer) or _key(
        compiler, predicate.right, predicate.left, outer
    )


def _key(compiler: Compiling, named: Expr, expr: Expr, outer: Site) -> list[Key] | None:
    """The key of one equation, if `expr` does without the row and is compared as a text."""
    column = _own_column(named)
    if column is None or any(_own_column(part) for part in parts(expr)):
        return None
    if not calls(expr).isdisjoint(POSITIONS):
        return None
    code = compiler.code(expr, outer)
    return [Key(column, code.get)] if compiler.dialect.is_textual(code) else None


def _own_column(expr: Expr) -> str | None:
    """The column of the row at hand that a path names."""
    if not isinstance(expr, Path) or expr.is_absolute or expr.start is not None:
        return None
    return expr.steps[0].name if len(expr.steps) == 1 else None


def column_code(path: Path) -> Code:
    """The code of a relative path inside a predicate: a column of the row at hand."""
    name = _own_column(path)
    if name is None or name.startswith(".") or path.steps[0].predicates:
        raise NotUnderstood("item/…")
    return Code(Kind.NODE, lambda s: s.item.get(name, ""))


def _source(compiler: Compiling, path: Path) -> Source:
    """A getter of the list itself: written into the form, or handed in by file name."""
    start = path.start
    literal = start.arguments[0] if start is not None and start.arguments else None
    if not isinstance(literal, Literal):
        raise NotUnderstood("instance()")
    return source_named(compiler, literal.text)


def source_named(compiler: Compiling, name: str) -> Source:
    """The list called `name` in expressions."""
    written = compiler.schema.choices.get(name)
    if written is not None:
        table = compiler.tables.setdefault(name, rows_of(written))
        return lambda _: table
    if name not in compiler.schema.instances:
        raise NotUnderstood(f"instance('{name}')")
    file = compiler.schema.external.get(name, name)

    def handed_in(scope: Scope) -> Rows:
        found = scope.run.lists(file)
        if found is None:
            raise Unknown
        return found

    return handed_in

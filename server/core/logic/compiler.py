"""Expression -> functions of a scope, in one client's way of reading."""

from __future__ import annotations

import math
import operator
from typing import TYPE_CHECKING

from server.core.logic import items, library, numbers, paths
from server.core.logic.code import Code, Kind, Site, constant
from server.core.logic.syntax import (
    Binary,
    Call,
    Expr,
    Literal,
    Negative,
    NotUnderstood,
    Number,
    Path,
    Unknown,
)
from server.core.schema import FieldType

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from server.core.logic.dialect import Dialect
    from server.core.logic.filters import Filter
    from server.core.logic.lists import Rows
    from server.core.logic.tree import Scope
    from server.core.schema import FormSchema

ARITHMETIC: Mapping[str, Callable[[float, float], float]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "div": numbers.divide,
    "mod": numbers.remainder,
}


class Compiler:
    """Compiles an expression of one form version for one client."""

    def __init__(self, schema: FormSchema, dialect: Dialect, tables: dict[str, Rows]) -> None:
        """`tables` keeps the form's own lists for all its expressions."""
        self.schema = schema
        self.dialect = dialect
        self.tables = tables
        self.reads: set[str] = set()

    def truth(self, expr: Expr, site: Site) -> Callable[[Scope], bool]:
        """A getter of `expr` as true or false."""
        return self.dialect.truth(self.code(expr, site))

    def code(self, expr: Expr, site: Site) -> Code:
        """The code of `expr` at `site`; raise NotUnderstood."""
        match expr:
            case Literal(text):
                return constant(text)
            case Number(value):
                return constant(value)
            case Negative(operand):
                number = self.dialect.number(self.code(operand, site))
                return Code(Kind.NUMBER, lambda s: -number(s))
            case Binary(sign, left, right):
                return self._binary(sign, left, right, site)
            case Call(name, arguments):
                return self._call(name, arguments, site)
            case Path():
                return self._path(expr, site)

    def _binary(self, sign: str, left: Expr, right: Expr, site: Site) -> Code:
        if sign in ("and", "or"):
            return Code(Kind.TRUTH, self._joined(sign, left, right, site))
        a, b = self.code(left, site), self.code(right, site)
        if sign in ARITHMETIC:
            return Code(Kind.NUMBER, self._calculated(sign, a, b))
        if sign == "=":
            return Code(Kind.TRUTH, self.dialect.equal(a, b))
        if sign == "!=":
            return Code(Kind.TRUTH, self.dialect.unequal(a, b))
        return Code(Kind.TRUTH, self.dialect.ordered(sign, a, b))

    def _joined(self, sign: str, left: Expr, right: Expr, site: Site) -> Callable[[Scope], bool]:
        a, b = self.truth(left, site), self.truth(right, site)
        if sign == "and":
            return lambda s: a(s) and b(s)
        return lambda s: a(s) or b(s)

    def _calculated(self, sign: str, left: Code, right: Code) -> Callable[[Scope], float]:
        a, b = self.dialect.number(left), self.dialect.number(right)
        if sign == "+":
            return lambda s: a(s) + b(s)
        if sign == "*":
            return lambda s: a(s) * b(s)
        apply = ARITHMETIC[sign]
        return lambda s: apply(a(s), b(s))

    def _call(self, name: str, arguments: tuple[Expr, ...], site: Site) -> Code:
        builder = library.FUNCTIONS.get(name)
        if builder is None:
            raise NotUnderstood(f"{name}()")
        return builder(self, site, arguments)

    def _path(self, path: Path, site: Site) -> Code:
        start = path.start
        if start is not None and start.name == "instance":
            return items.list_code(self, path, site)
        if start is not None and start.name == "randomize":
            return self._path(unshuffled(path), site)
        if site.is_item and start is None and not path.is_absolute:
            return items.column_code(path)
        return paths.path_code(self, path, site)

    def filter(self, predicate: Expr, site: Site) -> Filter:
        """A predicate as a test of one row, which may ask for its position."""
        code = self.code(predicate, site)
        if code.kind is not Kind.NUMBER:
            return self.dialect.truth(code)
        if self.dialect.binds_own_row:  # JavaRosa takes a bare number for no condition at all
            return _refused
        get = code.get
        return lambda s: math.isclose(get(s), s.run.position)

    def switches(self, path: str) -> frozenset[str]:
        """Nodes with a `relevant` that `path` depends on within its scope, itself included."""
        found: set[str] = set()
        while path and self.schema.by_path[path].type is not FieldType.REPEAT:
            if self.schema.by_path[path].relevant is not None:
                found.add(path)
            path = path.rpartition("/")[0]
        return frozenset(found)


def _refused(_: Scope) -> bool:
    raise Unknown


def unshuffled(path: Path) -> Path:
    """The path inside ``randomize(…)`` with the steps behind it: the same nodes in their order."""
    start = path.start
    inner = start.arguments[0] if start is not None and start.arguments else None
    if not isinstance(inner, Path):
        raise NotUnderstood("randomize()")
    return Path((*inner.steps, *path.steps), inner.is_absolute, inner.start)

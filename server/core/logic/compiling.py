"""What the parts of the compiler need of it: so that none of them has to import the whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable

    from server.core.logic.code import Code, Site
    from server.core.logic.dialect import Dialect
    from server.core.logic.filters import Filter
    from server.core.logic.lists import Rows
    from server.core.logic.syntax import Expr
    from server.core.logic.tree import Scope
    from server.core.schema import FormSchema


class Compiling(Protocol):
    """A compiler of one form version for one client.

    `tables` keeps the lists written into the form; `reads` are the paths met so far.
    """

    schema: FormSchema
    dialect: Dialect
    tables: dict[str, Rows]
    reads: set[str]

    def code(self, expr: Expr, site: Site) -> Code:
        """The code of `expr` at `site`; raise NotUnderstood."""

    def truth(self, expr: Expr, site: Site) -> Callable[[Scope], bool]:
        """A getter of `expr` as true or false."""

    def filter(self, predicate: Expr, site: Site) -> Filter:
        """A predicate as a test of one row, which may ask for its position."""

    def switches(self, path: str) -> frozenset[str]:
        """Nodes with a `relevant` that `path` depends on within its scope, itself included."""

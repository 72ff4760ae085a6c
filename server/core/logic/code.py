"""Compiled pieces of expressions: a function of a scope, and what it gives."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto
from typing import TYPE_CHECKING, Any, TypeAlias

from server.core.schema import FieldType

if TYPE_CHECKING:
    from collections.abc import Callable

    from server.core.logic.tree import Scope

Value: TypeAlias = str | float | bool | datetime
Get: TypeAlias = "Callable[[Scope], Any]"
"""What `Kind` says: a str, float, bool or `Value`, or the texts of nodes."""


class Kind(Enum):
    """What a piece gives."""

    TEXT = auto()
    NUMBER = auto()
    TRUTH = auto()
    ANY = auto()
    NODE = auto()
    """The text of exactly one node."""

    NODES = auto()
    """The texts of any number of nodes."""


STRUCTURES = frozenset((FieldType.GROUP, FieldType.REPEAT))


@dataclass(frozen=True, slots=True)
class Code:
    """A compiled piece.

    `type` is that of the question behind a node.  `is_there` tells whether the one node is
    relevant.  `is_own` marks an absolute path into the very repeat it is used in: clients disagree
    whether a function of several nodes then sees this row or all.  `constant` is the value of a
    literal.
    """

    kind: Kind
    get: Get
    type: FieldType = FieldType.STRING
    is_there: Callable[[Scope], bool] | None = None
    is_own: bool = False
    constant: Value | None = None


def constant(value: Value) -> Code:
    """The code of a literal."""
    kind = Kind.TEXT if isinstance(value, str) else Kind.NUMBER
    return Code(kind, lambda _: value, constant=value)


@dataclass(frozen=True, slots=True)
class Site:
    """Where an expression stands: its node and the repeats around it, the outermost first.

    In a predicate, `top` is the site of the whole expression; in one that looks at rows of a list
    (`is_item`) `outer` is the site around it.
    """

    path: str
    repeats: tuple[str, ...]
    is_item: bool = False
    top: Site | None = None
    outer: Site | None = None

"""A filter as a tree."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from decimal import Decimal

Value: TypeAlias = "str | bool | Decimal | datetime | None"
"""What a literal holds; a day is the midnight it begins with, in UTC."""


@dataclass(frozen=True, slots=True)
class Literal:
    """A value written into the filter."""

    value: Value
    at: int


@dataclass(frozen=True, slots=True)
class Name:
    """A field, by the path as written: ``__system/reviewState``."""

    path: str
    at: int


@dataclass(frozen=True, slots=True)
class Call:
    """A function and what it is given."""

    function: str
    given: tuple[Expression, ...]
    at: int


@dataclass(frozen=True, slots=True)
class Compare:
    """Two values beside ``eq``, ``ne``, ``lt``, ``le``, ``gt`` or ``ge``."""

    operator: str
    left: Expression
    right: Expression
    at: int


@dataclass(frozen=True, slots=True)
class Not:
    """The contrary."""

    inner: Expression
    at: int


@dataclass(frozen=True, slots=True)
class Both:
    """Two conditions joined by ``and`` or ``or``."""

    operator: str
    left: Expression
    right: Expression
    at: int


Expression: TypeAlias = "Literal | Name | Call | Compare | Not | Both"


def names(tree: Expression) -> Iterator[Name]:
    """Every field a filter speaks of."""
    match tree:
        case Name():
            yield tree
        case Call(given=given):
            for each in given:
                yield from names(each)
        case Not(inner=inner):
            yield from names(inner)
        case Compare(left=left, right=right) | Both(left=left, right=right):
            yield from names(left)
            yield from names(right)
        case Literal():
            return


def conditions(tree: Expression) -> Iterator[Expression]:
    """The parts that must all hold."""
    if isinstance(tree, Both) and tree.operator == "and":
        yield from conditions(tree.left)
        yield from conditions(tree.right)
    else:
        yield tree

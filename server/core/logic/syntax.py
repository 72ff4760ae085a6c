"""What an expression of a form consists of, and why one could not be understood or answered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator

Expr: TypeAlias = "Literal | Number | Negative | Binary | Call | Path"


class NotUnderstood(Exception):
    """An expression that this reader cannot compile; `reason` names what stands in the way."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Unknown(Exception):
    """Nothing can be said: a list is not here, or the form asks for what a tablet refuses."""


@dataclass(frozen=True, slots=True)
class Literal:
    """A text in quotes."""

    text: str


@dataclass(frozen=True, slots=True)
class Number:
    """A number as written."""

    value: float


@dataclass(frozen=True, slots=True)
class Negative:
    """A minus sign in front of something."""

    operand: Expr


@dataclass(frozen=True, slots=True)
class Binary:
    """Two operands with ``and or = != < <= > >= + - * div mod`` between them."""

    operator: str
    left: Expr
    right: Expr


@dataclass(frozen=True, slots=True)
class Call:
    """A function with its arguments."""

    name: str
    arguments: tuple[Expr, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a path: a name without prefix, ``.`` or ``..``, with its predicates."""

    name: str
    predicates: tuple[Expr, ...] = ()


@dataclass(frozen=True, slots=True)
class Path:
    """Steps from the root, from the node the expression belongs to, or from what a call gives."""

    steps: tuple[Step, ...]
    is_absolute: bool = False
    start: Call | None = None


def parts(expr: Expr) -> Iterator[Expr]:
    """`expr` and everything in it, predicates included."""
    yield expr
    for inner in _inside(expr):
        yield from parts(inner)


def _inside(expr: Expr) -> tuple[Expr, ...]:
    match expr:
        case Negative(operand):
            return (operand,)
        case Binary(_, left, right):
            return (left, right)
        case Call(_, arguments):
            return arguments
        case Path(steps, _, start):
            filters = tuple(each for step in steps for each in step.predicates)
            return filters if start is None else (start, *filters)
    return ()


def calls(expr: Expr) -> frozenset[str]:
    """Names of all functions in `expr`."""
    return frozenset(part.name for part in parts(expr) if isinstance(part, Call))

"""Of several faults of one instance, those that are not merely what another one brought about.

A broken identity number makes an empty birth date, that no age, and that a dozen questions nobody
would have asked: the number is told and the rest is not (domain.md 4.7).  When it is mended the
form is checked anew.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from server.core.case import ProblemKind

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from server.core.case import FormProblem
    from server.core.logic.form import FormLogic

LAST = {ProblemKind.CALCULATE: 1, ProblemKind.RELEVANT: 2}
"""What somebody answered is looked at before what follows from it."""

BROUGHT = frozenset({ProblemKind.REQUIRED, ProblemKind.CALCULATE, ProblemKind.RELEVANT})
"""Faults that can lie in the answers around; an answer against its own constraint cannot."""


@dataclass(frozen=True, slots=True)
class Found:
    """A fault: `order` in the form, `path` without positions, `where` its row, what it `reads`."""

    order: tuple[int, ...]
    path: str
    where: str
    reads: frozenset[str]
    problem: FormProblem


def causes(
    logic: FormLogic, found: Collection[Found], unread: Collection[str]
) -> tuple[FormProblem, ...]:
    """The faults to be told, in the order of the form; `unread` are told already."""
    ordered = sorted(found, key=lambda each: each.order)
    if len(ordered) + len(unread) < 2:  # noqa: PLR2004  # one alone has no other cause
        return tuple(each.problem for each in ordered)
    spoilt = _Spoilt(logic)
    for place in unread:
        spoilt.add(_plain(place), place[: place.rfind("]") + 1])
    told = []
    for each in sorted(ordered, key=lambda each: LAST.get(each.problem.kind, 0)):
        if not spoilt.explains(each):
            told.append(each)
            if each.problem.kind is not ProblemKind.RELEVANT:
                spoilt.add(each.path, each.where)
    told.sort(key=lambda each: each.order)
    return tuple(each.problem for each in told)


class _Spoilt:
    """Answers that hang on a fault told already, by path and row."""

    def __init__(self, logic: FormLogic) -> None:
        self._next = _followers(logic)
        self._repeats = sorted((path for path in logic.checks if path), key=len, reverse=True)
        self._rows: dict[str, set[str]] = defaultdict(set)
        self._around: dict[str, set[str]] = defaultdict(set)

    def add(self, path: str, where: str) -> None:
        """Note the fault and everything that follows from it."""
        repeat = self._repeat(path)
        seen, coming = {path}, [path]
        while coming:
            each = coming.pop()
            self._note(each, where if each.startswith(f"{repeat}/") else "")
            fresh = self._next.get(each, frozenset()) - seen
            seen |= fresh
            coming += fresh

    def explains(self, found: Found) -> bool:
        """Whether the fault may be due to one that was told."""
        reads = found.reads - {found.path}
        if found.problem.kind in BROUGHT:
            reads |= {found.path}
        return any(self._reaches(path, found.where) for path in reads)

    def _repeat(self, path: str) -> str:
        return next((each for each in self._repeats if path.startswith(f"{each}/")), "")

    def _note(self, path: str, where: str) -> None:
        self._rows[path].add(where)
        self._around[path].update(_prefixes(where))

    def _reaches(self, path: str, where: str) -> bool:
        """Whether the path is spoilt in this row, in one around it or in one inside it."""
        rows = self._rows.get(path)
        if not rows:
            return False
        return where in self._around[path] or any(each in rows for each in _prefixes(where))


def _followers(logic: FormLogic) -> Mapping[str, frozenset[str]]:
    """Path -> what is calculated from it or asked because of it."""
    found: dict[str, set[str]] = defaultdict(set)
    for checks in logic.checks.values():
        for calculation in checks.calculations:
            for path in calculation.expression.reads:
                found[path].add(calculation.path)
    for switch in logic.switches:
        inside = {path for path in logic.order if f"{path}/".startswith(f"{switch.path}/")}
        for path in switch.expression.reads if switch.expression else ():
            found[path] |= inside
    return {path: frozenset(paths) for path, paths in found.items()}


def _prefixes(where: str) -> Iterator[str]:
    """The row itself and every row around it, the form at last."""
    while where:
        yield where
        where = where[: where.rfind("]", 0, -1) + 1]
    yield ""


def _plain(place: str) -> str:
    """The path without positions."""
    return "/".join(step.partition("[")[0] for step in place.split("/"))

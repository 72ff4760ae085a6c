"""Predicates: which of several rows are meant."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from server.core.logic.tree import Run, Scope

Filter: TypeAlias = "Callable[[Scope], bool]"


def kept(rows: Sequence[Scope], filters: Sequence[Filter], run: Run) -> Sequence[Scope]:
    """The rows that pass all `filters`, each filter counting positions anew."""
    if not filters:
        return rows
    before = run.position, run.size
    for each in filters:
        run.size = len(rows)
        run.look_at(run.size)
        passed = []
        for run.position, row in enumerate(rows, start=1):
            if each(row):
                passed.append(row)
        rows = passed
    run.position, run.size = before
    return rows

"""Checks that several registers share: parts within the whole, what goes together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from server.core.registers.register import Complaint

if TYPE_CHECKING:
    from collections.abc import Iterator

    from server.core.registers.register import Values


def within(values: Values, part: str, whole: str, zh: str, en: str) -> Iterator[Complaint]:
    """A part is never more than the whole it belongs to."""
    mine, all_of_it = values.get(part), values.get(whole)
    if isinstance(mine, int) and isinstance(all_of_it, int) and mine > all_of_it:
        yield Complaint(
            part, f"不能多于{zh} {all_of_it}", f"must not be more than {en}: {all_of_it}"
        )


def needed_with(values: Values, name: str, *, when: bool, zh: str, en: str) -> Iterator[Complaint]:
    """A column that must be filled in when something else is so."""
    if when and values.get(name) is None:
        yield Complaint(name, f"{zh}时必须填写", f"it must be filled in {en}")


def total(values: Values, *names: str) -> int | None:
    """The sum of some counts; None while one is missing."""
    counts = [values.get(name) for name in names]
    if any(not isinstance(count, int) for count in counts):
        return None
    return sum(count for count in counts if isinstance(count, int))

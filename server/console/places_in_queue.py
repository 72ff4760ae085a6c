"""A record's place in the part of the queue that is worked through."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from server.console.access import asker, services
from server.review import queue

if TYPE_CHECKING:
    from server.console.filters import Filters


class Beside(NamedTuple):
    """A record's place in the queue."""

    previous: int | None
    next: int | None
    position: int
    total: int


def beside(ref: int, filters: Filters) -> Beside:
    """What stands before and after it, its place from 1, and how many wait."""
    return Beside(
        *queue.neighbours(
            services(),
            asker(),
            ref,
            shelf=filters.shelf,
            unit=filters.unit_code,
            form_id=filters.form_id or None,
            state=filters.wanted,
        )
    )

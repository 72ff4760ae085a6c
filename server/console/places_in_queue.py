"""A record's place in the part of the queue that is worked through."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, cast

from flask import g

from server.console.access import asker, now, services
from server.review import duties, queue

if TYPE_CHECKING:
    from server.console.filters import Filters
    from server.core.types import UnitCode


class Beside(NamedTuple):
    """A record's place in the queue."""

    previous: int | None
    next: int | None
    position: int
    total: int


def own_villages() -> tuple[UnitCode, ...] | None:
    """Villages that are this reviewer's today; None where nothing is shared out to him."""
    if "own_villages" not in g:
        g.own_villages = duties.own_villages(services(), asker(), now=now())
    return cast("tuple[UnitCode, ...] | None", g.own_villages)


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
            villages=own_villages() if filters.mine else None,
            selection=filters.drawn,
        )
    )

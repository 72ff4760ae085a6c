"""Counting households and people where they live: what the counters of D11 are changed by."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from server.store import counters

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    Row = Mapping[str, Any]
    Changes = dict[tuple[str, str], int]

ACTIVE, ALIVE = "active", "alive"
URBAN_HUKOU = "1"


def add(changes: Changes, household: Row, persons: Iterable[Row], sign: int = 1) -> None:
    """Add a household and those who live there; with -1 take them off.

    One that was merged, has left or was struck off does not count.
    """
    village = household["village"]
    living = sum(row.get("status", ALIVE) == ALIVE for row in persons)
    is_urban = household.get("hukou_type") == URBAN_HUKOU
    for kind, n in (
        (counters.HOUSEHOLDS, int(household.get("status", ACTIVE) == ACTIVE)),
        (counters.PERSONS, living),
        (counters.URBAN_PERSONS, living if is_urban else 0),
    ):
        if n:
            changes[village, kind] = changes.get((village, kind), 0) + sign * n

"""Counting again what the counters claim (decision D11)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from server.store import arrival_counts, counters

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from sqlalchemy import Connection

    from server.services import Services


def differences(services: Services) -> tuple[tuple[str, str, int, int], ...]:
    """Unit, kind, counter and true number, wherever the two differ."""
    with services.store.read() as conn:
        kept, true = counters.all_counters(conn), counters.recounted(conn)
        kept |= _by_day(arrival_counts.kept(conn))
        true |= _by_day(arrival_counts.recounted(conn))
    return tuple(
        (unit, kind, kept.get((unit, kind), 0), true.get((unit, kind), 0))
        for unit, kind in sorted({*kept, *true})
        if kept.get((unit, kind), 0) != true.get((unit, kind), 0)
    )


def repair(services: Services) -> None:
    """Set every counter to what is counted now."""

    def work(conn: Connection) -> None:
        counters.replace(conn, counters.recounted(conn))
        arrival_counts.replace(conn)

    services.store.write(work)


def _by_day(counts: Mapping[tuple[str, date], int]) -> dict[tuple[str, str], int]:
    """Arrivals in the shape of the other counters."""
    return {(unit, f"received:{day.isoformat()}"): n for (unit, day), n in counts.items()}

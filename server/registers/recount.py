"""Counting again what the counters claim (decision D11)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from server.store import counters

if TYPE_CHECKING:
    from server.services import Services


def differences(services: Services) -> tuple[tuple[str, str, int, int], ...]:
    """Unit, kind, counter and true number, wherever the two differ."""
    with services.store.read() as conn:
        kept, true = counters.all_counters(conn), counters.recounted(conn)
    return tuple(
        (unit, kind, kept.get((unit, kind), 0), true.get((unit, kind), 0))
        for unit, kind in sorted({*kept, *true})
        if kept.get((unit, kind), 0) != true.get((unit, kind), 0)
    )


def repair(services: Services) -> None:
    """Set every counter to what is counted now."""
    services.store.write(lambda conn: counters.replace(conn, counters.recounted(conn)))

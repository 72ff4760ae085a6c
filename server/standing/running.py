"""Running the rules on records of registers again: benefits, open petitions, villages."""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import TYPE_CHECKING

from server.standing import judging
from server.store import record_issues

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from sqlalchemy import Connection

    from server.services import Services
    from server.standing.judging import Judged


def run(
    services: Services, units: tuple[str, ...], *, is_dry: bool = False, now: datetime
) -> Counter[str]:
    """Judge every record a rule looks at; issues that stand now by rule, kept unless it is dry."""
    found: Counter[str] = Counter()
    for batch in _batches(services, units, now):
        found.update(issue.rule for judged in batch for _, issue in judged.found)
        if not is_dry:
            services.store.write(partial(_keep, batch=batch, now=now))
    return found


def _keep(conn: Connection, *, batch: Iterable[Judged], now: datetime) -> None:
    for judged in batch:
        judging.keep(conn, judged, now=now)


def _batches(services: Services, units: tuple[str, ...], now: datetime) -> Iterator[list[Judged]]:
    """Judgements of a bounded number of records at a time, each read at one moment."""
    after: tuple[str, str] | None = None
    while True:
        with services.store.read() as conn:
            homes = record_issues.assisted_households(conn, units, after=after)
            batch = [judging.benefits(services, conn, *home, now=now) for home in homes]
        if not homes:
            break
        yield batch
        after = homes[-1]
    key = 0
    while True:
        with services.store.read() as conn:
            rows = record_issues.open_petitions(conn, units, after=key)
            batch = [judging.petition(services, conn, row, now=now) for row in rows]
        if not rows:
            break
        yield batch
        key = rows[-1].record_id
    with services.store.read() as conn:
        yield list(judging.villages(services, conn, units, now=now))

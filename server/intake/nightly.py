"""What is done once a night: rules on records whose clocks run (B-15, O-02, O-04) are asked again.

One job in the store stands for it; doing it writes the next one.
"""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

from server import standing
from server.core.days import LOCAL
from server.store import jobs
from server.store.submissions import claim

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

    from server.intake.settle import Ending
    from server.services import Services

KIND = "nightly"
AT = time(3, 10)
"""When nobody works in the offices."""


def judge_records(services: Services, args: Mapping[str, object]) -> Ending:
    """Judge benefits, open petitions and villages again; the next night follows."""
    del args
    now = datetime.now(UTC)
    standing.run(services, (), now=now)
    return lambda conn: _follow(conn, now)


def plan(conn: Connection, *, now: datetime) -> None:
    """See to it that exactly one night is planned."""
    claim(conn, KIND)
    if not jobs.is_planned(conn, KIND):
        _follow(conn, now)


def _follow(conn: Connection, now: datetime) -> None:
    jobs.enqueue(conn, KIND, {}, now=now, after_s=round((next_night(now) - now).total_seconds()))


def next_night(now: datetime) -> datetime:
    """The next ten past three in the office.

    >>> next_night(datetime(2026, 11, 23, 2, 30, tzinfo=UTC)).isoformat()
    '2026-11-24T03:10:00+08:00'
    """
    today = datetime.combine(now.astimezone(LOCAL).date(), AT, LOCAL)
    return today if today > now else today + timedelta(days=1)

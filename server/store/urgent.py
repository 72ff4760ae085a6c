"""Urgent records of an area: what waits for review, and what was decided lately."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import or_, select

from server.store.records import in_area
from server.store.tables.submissions import submission

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from sqlalchemy import Connection, Row

    AnyRow = Row[*tuple[Any, ...]]

MOST = 30


def urgent(
    conn: Connection, units: Sequence[str], undecided: Iterable[str], *, since: datetime
) -> Sequence[AnyRow]:
    """Urgent records not decided yet, or that came since a moment; the longest running first."""
    return conn.execute(
        select(submission)
        .where(
            submission.c.urgent_at.is_not(None),
            in_area(units),
            or_(submission.c.state.in_(undecided), submission.c.received_at >= since),
        )
        .order_by(submission.c.urgent_at, submission.c.id)
        .limit(MOST)
    ).all()

"""What a campaign has brought: submissions of a form by village, and households to visit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from server.store.clauses import within
from server.store.tables.households import household
from server.store.tables.submissions import submission

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

CHUNK = 400


def by_village(
    conn: Connection, form_id: str, villages: Sequence[str], *, since: datetime, before: datetime
) -> Mapping[str, int]:
    """Submissions of a form that arrived in a span of time and were not rejected, by village."""
    found: dict[str, int] = {}
    for at in range(0, len(villages), CHUNK):
        rows = conn.execute(
            select(submission.c.unit_code, func.count())
            .where(
                submission.c.form_id == form_id,
                submission.c.received_at >= since,
                submission.c.received_at < before,
                submission.c.unit_code.in_(villages[at : at + CHUNK]),
                submission.c.deleted_at.is_(None),
                submission.c.is_training.is_(False),
                submission.c.state != "rejected",
            )
            .group_by(submission.c.unit_code)
        )
        found.update({str(code): int(n) for code, n in rows})
    return found


def households(conn: Connection, units: Iterable[str]) -> Mapping[str, int]:
    """Active households by village."""
    rows = conn.execute(
        select(household.c.village, func.count())
        .where(within(household.c.village, units), household.c.status == "active")
        .group_by(household.c.village)
    )
    return {str(code): int(n) for code, n in rows}

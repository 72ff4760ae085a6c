"""Submissions received by day and unit, counted as they come (decision D11)."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, func, insert, select
from sqlalchemy.dialects import postgresql, sqlite

from server.core.days import local_date
from server.store.clauses import within
from server.store.tables.areas import arrival
from server.store.tables.submissions import submission

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from sqlalchemy import Connection

BATCH = 5_000


def _adding(dialect: Any) -> Any:  # noqa: ANN401  # the two dialects' inserts share no type
    row = dialect.insert(arrival)
    return row.on_conflict_do_update(
        index_elements=["day", "unit_code"], set_={"n": arrival.c.n + row.excluded.n}
    )


_ADD = {"postgresql": _adding(postgresql), "sqlite": _adding(sqlite)}


def count(conn: Connection, unit_code: str, received_at: datetime, n: int = 1) -> None:
    """Count a submission where it is filed; with -1 take it off."""
    row = {"day": local_date(received_at), "unit_code": unit_code, "n": n}
    conn.execute(_ADD[conn.dialect.name], [row])


def move(conn: Connection, county: str, submission_id: int, before: str, after: str) -> None:
    """Count a submission where it is filed now."""
    if before == after:
        return
    received_at = conn.execute(
        select(submission.c.received_at).where(
            submission.c.county == county, submission.c.id == submission_id
        )
    ).scalar_one()
    count(conn, before, received_at, -1)
    count(conn, after, received_at)


def on(conn: Connection, units: Iterable[str], day: date) -> int:
    """How many came on a local day inside these units."""
    return int(
        conn.execute(
            select(func.coalesce(func.sum(arrival.c.n), 0)).where(
                arrival.c.day == day, within(arrival.c.unit_code, units)
            )
        ).scalar_one()
    )


def last_day(conn: Connection, units: Iterable[str]) -> date | None:
    """The last day on which something came inside these units."""
    return conn.execute(
        select(func.max(arrival.c.day)).where(arrival.c.n > 0, within(arrival.c.unit_code, units))
    ).scalar()


def kept(conn: Connection) -> dict[tuple[str, date], int]:
    """Every count as it stands, those of nothing left out."""
    rows = conn.execute(
        select(arrival.c.unit_code, arrival.c.day, arrival.c.n).where(arrival.c.n != 0)
    )
    return {(unit, day): n for unit, day, n in rows}


def recounted(conn: Connection) -> dict[tuple[str, date], int]:
    """What every count should be, from the submissions."""
    found: Counter[tuple[str, date]] = Counter()
    rows = conn.execute(
        select(submission.c.unit_code, submission.c.received_at).where(
            submission.c.deleted_at.is_(None)
        ),
        execution_options={"yield_per": BATCH},
    )
    for unit, received_at in rows:
        found[unit, local_date(received_at)] += 1
    return dict(found)


def replace(conn: Connection) -> None:
    """Set every count to what is counted now."""
    conn.execute(delete(arrival))
    rows = [{"unit_code": unit, "day": day, "n": n} for (unit, day), n in recounted(conn).items()]
    if rows:
        conn.execute(insert(arrival), rows)

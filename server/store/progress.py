"""How far the work is: ages, arrivals by collector, tablets, size of the database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from server.core.days import LOCAL, local_date
from server.core.types import State
from server.store import arrival_counts
from server.store.records import in_area
from server.store.tables.forms import form
from server.store.tables.submissions import review_action, submission
from server.store.tables.users import app_user, assignment

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection, Row

    AnyRow = Row[*tuple[Any, ...]]

MOST_COLLECTORS = 200


@dataclass(frozen=True, slots=True)
class Freshness:
    """What counters cannot say: ages and today's arrivals of one area."""

    flagged: int
    today: int
    oldest_to_review_at: datetime | None
    oldest_returned_at: datetime | None
    returned_late: int
    last_received_at: datetime | None


def freshness(
    conn: Connection, units: Sequence[str], *, midnight: datetime, late_before: datetime
) -> Freshness:
    """Ages of what waits in these units."""
    s = submission.c
    row = conn.execute(
        select(func.count().filter(s.errors + s.warnings > 0), func.min(s.received_at)).where(
            in_area(units), s.state == State.TO_REVIEW
        )
    ).one()
    returned = conn.execute(
        select(
            func.min(review_action.c.at),
            func.count().filter(review_action.c.at < late_before),
        )
        .join(
            submission,
            (s.county == review_action.c.county) & (s.id == review_action.c.submission_id),
        )
        .where(
            in_area(units),
            s.state == State.RETURNED,
            review_action.c.kind == "returned",
            review_action.c.is_undone.is_(False),
        )
    ).one()
    return Freshness(
        flagged=int(row[0]),
        today=arrival_counts.on(conn, units, local_date(midnight)),
        oldest_to_review_at=row[1],
        last_received_at=_last_received(conn, units),
        oldest_returned_at=returned[0],
        returned_late=int(returned[1]),
    )


def _last_received(conn: Connection, units: Sequence[str]) -> datetime | None:
    """The newest arrival: looked for on the last day that had one."""
    day = arrival_counts.last_day(conn, units)
    if day is None:
        return None
    since = datetime.combine(day, time(), LOCAL)
    s = submission.c
    newest: datetime | None = conn.execute(
        select(func.max(s.received_at)).where(
            in_area(units), s.form_pk.in_(select(form.c.id)), s.received_at >= since
        )
    ).scalar()
    return newest


@dataclass(frozen=True, slots=True)
class Backlog:
    """What waits for review in one area: how much has issues, and since when the oldest."""

    flagged: int
    oldest_at: datetime | None


def backlog_by_prefix(conn: Connection, units: Sequence[str], digits: int) -> dict[str, Backlog]:
    """What waits inside `units`, by the first `digits` of the unit code; only those with some.

    It looks at waiting rows alone, which an index finds; they are few beside what is stored.
    """
    s = submission.c
    prefix = func.substr(s.unit_code, 1, digits).label("prefix")
    rows = conn.execute(
        select(
            prefix,
            func.count().filter(s.errors + s.warnings > 0),
            func.min(s.received_at),
        )
        .where(in_area(units), s.state == State.TO_REVIEW)
        .group_by(prefix)
    )
    return {code: Backlog(int(flagged), oldest) for code, flagged, oldest in rows}


def collectors(
    conn: Connection, units: Sequence[str], *, midnight: datetime, week: datetime
) -> Sequence[AnyRow]:
    """Arrivals of each sender in seven days, the latest first."""
    s = submission.c
    return conn.execute(
        select(
            s.submitter_name,
            func.min(s.unit_code).label("unit_code"),
            func.count().filter(s.received_at >= midnight).label("today"),
            func.count().label("week"),
            func.max(s.received_at).label("last_at"),
        )
        .where(in_area(units), s.received_at >= week)
        .group_by(s.submitter_id, s.submitter_name)
        .order_by(func.max(s.received_at).desc())
        .limit(MOST_COLLECTORS)
    ).all()


def tablets(conn: Connection, *, silent_before: datetime) -> tuple[int, int]:
    """How many tablets have a valid code, and how many of them were not seen lately."""
    row = conn.execute(
        select(
            func.count(),
            func.count().filter(
                func.coalesce(app_user.c.last_used_at, silent_before) <= silent_before
            ),
        ).where(app_user.c.revoked_at.is_(None))
    ).one()
    return int(row[0]), int(row[1])


def database_bytes(conn: Connection) -> int:
    """Size of the database."""
    if conn.dialect.name == "postgresql":
        size = func.pg_database_size(func.current_database())
        return int(conn.execute(select(size)).scalar_one())
    pages = conn.exec_driver_sql("PRAGMA page_count").scalar_one()
    return int(pages) * int(conn.exec_driver_sql("PRAGMA page_size").scalar_one())


def collector_counts(conn: Connection, digits: int) -> dict[str, int]:
    """Tablets with a valid code by the first `digits` of the units they are assigned to."""
    head = func.substr(assignment.c.unit_code, 1, digits).label("prefix")
    rows = conn.execute(
        select(head, func.count(func.distinct(assignment.c.actor_id)))
        .join(app_user, app_user.c.actor_id == assignment.c.actor_id)
        .where(app_user.c.revoked_at.is_(None), assignment.c.unit_code.is_not(None))
        .group_by(head)
    )
    return dict(rows.all())

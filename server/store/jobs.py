"""Work to be done after the answer: a row in the transaction that makes it necessary (D13)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, delete, insert, select, update

from server.store.ids import new_id
from server.store.tables.submissions import job

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy import Connection

MOST_ATTEMPTS = 5
RETRY_MIN = 2


@dataclass(frozen=True, slots=True)
class Job:
    """One piece of work; `attempts` counts this one."""

    id: int
    kind: str
    args: Mapping[str, Any]
    attempts: int


def enqueue(
    conn: Connection, kind: str, args: Mapping[str, Any], *, now: datetime, after_s: int = 0
) -> None:
    """Add a job to be done `after_s` seconds from now."""
    conn.execute(
        _ADD,
        [
            {
                "id": new_id(),
                "kind": kind,
                "args": args,
                "state": "waiting",
                "run_after": now + timedelta(seconds=after_s),
            }
        ],
    )


_ADD = insert(job)
_DUE = (
    select(job.c.id).where(job.c.state == "waiting", job.c.run_after <= bindparam("now")).limit(1)
)


def is_planned(conn: Connection, kind: str) -> bool:
    """Whether a job of this kind waits or runs."""
    query = select(job.c.id).where(job.c.kind == kind, job.c.state != "failed").limit(1)
    return conn.execute(query).first() is not None


def are_due(conn: Connection, *, now: datetime) -> bool:
    """Whether `take` would find anything."""
    return conn.execute(_DUE, {"now": now}).first() is not None


def take(conn: Connection, *, now: datetime, limit: int = 16) -> tuple[Job, ...]:
    """Take the oldest jobs that are due; nobody else gets them."""
    query = (
        select(job.c.id, job.c.kind, job.c.args, job.c.attempts)
        .where(job.c.state == "waiting", job.c.run_after <= now)
        .order_by(job.c.run_after, job.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    rows = conn.execute(query).all()
    taken = tuple(Job(row.id, row.kind, row.args, row.attempts + 1) for row in rows)
    if taken:
        conn.execute(
            update(job)
            .where(job.c.id.in_([each.id for each in taken]))
            .values(state="running", attempts=job.c.attempts + 1)
        )
    return taken


def finish(conn: Connection, job_id: int) -> None:
    """Remove a job that is done: what it was for stands in the rows it wrote."""
    conn.execute(_REMOVE, {"job": job_id})


_REMOVE = delete(job).where(job.c.id == bindparam("job"))


def fail(conn: Connection, failed: Job, reason: str, *, now: datetime) -> None:
    """Note why a job failed; it is tried again later, a few times."""
    again = failed.attempts < MOST_ATTEMPTS
    conn.execute(
        update(job)
        .where(job.c.id == failed.id)
        .values(
            state="waiting" if again else "failed",
            reason=reason,
            run_after=now + timedelta(minutes=RETRY_MIN**failed.attempts),
            finished_at=None if again else now,
        )
    )


def release_running(conn: Connection) -> int:
    """Give back what a process was doing when it died; return how many."""
    return conn.execute(
        update(job).where(job.c.state == "running").values(state="waiting")
    ).rowcount

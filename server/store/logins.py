"""Failed logins, kept for a day so that guessing can be slowed down."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, func, insert, select

from server.store.tables.users import login_failure

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Connection

KEPT = timedelta(days=1)


def add_failure(conn: Connection, login_digest: str, address: str, *, now: datetime) -> None:
    """Note a failed login and clear away those nobody asks for any more."""
    conn.execute(delete(login_failure).where(login_failure.c.at < now - KEPT))
    conn.execute(insert(login_failure).values(login_digest=login_digest, address=address, at=now))


def failures(
    conn: Connection, login_digest: str, *, since: datetime
) -> Sequence[tuple[str, datetime]]:
    """Address and time of each failure of a login after `since`, latest first."""
    rows = conn.execute(
        select(login_failure.c.address, login_failure.c.at)
        .where(login_failure.c.login_digest == login_digest, login_failure.c.at > since)
        .order_by(login_failure.c.at.desc())
    )
    return rows.all()


def logins_failing_at(
    conn: Connection, address: str, *, since: datetime
) -> Sequence[tuple[str, datetime]]:
    """Logins that failed at an address after `since`, each with its latest time, latest first."""
    latest = func.max(login_failure.c.at, type_=login_failure.c.at.type)
    rows = conn.execute(
        select(login_failure.c.login_digest, latest)
        .where(login_failure.c.address == address, login_failure.c.at > since)
        .group_by(login_failure.c.login_digest)
        .order_by(latest.desc())
    )
    return rows.all()


def forgive(conn: Connection, login_digest: str, address: str) -> None:
    """Forget the failures of a login at an address: its owner got in."""
    conn.execute(
        delete(login_failure).where(
            login_failure.c.login_digest == login_digest, login_failure.c.address == address
        )
    )

"""The chain through the log: each line's digest covers the line before (ASVS 16.4.2)."""

from __future__ import annotations

import hashlib
from contextlib import closing
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import orjson
from sqlalchemy import select, text

from server.store.tables.users import audit

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    from sqlalchemy import Connection

LOCK = 0x6D7A_6175_6469_7400  # "mzaudit": lines are added one at a time
BATCH = 2_000
_LAST = select(audit.c.chain).order_by(audit.c.id.desc()).limit(1)


def last(conn: Connection) -> str:
    """The digest of the newest line, which nobody else goes on from until this transaction ends."""
    if conn.dialect.name == "postgresql":
        conn.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})
    return conn.execute(_LAST).scalar() or ""


def link(before: str, line: Sequence[object]) -> str:
    """The digest of a line that follows `before`: time, person, action, subject, details, notes."""
    said = [_plain(value) for value in line]
    written = orjson.dumps([before, *said], option=orjson.OPT_SORT_KEYS)
    return hashlib.sha256(written).hexdigest()


def _plain(value: object) -> object:
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value


def broken(conn: Connection, *, since: int = 0) -> Generator[int]:
    """Keys of lines that do not follow the one before: one of the two was changed or taken out.

    Only lines behind the one with key `since` are looked at.
    """
    before = conn.execute(select(audit.c.chain).where(audit.c.id == since)).scalar() or ""
    rows = conn.execute(
        select(
            audit.c.id,
            audit.c.at,
            audit.c.actor_id,
            audit.c.action,
            audit.c.subject,
            audit.c.details,
            audit.c.notes,
            audit.c.chain,
        )
        .where(audit.c.id > since)
        .order_by(audit.c.id),
        execution_options={"yield_per": BATCH},
    )
    with closing(rows):
        for key, *line, chain in rows:
            if link(before, line) != chain:
                yield key
            before = chain

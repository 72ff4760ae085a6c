"""Submissions of form versions that were not published here when they came."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from server.store.tables.submissions import submission_version

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection


def waiting_for(conn: Connection, form_pk: int, version: str) -> Iterator[tuple[str, int]]:
    """County and key of every stored version that waits for this form version."""
    rows = conn.execute(
        select(submission_version.c.county, submission_version.c.id).where(
            submission_version.c.form_pk == form_pk,
            submission_version.c.version == version,
            submission_version.c.version_id.is_(None),
        )
    )
    yield from rows

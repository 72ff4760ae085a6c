"""Submissions of form versions that were not published here when they came."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, select, update

from server.store.tables.submissions import attachment, issue, submission, submission_version

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Connection


@dataclass(frozen=True, slots=True)
class Parked:
    """A version nobody could read when it came, with what is needed to read it now."""

    county: str
    version_id: int
    submission_id: int
    project_id: int
    form_id: str
    version: str
    xml: bytes
    received_at: datetime
    submitter_id: int
    submitter_name: str
    assigned: tuple[str, ...]

    @property
    def form_key(self) -> tuple[int, str]:
        """Project and form id."""
        return self.project_id, self.form_id


def waiting_for(conn: Connection, form_pk: int, version: str) -> Iterator[tuple[str, int]]:
    """County and key of every stored version that waits for this form version."""
    rows = conn.execute(
        select(submission_version.c.county, submission_version.c.id).where(
            submission_version.c.form_pk == form_pk,
            submission_version.c.version == version,
            submission_version.c.version_id.is_(None),
        )
    )
    yield from rows.all()


def find(conn: Connection, county: str, version_id: int) -> Parked | None:
    """The version if it still waits, current or not, else None."""
    row = conn.execute(
        select(
            submission_version.c.submission_id,
            submission.c.project_id,
            submission.c.form_id,
            submission_version.c.version,
            submission_version.c.xml,
            submission_version.c.received_at,
            submission_version.c.submitter_id,
            submission.c.submitter_name,
            submission_version.c.geotag,
        )
        .join(
            submission,
            (submission.c.county == submission_version.c.county)
            & (submission.c.id == submission_version.c.submission_id),
        )
        .where(
            submission_version.c.county == county,
            submission_version.c.id == version_id,
            submission_version.c.version_id.is_(None),
        )
    ).first()
    if row is None:
        return None
    return Parked(
        county=county,
        version_id=version_id,
        submission_id=row.submission_id,
        project_id=row.project_id,
        form_id=row.form_id,
        version=row.version,
        xml=row.xml,
        received_at=row.received_at,
        submitter_id=row.submitter_id,
        submitter_name=row.submitter_name,
        assigned=tuple(row.geotag["assigned"]),
    )


def complete(
    conn: Connection,
    parked: Parked,
    *,
    version: Mapping[str, Any],
    slots: Sequence[Mapping[str, Any]],
    issues: Sequence[Mapping[str, Any]],
) -> None:
    """Add to a version what reading it has told: columns, file slots, and its issues anew.

    Files that came already stay in their slots.
    """
    county, key = parked.county, parked.version_id
    conn.execute(
        update(submission_version)
        .where(submission_version.c.county == county, submission_version.c.id == key)
        .values(**version)
    )
    _name_files(conn, county, key, slots)
    conn.execute(delete(issue).where(issue.c.county == county, issue.c.version_id == key))
    if issues:
        conn.execute(insert(issue), issues)


def _name_files(
    conn: Connection, county: str, version_id: int, slots: Sequence[Mapping[str, Any]]
) -> None:
    here = (attachment.c.county == county, attachment.c.version_id == version_id)
    came = set(conn.execute(select(attachment.c.name).where(*here)).scalars())
    for slot in slots:
        if slot["name"] in came:
            conn.execute(
                update(attachment)
                .where(*here, attachment.c.name == slot["name"])
                .values(path=slot["path"], is_expected=slot["is_expected"])
            )
    new = [slot for slot in slots if slot["name"] not in came]
    if new:
        conn.execute(insert(attachment), new)

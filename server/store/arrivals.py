"""A version on its way from the tablet to the reviewer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import and_, bindparam, select

from server.store.tables.submissions import submission, submission_version

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection


@dataclass(frozen=True, slots=True)
class Arrival:
    """The current version of a record with what is needed to read it again."""

    county: str
    version_id: int
    submission_id: int
    form_version: int | None
    xml: bytes
    received_at: datetime
    submitter_id: int
    submitter_name: str
    assigned: tuple[str, ...]
    state: str
    form_id: str = ""
    source: str = ""
    is_urgent: bool = False


# By the record's key: nothing finds a record by its current version.
_IS_CURRENT = and_(
    submission.c.county == submission_version.c.county,
    submission.c.id == submission_version.c.submission_id,
    submission.c.current_id == submission_version.c.id,
    submission.c.deleted_at.is_(None),
)


_ARRIVAL = (
    select(
        submission_version.c.xml,
        submission_version.c.version_id,
        submission_version.c.received_at,
        submission_version.c.submitter_id,
        submission_version.c.geotag,
        submission_version.c.source,
        submission.c.id.label("record"),
        submission.c.submitter_name,
        submission.c.state,
        submission.c.form_id,
        submission.c.urgent_at,
    )
    .join(submission, _IS_CURRENT)
    .where(
        submission_version.c.county == bindparam("county"),
        submission_version.c.id == bindparam("version"),
    )
)
_HELD = (
    select(submission.c.state, submission.c.unit_code)
    .where(
        submission.c.county == bindparam("county"),
        submission.c.id == bindparam("record"),
        submission.c.current_id == bindparam("version"),
        submission.c.deleted_at.is_(None),
    )
    .with_for_update()
)


def find(conn: Connection, county: str, version_id: int) -> Arrival | None:
    """The version if it is still the current one of its record, else None."""
    row = conn.execute(_ARRIVAL, {"county": county, "version": version_id}).first()
    if row is None:
        return None
    return Arrival(
        county=county,
        version_id=version_id,
        submission_id=row.record,
        form_version=row.version_id,
        xml=row.xml,
        received_at=row.received_at,
        submitter_id=row.submitter_id,
        submitter_name=row.submitter_name,
        assigned=tuple(row.geotag["assigned"]),
        state=row.state,
        form_id=row.form_id,
        source=row.source,
        is_urgent=row.urgent_at is not None,
    )


def held_state(conn: Connection, arrival: Arrival) -> tuple[str, str] | None:
    """State and unit of the record until this transaction ends; None for another version of it."""
    wanted = {
        "county": arrival.county,
        "record": arrival.submission_id,
        "version": arrival.version_id,
    }
    row = conn.execute(_HELD, wanted).first()
    return None if row is None else (row.state, row.unit_code)

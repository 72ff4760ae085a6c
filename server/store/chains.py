"""Edits that came before what they edit, and how a chain of versions becomes one record.

Tablets send edits in any order (protocol.md 3.4).  One whose original is not here is kept as a
record of its own, aside; when the original arrives, everything of that record moves over.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, delete, select, update

from server.core.types import State
from server.store import arrival_counts, counters
from server.store.submissions import INSTANCE, stored_instance
from server.store.tables.submissions import (
    attachment,
    issue,
    review_action,
    submission,
    submission_version,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection

    from server.store.submissions import AnyRow, StoredInstance


_WAITING = (
    INSTANCE.where(
        submission_version.c.deprecated_id == bindparam("instance"),
        submission_version.c.form_pk == bindparam("form"),
        submission_version.c.instance_id == submission.c.instance_id,
        submission.c.state == State.QUARANTINED,
        submission.c.deleted_at.is_(None),
    )
    .order_by(submission.c.id)
    .limit(1)
)


def waiting_for(conn: Connection, form_pk: int, instance_id: str) -> StoredInstance | None:
    """The first version of the record kept aside that edits `instance_id`, oldest first."""
    row = conn.execute(_WAITING, {"form": form_pk, "instance": instance_id}).first()
    return None if row is None else stored_instance(row)


def lacks_original(conn: Connection, county: str, submission_id: int) -> bool:
    """Whether the record's first version is an edit of something that was not here."""
    return (
        conn.execute(
            select(submission_version.c.id)
            .join(
                submission,
                (submission.c.county == submission_version.c.county)
                & (submission.c.id == submission_version.c.submission_id)
                & (submission.c.instance_id == submission_version.c.instance_id),
            )
            .where(
                submission.c.county == county,
                submission.c.id == submission_id,
                submission_version.c.deprecated_id.is_not(None),
            )
        ).first()
        is not None
    )


def links(conn: Connection, county: str, submission_id: int) -> Mapping[str, tuple[str, int]]:
    """By the instance id it edits: instance id and key of every edit among a record's versions."""
    rows = conn.execute(
        select(
            submission_version.c.deprecated_id,
            submission_version.c.instance_id,
            submission_version.c.id,
        ).where(
            submission_version.c.county == county,
            submission_version.c.submission_id == submission_id,
            submission_version.c.deprecated_id.is_not(None),
        )
    )
    return {row.deprecated_id: (row.instance_id, row.id) for row in rows}


def unread(conn: Connection, county: str, submission_id: int) -> Sequence[tuple[int, str]]:
    """Key and form version of every version of a record whose form version was unknown here."""
    rows = conn.execute(
        select(submission_version.c.id, submission_version.c.version).where(
            submission_version.c.county == county,
            submission_version.c.submission_id == submission_id,
            submission_version.c.version_id.is_(None),
        )
    )
    return [(row.id, row.version) for row in rows]


def held_record(conn: Connection, county: str, submission_id: int) -> AnyRow:
    """The record as it stands, until this transaction ends."""
    return conn.execute(
        select(submission)
        .where(submission.c.county == county, submission.c.id == submission_id)
        .with_for_update()
    ).one()


def fired(conn: Connection, county: str, version_id: int) -> Sequence[str]:
    """Rules that fired on a version."""
    return (
        conn.execute(
            select(issue.c.rule).where(issue.c.county == county, issue.c.version_id == version_id)
        )
        .scalars()
        .all()
    )


def absorb(conn: Connection, orphan: AnyRow, county: str, submission_id: int) -> None:
    """Move everything of the record `orphan` into another; its own row is gone then."""
    versions = select(submission_version.c.id).where(
        submission_version.c.county == orphan.county,
        submission_version.c.submission_id == orphan.id,
    )
    conn.execute(
        update(attachment)
        .where(attachment.c.county == orphan.county, attachment.c.version_id.in_(versions))
        .values(county=county)
    )
    conn.execute(
        update(issue)
        .where(issue.c.county == orphan.county, issue.c.version_id.in_(versions))
        .values(county=county, submission_id=submission_id)
    )
    for table in (review_action, submission_version):
        conn.execute(
            update(table)
            .where(table.c.county == orphan.county, table.c.submission_id == orphan.id)
            .values(county=county, submission_id=submission_id)
        )
    conn.execute(
        delete(submission).where(submission.c.county == orphan.county, submission.c.id == orphan.id)
    )
    counters.count(conn, {(orphan.unit_code, f"{counters.STATE}{orphan.state}"): -1})
    arrival_counts.count(conn, orphan.unit_code, orphan.received_at, -1)

"""Keeping submissions: the one place that decides what is new, known, changed or an edit."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, delete, func, insert, select, text, update

from server.store import arrival_counts, counters
from server.store.tables.submissions import attachment, issue, submission, submission_version

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Connection, Row

    AnyRow = Row[*tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class StoredInstance:
    """A version found by its instance id, with the state of its record."""

    county: str
    version_id: int
    submission_id: int
    sha256: str
    current_id: int
    state: str
    unit_code: str
    is_deleted: bool
    row_version: int


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file slot of a version; `digest` is None until the file has arrived."""

    name: str
    path: str
    is_expected: bool
    digest: str | None
    md5: str | None = None
    size: int | None = None
    mime: str | None = None


def claim(conn: Connection, instance_id: str) -> None:
    """Make looking for `instance_id` and inserting it one step, also across counties.

    SQLite has one writer, which is lock enough.
    """
    if conn.dialect.name == "postgresql":
        key = int.from_bytes(hashlib.blake2b(instance_id.encode(), digest_size=8).digest()) >> 1
        conn.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": key})


def claim_edits(conn: Connection, form_pk: int) -> None:
    """Let nobody else edit submissions of a form: chains of versions grow one at a time.

    To be claimed before any instance id.
    """
    claim(conn, f"edits of {form_pk}")


INSTANCE = select(
    submission_version.c.county,
    submission_version.c.id,
    submission_version.c.submission_id,
    submission_version.c.sha256,
    submission.c.current_id,
    submission.c.state,
    submission.c.unit_code,
    submission.c.deleted_at,
    submission.c.row_version,
).join(
    submission,
    (submission.c.county == submission_version.c.county)
    & (submission.c.id == submission_version.c.submission_id),
)
"""A version with the state of its record; `stored_instance` reads its rows."""


_BY_INSTANCE = INSTANCE.where(
    submission_version.c.instance_id == bindparam("instance"),
    submission_version.c.form_pk == bindparam("form"),
)
_HELD = _BY_INSTANCE.with_for_update(of=submission)


def find_instance(conn: Connection, form_pk: int, instance_id: str) -> StoredInstance | None:
    """The version with this instance id in this form, or None."""
    row = conn.execute(_BY_INSTANCE, {"form": form_pk, "instance": instance_id}).first()
    return None if row is None else stored_instance(row)


def held_instance(conn: Connection, form_pk: int, instance_id: str) -> StoredInstance | None:
    """The same for a change: nobody else changes its record until this transaction ends."""
    row = conn.execute(_HELD, {"form": form_pk, "instance": instance_id}).first()
    return None if row is None else stored_instance(row)


def stored_instance(row: AnyRow) -> StoredInstance:
    """A row of `INSTANCE`."""
    return StoredInstance(
        county=row.county,
        version_id=row.id,
        submission_id=row.submission_id,
        sha256=row.sha256,
        current_id=row.current_id,
        state=row.state,
        unit_code=row.unit_code,
        is_deleted=row.deleted_at is not None,
        row_version=row.row_version,
    )


def add(
    conn: Connection,
    *,
    record: Mapping[str, Any],
    version: Mapping[str, Any],
    files: Sequence[Mapping[str, Any]],
    issues: Sequence[Mapping[str, Any]],
) -> None:
    """Store a new record with its first version, file slots and issues; count it."""
    conn.execute(_ADD_RECORD, [record])
    _add_version(conn, version, files, issues)
    counters.count(conn, {(record["unit_code"], f"{counters.STATE}{record['state']}"): 1})
    arrival_counts.count(conn, record["unit_code"], record["received_at"])


def add_edit(
    conn: Connection,
    old: StoredInstance,
    *,
    record: Mapping[str, Any],
    version: Mapping[str, Any],
    files: Sequence[Mapping[str, Any]],
    issues: Sequence[Mapping[str, Any]],
) -> None:
    """Store a new version of a known record and make it the current one."""
    _add_version(conn, version, files, issues)
    conn.execute(
        update(submission)
        .where(submission.c.county == old.county, submission.c.id == old.submission_id)
        .values(
            **record,
            edits=submission.c.edits + 1,
            row_version=submission.c.row_version + 1,
        )
    )
    counters.count(
        conn,
        moved(old.unit_code, old.state, record["unit_code"], record["state"]),
    )
    arrival_counts.move(conn, old.county, old.submission_id, old.unit_code, record["unit_code"])


def moved(
    old_unit: str, old_state: str, new_unit: str, new_state: str
) -> dict[tuple[str, str], int]:
    """Counter changes of a record that goes from one state (and unit) to another."""
    changes = {(old_unit, f"{counters.STATE}{old_state}"): -1}
    key = (new_unit, f"{counters.STATE}{new_state}")
    changes[key] = changes.get(key, 0) + 1
    return changes


def count_state(conn: Connection, unit_code: str, old: str, new: str) -> None:
    """Count a record that goes to another state in its unit."""
    counters.count(conn, moved(unit_code, old, unit_code, new))


def _add_version(
    conn: Connection,
    version: Mapping[str, Any],
    files: Sequence[Mapping[str, Any]],
    issues: Sequence[Mapping[str, Any]],
) -> None:
    conn.execute(_ADD_VERSION, [version])
    if files:
        conn.execute(_ADD_FILE, files)
    if issues:
        conn.execute(_ADD_ISSUE, issues)


_ADD_RECORD, _ADD_VERSION, _ADD_FILE, _ADD_ISSUE = (
    insert(table) for table in (submission, submission_version, attachment, issue)
)
_FILES = select(
    attachment.c.name,
    attachment.c.path,
    attachment.c.is_expected,
    attachment.c.digest,
    attachment.c.md5,
    attachment.c.size,
    attachment.c.mime,
).where(attachment.c.county == bindparam("county"), attachment.c.version_id == bindparam("version"))


def files_of(conn: Connection, county: str, version_id: int) -> dict[str, FileRow]:
    """File slots of a version by name."""
    rows = conn.execute(_FILES, {"county": county, "version": version_id})
    return {row.name: FileRow(*row) for row in rows}


def put_files(
    conn: Connection,
    county: str,
    version_id: int,
    files: Iterable[FileRow],
    *,
    now: datetime,
) -> bool:
    """Fill or add file slots of a stored version; true when anything changed."""
    files = tuple(files)
    known = files_of(conn, county, version_id) if files else {}
    changed = False
    for file in files:
        slot = known.get(file.name)
        values = {
            "digest": file.digest,
            "md5": file.md5,
            "size": file.size,
            "mime": file.mime,
            "received_at": now,
        }
        if slot is None:
            conn.execute(
                insert(attachment).values(
                    county=county,
                    version_id=version_id,
                    name=file.name,
                    path=file.path,
                    is_expected=file.is_expected,
                    **values,
                )
            )
        elif slot.digest != file.digest:
            conn.execute(
                update(attachment)
                .where(
                    attachment.c.county == county,
                    attachment.c.version_id == version_id,
                    attachment.c.name == file.name,
                )
                .values(**values)
            )
        else:
            continue
        changed = True
    return changed


def files_still_missing(conn: Connection, county: str, version_id: int) -> tuple[int, int]:
    """How many expected files a version has, and how many of them have not arrived."""
    row = conn.execute(
        select(func.count(), func.count() - func.count(attachment.c.digest)).where(
            attachment.c.county == county,
            attachment.c.version_id == version_id,
            attachment.c.is_expected,
        )
    ).one()
    return int(row[0]), int(row[1])


def change(
    conn: Connection,
    county: str,
    submission_id: int,
    values: Mapping[str, Any],
    *,
    row_version: int | None = None,
) -> bool:
    """Set columns of a record; with `row_version` only if nobody changed it meanwhile.

    False when the record is not in that version any more.  Every change makes a new row version.
    """
    order = (
        update(submission)
        .where(submission.c.county == county, submission.c.id == submission_id)
        .values(**values, row_version=submission.c.row_version + 1)
    )
    if row_version is not None:
        order = order.where(submission.c.row_version == row_version)
    return conn.execute(order).rowcount == 1


_ISSUES = select(
    issue.c.id, issue.c.rule, issue.c.severity, issue.c.path, issue.c["values"], issue.c.state
).where(issue.c.county == bindparam("county"), issue.c.version_id == bindparam("version"))


def issues_of(conn: Connection, county: str, version_id: int) -> Sequence[AnyRow]:
    """What rules said of a version, with the state of each answer."""
    return conn.execute(_ISSUES, {"county": county, "version": version_id}).all()


def drop_issues(conn: Connection, county: str, ids: Sequence[int]) -> None:
    """Remove issues that do not hold any more."""
    if ids:
        conn.execute(delete(issue).where(issue.c.county == county, issue.c.id.in_(ids)))


def add_issues(conn: Connection, issues: Sequence[Mapping[str, Any]]) -> None:
    """Add issues found later (photos, missing files)."""
    if issues:
        conn.execute(_ADD_ISSUE, issues)

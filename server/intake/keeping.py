"""The one transaction of an arrival: new, known already, changed, or an edit.

The look and the insert are one step, so that a tablet which sends again while the first answer is
on its way finds its record (OR-102 to OR-108).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from server.core.errors import (
    ChangedMeanwhile,
    DeletedSubmission,
    DeprecatedIdUnknown,
    EditOutOfDate,
    FormNotAccepting,
)
from server.core.types import State
from server.entities import applying
from server.intake.answered import mark_corrected, with_answers
from server.intake.aside import keep_aside
from server.intake.files import merge
from server.intake.followup import await_version, follow_up
from server.intake.linking import EDITED, link
from server.intake.rows import count_files, counts, state_of
from server.intake.upload import Outcome
from server.store import chains, filings, records, submissions
from server.store.ids import new_id
from server.store.submissions import FileRow

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

    from server.answers.readers import KnownForm
    from server.core.instance import Envelope
    from server.intake.rows import Rows
    from server.intake.upload import Upload
    from server.store.submissions import StoredInstance


def keep(
    conn: Connection, upload: Upload, envelope: Envelope, form: KnownForm, rows: Rows
) -> Outcome:
    """Store the rows of an upload, or recognise what is stored already.

    Raise DeletedSubmission, FormNotAccepting; for programs DeprecatedIdUnknown or EditOutOfDate.
    """
    instance_id = rows.version["instance_id"]
    if envelope.deprecated_id:
        submissions.claim_edits(conn, form.id)
    submissions.claim(conn, instance_id)
    known = submissions.held_instance(conn, form.id, instance_id)
    if known is not None:
        return _known(conn, upload, envelope, rows, known)
    if form.state == "closed":  # asked only now: a tablet whose answer was lost may let go of it
        raise FormNotAccepting(form_id=form.form_id)
    if envelope.deprecated_id:
        rows = _replacing(conn, upload, envelope.deprecated_id, form, rows)
    else:
        _add(conn, rows)
    _afterwards(conn, upload, form, rows)
    return Outcome.PARKED if rows.record["state"] is State.QUARANTINED else Outcome.STORED


def _known(
    conn: Connection, upload: Upload, envelope: Envelope, rows: Rows, known: StoredInstance
) -> Outcome:
    if known.is_deleted:
        raise DeletedSubmission
    if known.sha256 != rows.version["sha256"]:
        keep_aside(conn, upload, rule="W-01", reason="", envelope=envelope)
        return Outcome.CONFLICTING
    came = [_slot(row) for row in rows.files if row["digest"] is not None]
    merge(conn, known, came, now=upload.received_at)
    return Outcome.SEEN_BEFORE


def _slot(row: Mapping[str, Any]) -> FileRow:
    return FileRow(
        row["name"],
        row["path"],
        row["is_expected"],
        row["digest"],
        md5=row["md5"],
        size=row["size"],
        mime=row["mime"],
    )


def _add(conn: Connection, rows: Rows) -> None:
    submissions.add(
        conn, record=rows.record, version=rows.version, files=rows.files, issues=rows.issues
    )


def _replacing(conn: Connection, upload: Upload, wanted: str, form: KnownForm, rows: Rows) -> Rows:
    """Store an edit: of the current version as the next one, else aside.

    When its original has not come yet, or somebody was quicker, the data must leave the tablet all
    the same; a program is told.
    """
    submissions.claim(conn, wanted)
    old = submissions.held_instance(conn, form.id, wanted)
    if old is not None and old.is_deleted:
        raise DeletedSubmission
    if old is not None and old.version_id == old.current_id:
        return _edit(conn, upload, rows, old)
    if upload.is_program:
        raise (DeprecatedIdUnknown if old is None else EditOutOfDate)(deprecated_id=wanted)
    parked = replace(rows, record={**rows.record, "state": State.QUARANTINED})
    _add(conn, parked)
    return parked


def _edit(conn: Connection, upload: Upload, rows: Rows, old: StoredInstance) -> Rows:
    """A new version of a known record; files it still names come along by name (OR-113, 114)."""
    amendment = upload.amendment
    if amendment and amendment.row_version not in {None, old.row_version}:
        raise ChangedMeanwhile
    kept = submissions.files_of(conn, old.county, old.version_id)
    of_record = {"county": old.county}
    files = [{**_carried(row, kept), **of_record} for row in rows.files]
    count = count_files(files)
    state = state_of((issue["rule"] for issue in rows.issues), **count)
    if old.state == State.QUARANTINED and chains.lacks_original(
        conn, old.county, old.submission_id
    ):
        state = State.QUARANTINED
    of_version = {**of_record, "submission_id": old.submission_id}
    before = records.issues_of(conn, old.county, old.version_id)
    new = [{**row, **of_version} for row in rows.issues]
    issues = with_answers(before, new, files, kept, version_id=rows.version["id"])
    record = {
        **{key: rows.record[key] for key in EDITED},
        **counts(
            ((row["severity"], row["state"]) for row in issues),
            is_urgent=rows.record["urgent_at"] is not None,
        ),
        "state": state,
        "files_expected": count["expected"],
        "files_present": count["present"],
        "review_state": "edited",
        "updated_at": upload.received_at,
    }
    version = {**rows.version, **of_version}
    submissions.add_edit(conn, old, record=record, version=version, files=files, issues=issues)
    if amendment:
        by = (upload.sender.id, upload.sender.name)
        mark_corrected(conn, old, before, issues, by=by, now=upload.received_at)
        _tell(conn, upload, old, record["state"], rows.version["id"])
    whole = {**record, **of_record, "id": old.submission_id}
    return replace(rows, record=whole, version=version, files=files, issues=issues)


def _tell(
    conn: Connection, upload: Upload, old: StoredInstance, state: State, version_id: int
) -> None:
    """Write into the history who corrected what and why; the values stand in the versions."""
    amendment = upload.amendment
    if amendment is None:
        return
    if amendment.undoes is not None:
        records.mark_undone(conn, old.county, amendment.undoes)
    records.add_action(
        conn,
        {
            "county": old.county,
            "id": new_id(),
            "submission_id": old.submission_id,
            "at": upload.received_at,
            "actor_id": upload.sender.id,
            "actor_name": upload.sender.name,
            "kind": amendment.kind,
            "from_state": old.state,
            "to_state": state,
            "note": amendment.note,
            "details": {"fields": list(amendment.fields), "version": str(version_id)},
        },
    )


def _carried(row: Mapping[str, Any], kept: Mapping[str, FileRow]) -> Mapping[str, Any]:
    old = kept.get(row["name"])
    if row["digest"] is not None or old is None or old.digest is None:
        return row
    return {**row, "digest": old.digest, "md5": old.md5, "size": old.size, "mime": old.mime}


def _afterwards(conn: Connection, upload: Upload, form: KnownForm, rows: Rows) -> None:
    """What the arrival sets going: its photos, edits that waited for it, its form version."""
    record, version, now = rows.record, rows.version, upload.received_at
    county, key = record["county"], version["id"]
    if rows.filing is not None:
        filings.put(conn, {**rows.filing, "county": county, "submission_id": record["id"]})
    follow_up(conn, county, key, record["state"], now=now)
    if rows.moves_entities:
        applying.enqueue(conn, county, key, now=now)
    if version["version_id"] is None:
        await_version(conn, county, key, form_pk=form.id, named=version["version"], now=now)
    link(conn, county, record["id"], version, now=now)

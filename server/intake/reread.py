"""Reading again what came before its form version was published here (rule W-02).

`publish` writes a job for every version that waits; it is read, judged and filed as if it came
now, and goes on from there.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from server.answers import form_reader, known_forms
from server.answers.readers import forget_forms
from server.core.rights import Grant, Sender
from server.core.types import State, UnitCode
from server.entities import applying
from server.intake.filings import filing_of
from server.intake.followup import follow_up
from server.intake.judging import judge
from server.intake.linking import EDITED
from server.intake.reading import envelope_of, read_by
from server.intake.rows import rows_of, state_of
from server.intake.upload import Upload
from server.store import chains, counters, filings, parked, submissions

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

    from server.answers.readers import KnownForm
    from server.intake.rows import Rows
    from server.intake.settle import Ending
    from server.services import Services
    from server.store.parked import Parked
    from server.store.submissions import AnyRow


def reread(services: Services, args: Mapping[str, object]) -> Ending:
    """Read one version by its form version, published by now; return what is to be written."""
    county, version_id = str(args["county"]), int(str(args["version"]))
    with services.store.read() as conn:
        waiting = parked.find(conn, county, version_id)
    forget_forms(services)
    form = None if waiting is None else known_forms(services).get(waiting.form_key)
    if waiting is None or form is None or waiting.version not in form.versions:
        return lambda _conn: None
    rows = _read_again(services, waiting, form)
    return lambda conn: _file(conn, form.id, waiting, rows)


def _read_again(services: Services, waiting: Parked, form: KnownForm) -> Rows:
    """The rows the version would have, had it come today; its files are not among them."""
    version_id = form.versions[waiting.version]
    grants = tuple(Grant("", UnitCode(code)) for code in waiting.assigned)
    sender = Sender(waiting.submitter_id, waiting.submitter_name, is_app_user=True, grants=grants)
    reading = read_by(
        services,
        envelope_of(waiting.xml),
        form_reader(services, version_id),
        received_at=waiting.received_at,
        sender_id=sender.id,
        sender_name=sender.name,
        units=sender.units,
    )
    with services.store.read() as conn:
        issues = judge(services, conn, reading, sender, known_version=True)
    upload = Upload(
        project_id=form.project_id,
        sender=sender,
        xml=waiting.xml,
        received_at=waiting.received_at,
    )
    rows = rows_of(upload, reading, form, version_id=version_id, issues=issues)
    return replace(
        rows,
        filing=filing_of(services.sealer, reading),
        moves_entities=applying.concerns(services, version_id),
    )


READ = (
    "version_id",
    "answers",
    "start_at",
    "end_at",
    "lat",
    "lon",
    "accuracy_m",
    "household_uuid",
    "geotag",
)
"""What reading tells about a version; the county it is kept under never changes."""


def _file(conn: Connection, form_pk: int, waiting: Parked, rows: Rows) -> None:
    """Put what was read in its place; a record that waited only for this goes on."""
    submissions.claim_edits(conn, form_pk)
    county, key = waiting.county, waiting.version_id
    if parked.find(conn, county, key) is None:
        return  # it moved to another record, with a job of its own
    parked.complete(
        conn,
        waiting,
        version={name: rows.version[name] for name in READ},
        slots=[{**row, "county": county, "version_id": key} for row in rows.files],
        issues=[
            {**row, "county": county, "version_id": key, "submission_id": waiting.submission_id}
            for row in rows.issues
        ],
    )
    if rows.filing is not None:
        filings.put(conn, {**rows.filing, "county": county, "submission_id": waiting.submission_id})
    if rows.moves_entities:
        applying.enqueue(conn, county, key, now=waiting.received_at)
    record = chains.held_record(conn, county, waiting.submission_id)
    if record.current_id == key and record.deleted_at is None:
        _go_on(conn, record, rows)


def _go_on(conn: Connection, record: AnyRow, rows: Rows) -> None:
    county, key = record.county, record.current_id
    expected, missing = submissions.files_still_missing(conn, county, key)
    fired = (issue["rule"] for issue in rows.issues)
    state = State(record.state)
    if state is State.QUARANTINED and not chains.lacks_original(conn, county, record.id):
        state = state_of(fired, expected=expected, present=expected - missing)
    submissions.change(
        conn,
        county,
        record.id,
        {
            **{name: rows.record[name] for name in EDITED},
            "current_id": key,
            "state": state,
            "files_expected": expected,
            "files_present": expected - missing,
        },
    )
    unit = rows.record["unit_code"]
    counters.count(conn, submissions.moved(record.unit_code, record.state, unit, state))
    if state != record.state:
        follow_up(conn, county, key, state, now=datetime.now(UTC))

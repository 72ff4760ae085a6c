"""After the answer: look at the photos, run the rules that need them, hand over to the reviewer.

The tablet does not wait for this (OR-36).  A job row is written with the submission, so whatever
happens to the process, it is done once, later.
"""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from media import photo as pictures
from server.answers import form_reader
from server.core.case import MissingFile
from server.core.review import move
from server.core.rights import Grant, Sender
from server.core.rules import examine
from server.core.schema import FieldType
from server.core.types import State, UnitCode
from server.intake.knowledge import facts_for
from server.intake.reading import envelope_of, read_by
from server.intake.rows import issue_rows, risk
from server.store import arrivals, photos, submissions

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

    from server.answers import FormReader
    from server.core.types import Issue, PhotoFacts
    from server.intake.reading import Reading
    from server.services import Services
    from server.store.arrivals import Arrival

KIND = "settle"
BELL = "work-bell"
DRAWN = frozenset({"signature", "draw", "annotate"})
RULES_NOW = frozenset({"W-04"})
"""Rules of files; all others have spoken when the submission arrived."""


def bell(services: Services) -> threading.Event:
    """What wakes the worker of this process."""
    return services.memo.get(BELL, threading.Event)


def nudge(services: Services) -> None:
    """Say that there may be work."""
    bell(services).set()


def settle(services: Services, args: Mapping[str, object]) -> None:
    """Finish one arrival: photo facts, photo rules, missing files; then it waits for a reviewer."""
    county, version_id = str(args["county"]), int(str(args["version"]))
    with services.store.read() as conn:
        arrival = arrivals.find(conn, county, version_id)
        if arrival is None or arrival.state not in {State.RECEIVED, State.RECEIVING}:
            return
        files = submissions.files_of(conn, county, version_id)
    if arrival.form_version is None:
        return
    reader = form_reader(services, arrival.form_version)
    reading = _read_again(services, arrival, reader)
    seen = {
        file.path: _look(services, file.digest)
        for file in files.values()
        if file.digest is not None and _is_photo(reader, file.path)
    }
    missing = tuple(
        MissingFile(file.path, file.name, required=_plain(file.path) in reader.required_files)
        for file in files.values()
        if file.is_expected and file.digest is None
    )
    issues = _judge(services, arrival, reading, seen, missing)
    services.store.write(lambda conn: _hand_over(conn, arrival, issues))


def _read_again(services: Services, arrival: Arrival, reader: FormReader) -> Reading:
    return read_by(
        services,
        envelope_of(arrival.xml),
        reader,
        received_at=arrival.received_at,
        sender_id=arrival.submitter_id,
        sender_name=arrival.submitter_name,
        units=tuple(UnitCode(code) for code in arrival.assigned),
    )


def _is_photo(reader: FormReader, path: str) -> bool:
    """Whether a question asks for a photograph rather than a signature or an audit file."""
    field = reader.schema.by_path.get(_plain(path))
    return (
        field is not None
        and field.type is FieldType.BINARY
        and (field.mediatype or "").startswith("image")
        and DRAWN.isdisjoint(field.appearance.split())
    )


def _plain(path: str) -> str:
    """The path without positions: ``/house[2]/h_photo_whole`` -> ``/house/h_photo_whole``."""
    return "/".join(step.partition("[")[0] for step in path.split("/"))


def _look(services: Services, digest: str) -> PhotoFacts:
    """What the picture shows to a program; looked at once per content."""
    with services.store.read() as conn:
        known = photos.known(conn, [digest])
    if digest in known:
        return known[digest]
    with services.vault.open(digest) as file:
        facts = pictures.examine(file, digest=digest)
    services.store.write(lambda conn: photos.add(conn, facts))
    return facts


def _judge(
    services: Services,
    arrival: Arrival,
    reading: Reading,
    seen: Mapping[str, PhotoFacts],
    missing: tuple[MissingFile, ...],
) -> list[Issue]:
    bits = services.settings.limits.photo_hash_bits
    sender = Sender(
        arrival.submitter_id,
        arrival.submitter_name,
        is_app_user=True,
        grants=tuple(Grant("assistant", UnitCode(code)) for code in arrival.assigned),
    )
    with services.store.read() as conn:
        facts = facts_for(services, conn, reading, sender, known_version=True)
        twins = {
            each.digest: photos.twins(
                conn, each, submission_id=arrival.submission_id, within_bits=bits
            )
            for each in seen.values()
        }
    case = replace(
        reading.case,
        photos=seen,
        missing_files=missing,
        facts=replace(facts, photo_twins=twins),
    )
    return [i for i in examine(case) if i.rule.startswith("F-") or i.rule in RULES_NOW]


def _hand_over(conn: Connection, arrival: Arrival, issues: list[Issue]) -> None:
    """Add the issues and let the reviewer have it, unless a new version came meanwhile."""
    now = arrivals.find(conn, arrival.county, arrival.version_id)
    if now is None or now.state not in {State.RECEIVED, State.RECEIVING}:
        return
    state = move(State(now.state), State.TO_REVIEW)
    submissions.add_issues(
        conn,
        issue_rows(
            issues,
            county=arrival.county,
            submission_id=arrival.submission_id,
            version_id=arrival.version_id,
        ),
    )
    errors = now.errors + sum(i.severity == "E" for i in issues)
    warnings = now.warnings + sum(i.severity == "W" for i in issues)
    infos = now.infos + sum(i.severity == "I" for i in issues)
    submissions.change(
        conn,
        arrival.county,
        arrival.submission_id,
        {
            "state": state,
            "errors": errors,
            "warnings": warnings,
            "infos": infos,
            "unanswered": errors + warnings,
            "risk": risk(errors, warnings, infos),
            "updated_at": datetime.now(UTC),
        },
    )
    submissions.count_state(conn, now.unit_code, now.state, state)

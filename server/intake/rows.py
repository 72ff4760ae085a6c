"""Rows of one submission, as the store keeps them."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from server.core.types import Severity, State
from server.core.urgency import urgent_since
from server.store.ids import new_id
from server.store.tables.base import LONGEST_INSTANCE_ID, UNKNOWN_COUNTY

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from server.answers.readers import KnownForm
    from server.core.types import Issue
    from server.intake.reading import Reading
    from server.intake.upload import SentFile, Upload

OPEN = "open"
"""The answer of an issue that nobody has answered yet."""

URGENT_WEIGHT = 1_000_000
"""What is urgent stands before all faults (domain.md 5.1)."""

ERROR_WEIGHT = 10_000
WARNING_WEIGHT = 100
MOST = 99
NAMED_FILE = 255
NAMED_PATH = 300
NAMED_VERSION = 200
NAME_LENGTH = 250

ASIDE = frozenset({"W-02", "W-03", "W-19", "S-02"})
"""Rules whose submissions wait in quarantine (domain.md 5.1); W-01 never becomes a record."""


@dataclass(frozen=True, slots=True)
class Rows:
    """One version of a submission and everything that hangs on it.

    `filing` is what a report or an assessment says of its event (`intake.filings`);
    `moves_entities` tells that it changes entity lists (`entities.applying`).
    """

    record: Mapping[str, Any]
    version: Mapping[str, Any]
    files: Sequence[Mapping[str, Any]]
    issues: Sequence[Mapping[str, Any]]
    filing: Mapping[str, Any] | None = None
    moves_entities: bool = False


def sha256(xml: bytes) -> str:
    """What two submissions are compared by: the bytes as sent."""
    return hashlib.sha256(xml).hexdigest()


def counts(said: Iterable[tuple[str, str]], *, is_urgent: bool = False) -> dict[str, int]:
    """Columns of a record that follow from severity and answer of each of its issues.

    How many of each weight, how many still need an answer, and the risk the queue sorts by.
    """
    count = dict.fromkeys(Severity, 0)
    unanswered = 0
    for severity, answer in said:
        count[Severity(severity)] += 1
        unanswered += severity != Severity.INFO and answer == OPEN
    errors, warnings, infos = count.values()
    return {
        "errors": errors,
        "warnings": warnings,
        "infos": infos,
        "unanswered": unanswered,
        "risk": risk(errors, warnings, infos) + (URGENT_WEIGHT if is_urgent else 0),
    }


def risk(errors: int, warnings: int, infos: int) -> int:
    """One number that sorts by errors, then warnings, then information."""
    return (
        min(errors, MOST) * ERROR_WEIGHT + min(warnings, MOST) * WARNING_WEIGHT + min(infos, MOST)
    )


def state_of(rules: Iterable[str], *, expected: int, present: int) -> State:
    """Where a version that has just become the current one begins (domain.md 5.1).

    `rules` are those that fired; the numbers count the files its answers name.
    """
    if not ASIDE.isdisjoint(rules):
        return State.QUARANTINED
    if present < expected:
        return State.RECEIVING
    return State.RECEIVED if expected else State.TO_REVIEW


PRACTICE = "【练习】"
"""Before the title of what was sent for practice, wherever people come across it (S21)."""


def rows_of(
    upload: Upload,
    reading: Reading,
    form: KnownForm,
    *,
    version_id: int | None,
    issues: Sequence[Issue],
) -> Rows:
    """All rows of a new submission, with ids of their own."""
    case, tag = reading.case, reading.case.tag
    county = tag.unit[:6] if tag.unit else UNKNOWN_COUNTY
    submission_id, key = new_id(), new_id()
    at = upload.received_at
    files = file_rows(reading, upload.files, county=county, version_id=key, at=at)
    count = count_files(files)
    unit = tag.unit or ""
    point = case.gps
    urgent_at = urgent_since(case)
    return Rows(
        record={
            "county": county,
            "id": submission_id,
            "project_id": upload.project_id,
            "form_pk": form.id,
            "form_id": form.form_id,
            "instance_id": reading.instance_id,
            "current_id": key,
            "state": state_of((issue.rule for issue in issues), **count),
            "is_held": False,
            "unit_code": unit,
            "township": unit[:9],
            "title": f"{PRACTICE}{reading.title}"[:120] if form.is_training else reading.title,
            "group_no": reading.group_no[:40],
            **counts(((issue.severity, OPEN) for issue in issues), is_urgent=urgent_at is not None),
            "urgent_at": urgent_at,
            "submitter_id": upload.sender.id,
            "submitter_name": upload.sender.name,
            "device_id": upload.device_id[:120],
            "received_at": at,
            "files_expected": count["expected"],
            "files_present": count["present"],
            "edits": 0,
            "is_training": form.is_training,
            "is_sealed": reading.envelope.encrypted,
            "row_version": 1,
        },
        version={
            "county": county,
            "id": key,
            "submission_id": submission_id,
            "form_pk": form.id,
            "instance_id": reading.instance_id,
            "deprecated_id": _cut(reading.envelope.deprecated_id, LONGEST_INSTANCE_ID),
            "instance_name": reading.envelope.instance_name[:NAME_LENGTH],
            "version": reading.envelope.version[:NAMED_VERSION],
            "version_id": version_id,
            "answers": reading.packed,
            "xml": upload.xml,
            "sha256": sha256(upload.xml),
            "received_at": at,
            "submitter_id": upload.sender.id,
            "device_id": upload.device_id[:120],
            "user_agent": upload.user_agent[:255],
            "source": upload.source,
            "start_at": case.start,
            "end_at": case.end,
            "lat": point.lat if point else None,
            "lon": point.lon if point else None,
            "accuracy_m": point.accuracy_m if point else None,
            "household_uuid": reading.household_uuid[:36],
            "geotag": asdict(tag),
        },
        files=files,
        issues=issue_rows(issues, county=county, submission_id=submission_id, version_id=key),
    )


def file_rows(
    reading: Reading, sent: Sequence[SentFile], *, county: str, version_id: int, at: datetime
) -> list[dict[str, Any]]:
    """One row per file an answer names, filled where it has come, and per file nobody names."""
    came = {file.name[:NAMED_FILE]: file for file in sent}
    named = {file.name[:NAMED_FILE]: file.path for file in reading.files}
    return [
        {
            "county": county,
            "version_id": version_id,
            "name": name,
            "path": named.get(name, "")[:NAMED_PATH],
            "is_expected": name in named,
            **_content(came.get(name)),
            "received_at": at if name in came else None,
        }
        for name in {**named, **came}
    ]


def _content(file: SentFile | None) -> dict[str, Any]:
    if file is None:
        return dict.fromkeys(("digest", "md5", "size", "mime"))
    return {"digest": file.digest, "md5": file.md5, "size": file.size, "mime": file.mime[:100]}


def count_files(files: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    """How many files the answers name, and how many of these are there."""
    expected = [file for file in files if file["is_expected"]]
    return {
        "expected": len(expected),
        "present": sum(file["digest"] is not None for file in expected),
    }


def _cut(text: str | None, length: int) -> str | None:
    return None if text is None else text[:length]


def issue_rows(
    issues: Iterable[Issue], *, county: str, submission_id: int, version_id: int
) -> list[dict[str, Any]]:
    """Rows of issues; information needs no answer, so it is never open."""
    return [
        {
            "county": county,
            "id": new_id(),
            "submission_id": submission_id,
            "version_id": version_id,
            "rule": issue.rule,
            "severity": issue.severity,
            "path": issue.path[:NAMED_PATH],
            "values": dict(issue.values),
            "state": OPEN,
        }
        for issue in issues
    ]

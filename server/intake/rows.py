"""Rows of one submission, as the store keeps them."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from server.core.types import Severity, State
from server.store.ids import new_id
from server.store.tables.base import UNKNOWN_COUNTY

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from server.answers.readers import KnownForm
    from server.core.types import Issue
    from server.intake.reading import Reading
    from server.intake.upload import SentFile, Upload

ERROR_WEIGHT = 10_000
WARNING_WEIGHT = 100
MOST = 99
NAMED_FILE = 255
NAME_LENGTH = 250


@dataclass(frozen=True, slots=True)
class Rows:
    """One version of a submission and everything that hangs on it."""

    record: Mapping[str, Any]
    version: Mapping[str, Any]
    files: Sequence[Mapping[str, Any]]
    issues: Sequence[Mapping[str, Any]]


def sha256(xml: bytes) -> str:
    """What two submissions are compared by: the bytes as sent."""
    return hashlib.sha256(xml).hexdigest()


def weight(issues: Iterable[Issue]) -> dict[str, int]:
    """How many issues of each weight, how many need an answer, and the risk the queue sorts by."""
    count = dict.fromkeys(Severity, 0)
    for issue in issues:
        count[issue.severity] += 1
    return {
        "errors": count[Severity.ERROR],
        "warnings": count[Severity.WARNING],
        "infos": count[Severity.INFO],
        "unanswered": count[Severity.ERROR] + count[Severity.WARNING],
        "risk": risk(count[Severity.ERROR], count[Severity.WARNING], count[Severity.INFO]),
    }


def risk(errors: int, warnings: int, infos: int) -> int:
    """One number that sorts by errors, then warnings, then information."""
    return (
        min(errors, MOST) * ERROR_WEIGHT + min(warnings, MOST) * WARNING_WEIGHT + min(infos, MOST)
    )


def rows_of(
    upload: Upload,
    reading: Reading,
    form: KnownForm,
    *,
    version_id: int | None,
    issues: Sequence[Issue],
    state: State,
) -> Rows:
    """All rows of a new submission, with ids of their own."""
    case, tag = reading.case, reading.case.tag
    county = tag.unit[:6] if tag.unit else UNKNOWN_COUNTY
    submission_id, key = new_id(), new_id()
    at = upload.received_at
    files = file_rows(reading, upload.files, county=county, version_id=key, at=at)
    expected = [f for f in files if f["is_expected"]]
    unit = tag.unit or ""
    point = case.gps
    return Rows(
        record={
            "county": county,
            "id": submission_id,
            "project_id": upload.project_id,
            "form_pk": form.id,
            "form_id": form.form_id,
            "instance_id": reading.instance_id,
            "current_id": key,
            "state": state,
            "is_held": False,
            "unit_code": unit,
            "township": unit[:9],
            "title": reading.title,
            "group_no": reading.group_no[:40],
            **weight(issues),
            "submitter_id": upload.sender.id,
            "submitter_name": upload.sender.name,
            "device_id": upload.device_id[:120],
            "received_at": at,
            "files_expected": len(expected),
            "files_present": sum(f["digest"] is not None for f in expected),
            "edits": 0,
            "is_training": False,
            "row_version": 1,
        },
        version={
            "county": county,
            "id": key,
            "submission_id": submission_id,
            "form_pk": form.id,
            "instance_id": reading.instance_id,
            "deprecated_id": reading.envelope.deprecated_id,
            "instance_name": reading.envelope.instance_name[:NAME_LENGTH],
            "version": reading.envelope.version,
            "version_id": version_id,
            "xml": upload.xml,
            "sha256": sha256(upload.xml),
            "received_at": at,
            "submitter_id": upload.sender.id,
            "device_id": upload.device_id[:120],
            "user_agent": upload.user_agent[:255],
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
    came = {file.name: file for file in sent}
    rows = {
        named.name: _file_row(named.path, named.name, came.pop(named.name, None), expected=True)
        for named in reading.files
    }
    rows |= {name: _file_row("", name, file, expected=False) for name, file in came.items()}
    return [
        {
            **row,
            "county": county,
            "version_id": version_id,
            "received_at": at if row["digest"] else None,
        }
        for row in rows.values()
    ]


def _file_row(path: str, name: str, file: SentFile | None, *, expected: bool) -> dict[str, Any]:
    return {
        "name": name[:NAMED_FILE],
        "path": path,
        "is_expected": expected,
        "digest": file.digest if file else None,
        "md5": file.md5 if file else None,
        "size": file.size if file else None,
        "mime": file.mime[:100] if file else None,
    }


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
            "path": issue.path[:300],
            "values": dict(issue.values),
            "state": "open",
        }
        for issue in issues
    ]

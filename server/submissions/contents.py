"""What submissions hold: XML and files, for those who may read them in full, each time logged.

Identity numbers, incomes and photographs stand in them unmasked, so a right to see lists is not
enough (domain.md 5.2).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from media import photo as pictures
from server.core.desk.record import Blob
from server.core.errors import NotAllowed, NotFound
from server.store import audit, photos, submission_lists
from server.store import submissions as stored

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from server.core.caller import Caller
    from server.services import Services
    from server.store.submission_lists import ListedSubmission, ListedVersion
    from server.store.submissions import FileRow

UNKNOWN_MIME = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class Reading:
    """Who reads, and why; the reason goes into the log."""

    who: Caller
    project_id: int
    purpose: str | None
    now: datetime


def xml(
    services: Services, record: ListedSubmission, version: ListedVersion, reading: Reading
) -> bytes:
    """One version as it was sent, byte for byte; raise NotAllowed."""
    require_full(record, reading.who, reading.project_id)
    with services.store.read() as conn:
        content = submission_lists.xml(conn, record.county, version.id)
    _log(services, record, version, reading, "xml")
    return content


def files(
    services: Services, record: ListedSubmission, version: ListedVersion
) -> tuple[FileRow, ...]:
    """Files that answers of this version name, and others that came with it, by name."""
    with services.store.read() as conn:
        found = stored.files_of(conn, record.county, version.id)
    return tuple(found[name] for name in sorted(found))


def file(
    services: Services,
    record: ListedSubmission,
    version: ListedVersion,
    name: str,
    reading: Reading,
) -> Blob:
    """One file as it was sent; raise NotFound while it has not come, NotAllowed."""
    require_full(record, reading.who, reading.project_id)
    with services.store.read() as conn:
        slot = stored.files_of(conn, record.county, version.id).get(name)
        if slot is None or slot.digest is None:
            raise NotFound
        facts = photos.known(conn, [slot.digest]).get(slot.digest)
    with services.vault.open(slot.digest) as opened:
        content = opened.read()
    _log(services, record, version, reading, name)
    mime = pictures.safe_mime(facts) if facts else slot.mime or UNKNOWN_MIME
    return Blob(content, mime, slot.digest, name)


def require_full(record: ListedSubmission, who: Caller, project_id: int) -> None:
    """Raise NotAllowed unless the caller may read this submission in full."""
    if not who.read(project_id).holds(record.unit_code, record.submitter_id):
        raise NotAllowed


def _log(
    services: Services,
    record: ListedSubmission,
    version: ListedVersion,
    reading: Reading,
    what: str,
) -> None:
    """Log who read what; the answer does not wait for it."""
    details = {"what": what, "version": version.instance_id, "unit": record.unit_code}

    def work(conn: Connection) -> None:
        audit.note(
            conn,
            "submission.read",
            at=reading.now,
            by=reading.who.id,
            subject=f"submission {record.instance_id}",
            details=details,
            notes=reading.purpose,
        )

    services.store.soon(work)

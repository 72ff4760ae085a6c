"""Files and XML of a submission, for those who may see the submission."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

from media import photo as shown
from server.core.desk.people import May
from server.core.desk.record import Blob
from server.core.errors import NotFound
from server.scope import area_of
from server.store import photos, records

if TYPE_CHECKING:
    from server.core.desk.people import Asker
    from server.services import Services

Size: TypeAlias = Literal["thumb", "large", "original"]

JPEG = "image/jpeg"


def blob(services: Services, who: Asker, submission_id: int, name: str, *, size: Size) -> Blob:
    """A file of a submission: small, large enough to judge by, or as sent.

    Raise NotFound outside the area, for an unknown name, and for a picture of what is none.
    """
    units = area_of(who, May.SEE_SUBMISSIONS)
    with services.store.read() as conn:
        record = records.find(conn, units, submission_id)
        if record is None:
            raise NotFound
        files = records.files_with_facts(conn, record.county, record.current_id)
    file = next((each for each in files if each.name == name and each.digest), None)
    if file is None:
        raise NotFound
    facts = None if file.facts is None else photos.facts_of(file.facts)
    if size == "original":
        mime = shown.safe_mime(facts) if facts else "application/octet-stream"
        return Blob(_content(services, file.digest), mime, file.digest, name)
    edge = shown.VIEW_EDGE if size == "large" else shown.LIST_EDGE
    content = services.thumbnails.get(file.digest, edge=edge)
    return Blob(content, JPEG, f"{file.digest[:32]}-{edge}", name)


def pictures(services: Services, who: Asker, submission_id: int) -> tuple[str, ...]:
    """Names of a submission's photographs that can be shown; none outside the area."""
    units = area_of(who, May.SEE_SUBMISSIONS)
    with services.store.read() as conn:
        record = records.find(conn, units, submission_id)
        found = (
            ()
            if record is None
            else records.files_with_facts(conn, record.county, record.current_id)
        )
    return tuple(row.name for row in found if row.facts is not None)


def _content(services: Services, digest: str) -> bytes:
    with services.vault.open(digest) as file:
        return file.read()


def source_xml(services: Services, who: Asker, submission_id: int) -> bytes:
    """The submission as the tablet sent it, byte for byte."""
    units = area_of(who, May.SEE_SUBMISSIONS)
    with services.store.read() as conn:
        record = records.find(conn, units, submission_id)
        if record is None:
            raise NotFound
        xml: bytes = records.version(conn, record.county, record.current_id).xml
    return xml

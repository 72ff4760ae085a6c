"""Forms filled in the browser, from paper or on the spot: the same road in as for tablets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from server.answers import known_forms
from server.core.desk.people import May
from server.core.errors import Conflicting, NotFound, UnexpectedValue
from server.core.types import Source, State
from server.intake import settle
from server.intake.reading import envelope_of
from server.intake.receive import receive
from server.intake.upload import Outcome, Upload
from server.store import records, submissions

if TYPE_CHECKING:
    from datetime import datetime

    from server.core.desk.people import Asker
    from server.core.rights import Sender
    from server.intake.upload import Receipt, SentFile
    from server.services import Services

DEVICE = "web"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What a page sends: the instance and the files it names."""

    xml: bytes
    files: tuple[SentFile, ...] = ()
    user_agent: str = ""


@dataclass(frozen=True, slots=True)
class Sent:
    """A submission as whoever sent it may know it; `version` counts from 1."""

    id: int
    form_id: str
    title: str
    state: State
    version: int
    files_missing: int
    received_at: datetime
    is_own: bool


def enter(
    services: Services,
    sender: Sender,
    project_id: int,
    entry: Entry,
    *,
    form_id: str,
    now: datetime,
) -> int:
    """Store an entry and return the number of its submission; raise what `receive` raises.

    A browser keeps its answers when it is refused, so nothing of it is parked like a tablet's.
    Also raise Conflicting, and UnexpectedValue for a correction, which has a way of its own.
    """
    envelope = envelope_of(entry.xml)
    if envelope.deprecated_id:
        reason = "a correction is made from the record itself"
        raise UnexpectedValue(field="deprecatedID", value=envelope.deprecated_id, reason=reason)
    if envelope.form_id != form_id:
        raise UnexpectedValue(field="form", value=envelope.form_id, reason=form_id)
    upload = Upload(
        project_id=project_id,
        sender=sender,
        xml=entry.xml,
        files=entry.files,
        device_id=DEVICE,
        user_agent=entry.user_agent,
        is_program=True,
        source=Source.WEB_ENTRY,
        received_at=now,
    )
    receipt = receive(services, upload)
    if receipt.outcome is Outcome.CONFLICTING:
        raise Conflicting
    form_pk = known_forms(services)[(project_id, envelope.form_id)].id
    settle.at_once(services, form_pk, receipt.instance_id)
    return _number(services, form_pk, receipt)


def _number(services: Services, form_pk: int, receipt: Receipt) -> int:
    with services.store.read() as conn:
        stored = submissions.find_instance(conn, form_pk, receipt.instance_id)
    if stored is None:
        raise NotFound
    return stored.submission_id


def sent(services: Services, who: Asker, submission_id: int) -> Sent:
    """A submission of one's own or of one's area; raise NotFound."""
    with services.store.read() as conn:
        record = records.anywhere(conn, submission_id)
        if record is None or not (record.submitter_id == who.id or _sees(services, who, record.id)):
            raise NotFound
        versions = records.versions_of(conn, record.county, record.id)
    return Sent(
        id=record.id,
        form_id=record.form_id,
        title=record.title,
        state=State(record.state),
        version=len(versions),
        files_missing=record.files_expected - record.files_present,
        received_at=record.received_at,
        is_own=record.submitter_id == who.id,
    )


def _sees(services: Services, who: Asker, submission_id: int) -> bool:
    if who.may.isdisjoint({May.SEE_SUBMISSIONS, May.SEE_OWN}):
        return False
    with services.store.read() as conn:
        return records.find(conn, [unit.code for unit in who.units], submission_id) is not None

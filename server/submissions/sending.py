"""What a program must get right before its XML goes the one road in (protocol.md 3.4, 6)."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from server.core.errors import (
    DeprecatedIdExpected,
    EditOutOfDate,
    NotAllowed,
    UnexpectedValue,
)
from server.core.instance import read_envelope
from server.store import submission_lists
from server.submissions.listing import form_of, one

if TYPE_CHECKING:
    from server.core.caller import Caller
    from server.core.instance import Envelope
    from server.services import Services
    from server.store.submission_lists import ListedSubmission


def check_new(
    services: Services, who: Caller, project_id: int, form_id: str, xml: bytes
) -> Envelope:
    """Whether the caller may send this to the form in the address; what the XML says it is.

    Raise NotFound, NotAllowed, BrokenXml, DtdRefused, UnexpectedValue for another form's XML.
    """
    form_of(services, who, project_id, form_id)
    if not who.submits(project_id):
        raise NotAllowed
    envelope = read_envelope(xml)
    if envelope.form_id != form_id:
        raise UnexpectedValue(
            field="form id", value=envelope.form_id, reason="did not match the form ID in the URL"
        )
    return envelope


def check_edit(
    services: Services,
    who: Caller,
    project_id: int,
    form_id: str,
    instance_id: str,
    *,
    xml: bytes,
) -> None:
    """Whether this corrects the current version of the submission in the address (OR-178).

    One corrects what one has sent, or as reviewer what lies in one's area.  The same edit sent
    again is let through: it will be recognised.  Raise what `check_new` raises,
    DeprecatedIdExpected, EditOutOfDate.
    """
    envelope = check_new(services, who, project_id, form_id, xml)
    if envelope.deprecated_id is None:
        raise DeprecatedIdExpected
    record = _own(services, who, project_id, form_id, instance_id)
    if _is_current(services, record, envelope, xml):
        return
    if envelope.deprecated_id != record.current.instance_id:
        raise EditOutOfDate(
            deprecated_id=envelope.deprecated_id, current_id=record.current.instance_id
        )


def check_file(
    services: Services, who: Caller, project_id: int, form_id: str, instance_id: str
) -> ListedSubmission:
    """The submission a file may be added to: one's own, or one in the reviewer's area.

    Raise NotFound, NotAllowed.
    """
    return _own(services, who, project_id, form_id, instance_id)


def _own(
    services: Services, who: Caller, project_id: int, form_id: str, instance_id: str
) -> ListedSubmission:
    record = one(services, who, project_id, form_id, instance_id)
    if not who.corrected().holds(record.unit_code, record.submitter_id):
        raise NotAllowed
    return record


def _is_current(
    services: Services, record: ListedSubmission, envelope: Envelope, xml: bytes
) -> bool:
    if envelope.instance_id != record.current.instance_id:
        return False
    with services.store.read() as conn:
        stored = submission_lists.sha256(conn, record.county, record.current.id)
    return stored == hashlib.sha256(xml).hexdigest()

"""What could not be filed: shown, handed out, put back on the road."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from server.core.desk.office import Quarantined, QuarantineList
from server.core.desk.people import May
from server.core.desk.record import Blob
from server.core.errors import NotFound, UnexpectedValue
from server.scope import area_of
from server.store import audit
from server.store import quarantine as stored

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from server.core.desk.people import Asker
    from server.services import Services

XML = "application/xml"
CURSOR = re.compile("[0-9]{1,18}")
"""An id of ours; they have 18 digits until 2040."""


def quarantine(
    services: Services, who: Asker, *, after: str | None = None, limit: int = 50
) -> QuarantineList:
    """A page of what waits in quarantine in the asker's area, newest first."""
    units = area_of(who, May.SEE_QUARANTINE)
    if after is not None and not CURSOR.fullmatch(after):
        raise UnexpectedValue(field="after", reason="not a cursor of this list")
    with services.store.read() as conn:
        rows = stored.newest(
            conn, units, before=None if after is None else int(after), limit=limit + 1
        )
        total = stored.total(conn, units)
    page = rows[:limit]
    return QuarantineList(
        rows=tuple(
            Quarantined(
                id=row.id,
                rule=row.rule,
                received_at=row.received_at,
                sender=row.submitter_name,
                form_id=row.form_id,
                version=row.version,
                instance_id=row.instance_id,
                size=row.size,
                files=len(row.files),
                reason=row.reason,
                is_handled=row.handled_at is not None,
            )
            for row in page
        ),
        total=total,
        after=str(page[-1].id) if len(rows) > limit else None,
    )


def quarantined_xml(services: Services, who: Asker, quarantine_id: int) -> Blob:
    """The body as it came, byte for byte."""
    units = area_of(who, May.SEE_QUARANTINE)
    with services.store.read() as conn:
        row = stored.find(conn, units, quarantine_id)
    if row is None:
        raise NotFound
    return Blob(row.body, XML, row.sha256, f"{quarantine_id}.xml")


def mark_handled(services: Services, who: Asker, quarantine_id: int, *, now: datetime) -> None:
    """Note that somebody has dealt with it; the body stays."""
    units = area_of(who, May.SEE_QUARANTINE)

    def work(conn: Connection) -> None:
        if stored.find(conn, units, quarantine_id) is None:
            raise NotFound
        stored.mark_handled(conn, quarantine_id, now=now)
        audit.note(conn, "quarantine.handle", at=now, by=who.id, subject=str(quarantine_id))

    services.store.write(work)

"""Files of a draft: uploaded one by one, each into the slot of its name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from server.core.errors import NotFound
from server.publish.definitions import content_of
from server.publish.managing import draft_of, require_manager
from server.store import forms

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from media.blobs import StoredBlob
    from server.core.caller import Caller
    from server.services import Services


def fill_file(
    services: Services,
    who: Caller,
    project_id: int,
    form_id: str,
    name: str,
    *,
    blob: StoredBlob,
    mime: str,
    now: datetime,
) -> None:
    """Put an uploaded file into a slot of the draft; a list the server makes stays the server's.

    Raise NotFound for the draft or the slot, NotAllowed.
    """
    require_manager(services, who, project_id)
    draft_id = draft_of(services, project_id, form_id)

    def work(conn: Connection) -> None:
        slot = next((each for each in forms.files_of(conn, draft_id) if each.name == name), None)
        if slot is None:
            raise NotFound
        if not slot.source:
            forms.fill_file(conn, draft_id, name, **content_of(blob, mime), updated_at=now)

    services.store.write(work)


def clear_file(
    services: Services, who: Caller, project_id: int, form_id: str, name: str, *, now: datetime
) -> None:
    """Empty a slot of the draft; raise NotFound for the draft, the slot, or an empty one."""
    require_manager(services, who, project_id)
    draft_id = draft_of(services, project_id, form_id)

    def work(conn: Connection) -> None:
        slot = next((each for each in forms.files_of(conn, draft_id) if each.name == name), None)
        if slot is None or slot.digest is None:
            raise NotFound
        empty = dict.fromkeys(("digest", "md5", "size", "mime"))
        forms.fill_file(conn, draft_id, name, **empty, updated_at=now)

    services.store.write(work)

"""Files of a draft: uploaded one by one, each into the slot of its name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from server.core.errors import NotFound
from server.entities import declaring
from server.publish.definitions import content_of
from server.publish.lists import SOURCES
from server.publish.managing import draft_of, require_manager
from server.publish.publishing import dataset_for
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
    """Put an uploaded file into a slot of the draft, in place of an entity list linked to it.

    A list the server makes of its registers stays the server's.

    Raise NotFound for the draft or the slot, NotAllowed.
    """
    require_manager(services, who, project_id)
    draft_id = draft_of(services, project_id, form_id)

    def work(conn: Connection) -> None:
        slot = next((each for each in forms.files_of(conn, draft_id) if each.name == name), None)
        if slot is None:
            raise NotFound
        if name not in SOURCES:
            content = content_of(blob, mime)
            forms.fill_file(conn, draft_id, name, **content, source="", updated_at=now)

    services.store.write(work)


def clear_file(
    services: Services, who: Caller, project_id: int, form_id: str, name: str, *, now: datetime
) -> None:
    """Empty a slot of the draft; raise NotFound for the draft, the slot, or an empty one."""
    require_manager(services, who, project_id)
    draft_id = draft_of(services, project_id, form_id)

    def work(conn: Connection) -> None:
        slot = next((each for each in forms.files_of(conn, draft_id) if each.name == name), None)
        is_linked = slot is not None and slot.source and name not in SOURCES
        if slot is None or not (slot.digest or is_linked):
            raise NotFound
        empty = dict.fromkeys(("digest", "md5", "size", "mime"))
        source = slot.source if name in SOURCES else ""
        forms.fill_file(conn, draft_id, name, **empty, source=source, updated_at=now)

    services.store.write(work)


def link_dataset(
    services: Services,
    who: Caller,
    project_id: int,
    form_id: str,
    name: str,
    *,
    is_linked: bool,
    now: datetime,
) -> None:
    """Have a slot of the draft carry the entity list of its name, or no longer.

    Raise NotFound for the draft, the slot, or a list that is not there; NotAllowed.
    """
    require_manager(services, who, project_id)
    draft_id = draft_of(services, project_id, form_id)

    def work(conn: Connection) -> None:
        slot = next((each for each in forms.files_of(conn, draft_id) if each.name == name), None)
        source = dataset_for(name, declaring.names_in(conn, project_id))
        if slot is None or not (source or name in SOURCES):
            raise NotFound
        if name in SOURCES:
            return
        empty = dict.fromkeys(("digest", "md5", "size", "mime")) if is_linked else {}
        wanted = source if is_linked else ""
        forms.fill_file(conn, draft_id, name, **empty, source=wanted, updated_at=now)

    services.store.write(work)

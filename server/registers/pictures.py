"""Photos of records: taken in with the form, shown to whoever may read the record (S14, S28)."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from media import photo
from server.core.desk.record import Blob
from server.core.errors import NoPicture, NotFound
from server.core.registers.fields import FieldType
from server.registers.access import writable
from server.registers.records import record

if TYPE_CHECKING:
    from server.core.desk.people import Asker
    from server.services import Services

OURS = "sha256:"
"""Before the digest of a photo that came with a form and not with a submission."""


def keep(services: Services, who: Asker, name: str, content: bytes) -> str:
    """Keep a photo for a record of a register the asker writes in; what its column will hold.

    Raise NoPicture for what is none, NotAllowed, NotFound, DiskFull.
    """
    writable(who, name)
    if not photo.examine(io.BytesIO(content)).is_image:
        raise NoPicture
    return f"{OURS}{services.vault.put_bytes(content).digest}"


def picture(services: Services, who: Asker, name: str, record_id: int, column: str) -> Blob:
    """The photo in a column of a record as it stands; raise NotFound, NotAllowed."""
    file = record(services, who, name, record_id)
    field = file.register.by_name.get(column)
    value = file.periods[0].values.get(column)
    is_ours = isinstance(value, str) and value.startswith(OURS)
    if field is None or field.type is not FieldType.FILE or not is_ours:
        raise NotFound
    digest = str(value).removeprefix(OURS)
    with services.vault.open(digest) as opened:
        content = opened.read()
    mime = photo.safe_mime(photo.examine_quick(io.BytesIO(content), digest=digest))
    return Blob(content, mime, digest, f"{name}-{record_id}-{column}")

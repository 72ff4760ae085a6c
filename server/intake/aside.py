"""Keeping aside what cannot be filed: byte for byte, where the office can see it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from server.intake.reading import id_of
from server.intake.rows import NAMED_VERSION, sha256
from server.store import quarantine
from server.store.ids import new_id

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from server.core.instance import Envelope
    from server.intake.upload import Upload

NAMED_FORM = 200


def keep_aside(
    conn: Connection,
    upload: Upload,
    *,
    rule: str,
    reason: str,
    envelope: Envelope | None = None,
) -> None:
    """Keep the body of an upload with what is known of it; `envelope` if it could be read."""
    quarantine.keep_aside(
        conn,
        {
            "id": new_id(),
            "received_at": upload.received_at,
            "project_id": upload.project_id,
            "form_id": envelope.form_id[:NAMED_FORM] if envelope else "",
            "version": envelope.version[:NAMED_VERSION] if envelope else "",
            "instance_id": id_of(envelope) if envelope else "",
            "rule": rule,
            "reason": reason,
            "unit_code": upload.sender.units[0] if upload.sender.units else "",
            "body": upload.xml,
            "sha256": sha256(upload.xml),
            "files": [[file.name, file.digest, file.size] for file in upload.files],
            "submitter_id": upload.sender.id,
            "submitter_name": upload.sender.name,
            "device_id": upload.device_id[:120],
        },
    )

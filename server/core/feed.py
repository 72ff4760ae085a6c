"""What feeds and exports tell of a submission beside its answers (protocol.md 7, 8)."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from datetime import datetime

    from server.core.packed import Row


class Status(StrEnum):
    """Why a submission shows no answers; there is none for one that can be read."""

    NOT_DECRYPTED = "notDecrypted"
    MISSING_DATA = "missingEncryptedFormData"


class Sent(NamedTuple):
    """One submission: who sent it and when, what became of it, and its answers as one row.

    `instance_id` is that of the first version, `version_instance_id` that of the current one.  A
    tuple, since a hundred thousand of them are made for one export.
    """

    instance_id: str
    version_instance_id: str
    received_at: datetime
    updated_at: datetime | None
    deleted_at: datetime | None
    submitter_id: int
    submitter_name: str
    files_present: int
    files_expected: int
    review_state: str | None
    device_id: str
    edits: int
    form_version: str
    status: Status | None
    row: Row


def moment(at: datetime | None) -> str | None:
    """An instant of the store, which is UTC: ``2026-11-23T02:30:00.000Z``."""
    return None if at is None else at.replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z"

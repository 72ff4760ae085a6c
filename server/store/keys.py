"""Keys that forms are encrypted with."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select

from server.store.submission_lists import seen
from server.store.tables.forms import encryption_key, form_version
from server.store.tables.submissions import submission, submission_version

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy import Column, Connection

    from server.core.caller import Reach


@dataclass(frozen=True, slots=True)
class StoredKey:
    """A public key; `locked` is the private one where the server manages the pair."""

    id: int
    public: str
    locked: bytes | None
    hint: str | None
    created_at: datetime


_KEY: tuple[Column[Any], ...] = (
    encryption_key.c.id,
    encryption_key.c.public,
    encryption_key.c.locked,
    encryption_key.c.hint,
    encryption_key.c.created_at,
)


def add(
    conn: Connection,
    public: str,
    *,
    locked: bytes | None = None,
    hint: str | None = None,
    now: datetime,
) -> int:
    """The number of this key, which is stored once."""
    digest = hashlib.sha256(public.encode()).hexdigest()
    known = conn.execute(
        select(encryption_key.c.id).where(encryption_key.c.sha256 == digest)
    ).scalar_one_or_none()
    if known is not None:
        return int(known)
    added = conn.execute(
        insert(encryption_key).values(
            public=public, sha256=digest, locked=locked, hint=hint, created_at=now
        )
    )
    return int(added.inserted_primary_key[0]) if added.inserted_primary_key else 0


def keys(conn: Connection, ids: Iterable[int]) -> dict[int, StoredKey]:
    """Keys by number."""
    rows = conn.execute(select(*_KEY).where(encryption_key.c.id.in_(ids)))
    return {row.id: StoredKey(*row) for row in rows}


def of_versions(conn: Connection, form_pk: int) -> dict[int, int]:
    """Keys of the versions of a form that are encrypted: version -> key."""
    rows = conn.execute(
        select(form_version.c.id, form_version.c.key_id).where(
            form_version.c.form_pk == form_pk, form_version.c.key_id.is_not(None)
        )
    )
    return dict(rows.all())


def of_submissions(conn: Connection, form_pk: int, reach: Reach) -> tuple[StoredKey, ...]:
    """Keys that submissions in force were sealed with, newest first."""
    used = (
        select(form_version.c.key_id)
        .select_from(submission)
        .join(
            submission_version,
            (submission_version.c.county == submission.c.county)
            & (submission_version.c.id == submission.c.current_id),
        )
        .join(form_version, form_version.c.id == submission_version.c.version_id)
        .where(
            submission.c.form_pk == form_pk,
            submission.c.is_sealed.is_(True),
            submission.c.deleted_at.is_(None),
            seen(reach),
        )
    )
    rows = conn.execute(
        select(*_KEY).where(encryption_key.c.id.in_(used)).order_by(encryption_key.c.id.desc())
    )
    return tuple(StoredKey(*row) for row in rows)

"""Whether everything kept is as it was kept: the log's chain, acts, answers as sent, files."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import select

from server.store import journal, trail
from server.store.tables.submissions import attachment, submission_version
from server.store.tables.users import audit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

    from media.blobs import BlobStore
    from server.services import Services

BATCH = 500
PIECE = 1 << 20


class Damage(NamedTuple):
    """Something that is not as it was kept: its kind, and which one."""

    kind: str
    which: str


def damages(services: Services) -> Iterator[Damage]:
    """Everything that was changed or is missing, in one state of the store."""
    with services.store.read() as conn:
        for key in trail.broken(conn):
            yield Damage("audit", str(key))
        yield from _acts(conn)
        yield from _answers(conn)
        yield from _files(conn, services.vault)


def _acts(conn: Connection) -> Iterator[Damage]:
    """Acts of the journal against the digests the log keeps of them."""
    noted = {
        subject.partition(" ")[2]: (details or {}).get("sha256")
        for subject, details in conn.execute(
            select(audit.c.subject, audit.c.details).where(audit.c.subject.startswith("act "))
        )
    }
    for entry in journal.entries(conn):
        if noted.pop(str(entry.id), None) != journal.digest(entry.payload, entry.tape):
            yield Damage("journal", str(entry.id))
    for key in noted:
        yield Damage("journal", key)


def _answers(conn: Connection) -> Iterator[Damage]:
    """Every version of every submission, byte for byte."""
    rows = conn.execute(
        select(
            submission_version.c.instance_id, submission_version.c.xml, submission_version.c.sha256
        ).order_by(submission_version.c.county, submission_version.c.id),
        execution_options={"yield_per": BATCH},
    )
    for instance_id, xml, sha256 in rows:
        if hashlib.sha256(xml).hexdigest() != sha256:
            yield Damage("submission", instance_id)


def _files(conn: Connection, vault: BlobStore) -> Iterator[Damage]:
    """Photos and other files of submissions, by what their content is named for."""
    rows = conn.execute(
        select(attachment.c.digest).where(attachment.c.digest.is_not(None)).distinct(),
        execution_options={"yield_per": BATCH},
    )
    for (digest,) in rows:
        if not vault.exists(digest):
            yield Damage("file missing", digest)
        elif _sha256(vault, digest) != digest:
            yield Damage("file", digest)


def _sha256(vault: BlobStore, digest: str) -> str:
    found = hashlib.sha256()
    with vault.open(digest) as opened:
        while piece := opened.read(PIECE):
            found.update(piece)
    return found.hexdigest()

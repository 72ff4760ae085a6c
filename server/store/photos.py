"""What is known of pictures by their content, and which of them look alike."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select
from sqlalchemy.dialects import postgresql, sqlite

from server.core.facts import PhotoTwin
from server.core.types import GeoPoint, PhotoFacts
from server.store.tables.households import household
from server.store.tables.submissions import (
    attachment,
    photo,
    photo_slice,
    submission_version,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy import Connection, Select

SLICE_BITS = 13
SLICES = 5
MOST_TWINS = 8
MOST_CANDIDATES = 500


def slices(phash: str) -> tuple[int, ...]:
    """Five slices of a 64-bit hash, marked with their place: 4 differing bits leave one whole."""
    bits = int(phash, 16)
    mask = (1 << SLICE_BITS) - 1
    return tuple(
        (place << SLICE_BITS) | ((bits >> (place * SLICE_BITS)) & mask) for place in range(SLICES)
    )


def known(conn: Connection, digests: Iterable[str]) -> dict[str, PhotoFacts]:
    """Facts of the pictures that were looked at before, by digest."""
    rows = conn.execute(
        select(photo.c.digest, photo.c.facts).where(photo.c.digest.in_(sorted(digests)))
    )
    return {row.digest: facts_of(row.facts) for row in rows}


def add(conn: Connection, facts: PhotoFacts) -> None:
    """Keep what was read from a picture; somebody else may have done so meanwhile."""
    dialect = postgresql if conn.dialect.name == "postgresql" else sqlite
    added = conn.execute(
        dialect.insert(photo)
        .values(
            digest=facts.digest,
            facts=asdict(facts),
            phash=facts.phash,
        )
        .on_conflict_do_nothing(index_elements=["digest"])
    )
    if added.rowcount and facts.phash:
        conn.execute(
            insert(photo_slice),
            [{"slice": each, "digest": facts.digest} for each in slices(facts.phash)],
        )


def facts_of(doc: Mapping[str, Any]) -> PhotoFacts:
    """Facts of a picture as they were stored."""
    taken, place = doc["taken_at"], doc["position"]
    return PhotoFacts(
        **{
            **doc,
            "taken_at": datetime.fromisoformat(taken) if taken else None,
            "position": GeoPoint(**place) if place else None,
        }
    )


def _uses() -> Select[Any]:
    return (
        select(
            attachment.c.digest,
            submission_version.c.instance_id,
            submission_version.c.household_uuid,
            household.c.hh_no,
        )
        .join(
            submission_version,
            (submission_version.c.county == attachment.c.county)
            & (submission_version.c.id == attachment.c.version_id),
        )
        .join(
            household,
            (household.c.county == submission_version.c.county)
            & (household.c.entity_uuid == submission_version.c.household_uuid),
            isouter=True,
        )
    )


def twins(
    conn: Connection, facts: PhotoFacts, *, submission_id: int, within_bits: int
) -> tuple[PhotoTwin, ...]:
    """Other submissions with this picture, or with one that differs in a few bits (F-05)."""
    near = _near(conn, facts, within_bits) if facts.phash else {}
    rows = conn.execute(
        _uses()
        .where(
            attachment.c.digest.in_([facts.digest, *near]),
            submission_version.c.submission_id != submission_id,
        )
        .order_by(submission_version.c.id)
        .limit(MOST_TWINS)
    )
    found = [
        PhotoTwin(
            instance_id=row.instance_id,
            household=row.household_uuid,
            hh_no=row.hh_no or "",
            bits=near.get(row.digest),
        )
        for row in rows
    ]
    return tuple(dict.fromkeys(found))  # one submission may show a picture more than once


def _near(conn: Connection, facts: PhotoFacts, within_bits: int) -> dict[str, int]:
    """Digests of pictures whose hash is at most `within_bits` away, with the distance."""
    mine = int(facts.phash or "0", 16)
    rows = conn.execute(
        select(photo.c.digest, photo.c.phash)
        .join(photo_slice, photo_slice.c.digest == photo.c.digest)
        .where(
            photo_slice.c.slice.in_(slices(facts.phash or "0")),
            photo.c.digest != facts.digest,
        )
        .distinct()
        .limit(MOST_CANDIDATES)
    )
    distances = ((row.digest, (mine ^ int(row.phash, 16)).bit_count()) for row in rows)
    return {digest: bits for digest, bits in distances if bits <= within_bits}

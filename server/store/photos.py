"""What is known of pictures by their content, and which of them look alike."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, insert, select
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

    from sqlalchemy import Connection

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
    rows = conn.execute(_KNOWN, {"digests": sorted(digests)})
    return {row.digest: facts_of(row.facts) for row in rows}


_KNOWN = select(photo.c.digest, photo.c.facts).where(
    photo.c.digest.in_(bindparam("digests", expanding=True))
)


def add(conn: Connection, facts: PhotoFacts) -> None:
    """Keep what was read from a picture; somebody else may have done so meanwhile."""
    added = conn.execute(
        _ADD[conn.dialect.name],
        {"digest": facts.digest, "facts": asdict(facts), "phash": facts.phash},
    )
    if added.rowcount and facts.phash:
        conn.execute(
            _ADD_SLICE, [{"slice": each, "digest": facts.digest} for each in slices(facts.phash)]
        )


_ADD = {
    "postgresql": postgresql.insert(photo).on_conflict_do_nothing(index_elements=["digest"]),
    "sqlite": sqlite.insert(photo).on_conflict_do_nothing(index_elements=["digest"]),
}
_ADD_SLICE = insert(photo_slice)


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


_USES = (
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
    .where(
        attachment.c.digest.in_(bindparam("digests", expanding=True)),
        submission_version.c.submission_id != bindparam("own"),
        # The form `correction` hands its photos on to the record it mends.
        attachment.c.path.not_like("/fix[%]/new_photo"),
    )
    .order_by(submission_version.c.id)
    .limit(MOST_TWINS)
)
_NEAR = (
    select(photo.c.digest, photo.c.phash)
    .join(photo_slice, photo_slice.c.digest == photo.c.digest)
    .where(
        photo_slice.c.slice.in_(bindparam("slices", expanding=True)),
        photo.c.digest != bindparam("own"),
    )
    .distinct()
    .limit(MOST_CANDIDATES)
)


def twins(
    conn: Connection, facts: PhotoFacts, *, submission_id: int, within_bits: int
) -> tuple[PhotoTwin, ...]:
    """Other submissions with this picture, or with one that differs in a few bits (F-05)."""
    near = _near(conn, facts, within_bits) if facts.phash else {}
    rows = conn.execute(_USES, {"digests": [facts.digest, *near], "own": submission_id})
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
    rows = conn.execute(_NEAR, {"slices": slices(facts.phash or "0"), "own": facts.digest})
    distances = ((row.digest, (mine ^ int(row.phash, 16)).bit_count()) for row in rows)
    return {digest: bits for digest, bits in distances if bits <= within_bits}

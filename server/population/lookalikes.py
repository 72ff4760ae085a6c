"""Looking for persons and households that may be the ones just written.

Asked in the transaction that writes a household; blocked and bounded, so that it costs the same in
a county of any size.  What was decided about a pair is remembered: two who were said to be
different are not laid before anybody again.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from server.core import pinyin
from server.core.likeness import Home, Someone, homes_alike, likeness, near_births
from server.core.terms import plain
from server.core.types import GeoPoint
from server.store import households, lookalikes

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from server.core.likeness import Likeness
    from server.secrets import Sealer
    from server.store.households import AnyRow

    Pairs = dict[tuple[int, int], tuple[Likeness, AnyRow, AnyRow]]

HEAD = "02"
MOST_HOMES = 20


def look(
    conn: Connection, sealer: Sealer, county: str, household_id: int, *, now: datetime
) -> None:
    """Bring the pairs of a household and its persons up to date."""
    home = households.by_id(conn, county, household_id)
    everybody = () if home is None else households.persons_of(conn, county, household_id)
    living = [each for each in everybody if each.status == "alive"]
    if home is None or home.status != "active":
        living = []
    pairs = _pairs(conn, sealer, county, living)
    _keep(conn, county, lookalikes.PERSON, [each.id for each in everybody], pairs, now=now)
    if home is not None:
        found = _homes(conn, sealer, home, living, pairs) if living else {}
        _keep(conn, county, lookalikes.HOUSEHOLD, [household_id], found, now=now)


def someone(sealer: Sealer, row: AnyRow) -> Someone:
    """A person's row as it is compared."""
    return Someone(
        name=row.name,
        birth_date=row.birth_date,
        sex=row.sex,
        id_number=sealer.open(row.id_sealed) if row.id_sealed else "",
        village=row.village,
        household_id=row.household_id,
    )


def _pairs(conn: Connection, sealer: Sealer, county: str, living: Sequence[AnyRow]) -> Pairs:
    wanted: dict[int, set[int]] = {}
    for row in living:
        found = lookalikes.candidates(
            conn,
            county,
            digest=row.id_digest,
            readings=["".join(each) for each in pinyin.readings(plain(row.name))],
            births=near_births(row.birth_date) if row.birth_date else (),
            village=row.village,
        )
        wanted[row.id] = (found | {each.id for each in living}) - {row.id}
    ids = set().union(*wanted.values()) if wanted else set()
    rows = {each.id: each for each in lookalikes.people(conn, county, ids)} if ids else {}
    pairs: Pairs = {}
    for row in living:
        for key in wanted[row.id] & rows.keys():
            pair = (min(row.id, key), max(row.id, key))
            if pair in pairs:
                continue
            alike = likeness(someone(sealer, row), someone(sealer, rows[key]))
            if alike.is_worth_a_look:
                pairs[pair] = (alike, row, rows[key])
    return pairs


def _homes(
    conn: Connection, sealer: Sealer, home: AnyRow, living: Sequence[AnyRow], pairs: Pairs
) -> Pairs:
    common: Counter[int] = Counter()
    for _, row, other in pairs.values():
        if other.household_id != row.household_id:
            common[other.household_id] += 1
    ids = {key for key, _ in common.most_common(MOST_HOMES)}
    ids |= lookalikes.homes_by_phone(conn, home.county, home.phone) - {home.id}
    if not ids:
        return {}
    mine = _home(sealer, home, living)
    found: Pairs = {}
    for other in lookalikes.homes(conn, home.county, ids):
        theirs = _home(sealer, other, households.persons_of(conn, other.county, other.id))
        alike = homes_alike(mine, theirs, common=common[other.id])
        if alike.is_worth_a_look:
            found[min(home.id, other.id), max(home.id, other.id)] = (alike, home, other)
    return found


def _home(sealer: Sealer, row: AnyRow, persons: Sequence[AnyRow]) -> Home:
    head = next((each for each in persons if each.relation == HEAD), None)
    return Home(
        head=Someone(row.head_name, village=row.village) if head is None else someone(sealer, head),
        phone=row.phone,
        address=str(row.doc.get("address") or "") if isinstance(row.doc, dict) else "",
        at=None if row.lat is None else GeoPoint(row.lat, row.lon),
        village=row.village,
    )


def _keep(
    conn: Connection,
    county: str,
    kind: str,
    ids: Sequence[int],
    pairs: Pairs,
    *,
    now: datetime,
) -> None:
    """Write new pairs, forget those that are none any more; decisions stay."""
    known = {(row.a_id, row.b_id): row for row in lookalikes.touching(conn, county, kind, ids)}
    changed = {
        pair
        for pair, (alike, _, _) in pairs.items()
        if pair in known and known[pair].reasons != " ".join(alike.reasons)
    }
    lookalikes.forget(conn, county, kind, (known.keys() - pairs.keys()) | changed)
    undecided = {lookalikes.OPEN, lookalikes.LATER}
    new = [
        pair
        for pair in pairs
        if pair not in known or (pair in changed and known[pair].state in undecided)
    ]
    lookalikes.add(conn, [_row(county, kind, pair, pairs[pair], now) for pair in sorted(new)])


def _row(
    county: str,
    kind: str,
    pair: tuple[int, int],
    found: tuple[Likeness, AnyRow, AnyRow],
    now: datetime,
) -> Mapping[str, object]:
    alike, one, other = found
    first, second = (one, other) if one.id == pair[0] else (other, one)
    return {
        "county": county,
        "kind": kind,
        "a_id": pair[0],
        "b_id": pair[1],
        "a_village": first.village,
        "b_village": second.village,
        "score": alike.score,
        "reasons": " ".join(alike.reasons)[:200],
        "state": lookalikes.OPEN,
        "found_at": now,
    }

"""Making one of two: persons and households, each undoable (domain.md 5.8).

Both ids stay: the one that goes leads to the one that stays (`merged_into`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from server.core.errors import ChangedMeanwhile, MergeRefused
from server.core.likeness import likeness
from server.core.registers.fields import FieldType
from server.population import changing, moving
from server.population.changing import rows_of, with_persons
from server.population.lookalikes import look, someone
from server.store import households, lookalikes
from server.store.households import HouseholdRows

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from sqlalchemy import Connection

    from server.population.changing import Deed
    from server.secrets import Sealer
    from server.store.households import AnyRow

MERGED = "merged"
ACTIVE = "active"
HEAD = "02"
OTHER_RELATIVE = "97"
MERGE_PERSON, MERGE_HOUSEHOLD = "merge_person", "merge_household"

TYPED = {"m_name": ("name",), "m_birth_date": ("birth_date",), "m_sex": ("sex",)}
IDENTITY = ("id_sealed", "id_digest", "id_last4")
ID_NUMBER = "m_id_number"


@dataclass(frozen=True, slots=True)
class Two:
    """The two rows: the one that stays and the one that goes, with their households."""

    stays: AnyRow
    goes: AnyRow
    stays_home: AnyRow
    goes_home: AnyRow


def refuse_stale(rows: Iterable[AnyRow], seen: Sequence[int | None]) -> None:
    """Raise ChangedMeanwhile when a household is not at the version the clerk saw."""
    for row, version in zip(rows, seen, strict=True):
        if version is not None and row.version != version:
            raise ChangedMeanwhile


def merge_persons(
    conn: Connection, sealer: Sealer, two: Two, deed: Deed, *, take: Collection[str] = ()
) -> int:
    """Let `two.goes` be `two.stays`; values named in `take` are taken over from who goes.

    Raise MergeRefused for two who cannot be one.
    """
    _refuse_persons(sealer, two)
    county = two.stays.county
    stays = _taken(changing.row_of(two.stays), changing.row_of(two.goes), take)
    goes = {**changing.row_of(two.goes), "status": MERGED, "merged_into": two.stays.id}
    goes["status_date"] = deed.on_date
    changed = _both_written(conn, two, stays, goes)
    moved = moving.move(conn, county, FieldType.PERSON, (str(two.goes.id), str(two.stays.id)), deed)
    act_id = changing.do(
        conn,
        county,
        two.stays_home.id,
        replace(
            deed,
            kind=MERGE_PERSON,
            person_id=two.stays.id,
            other_person_id=two.goes.id,
            other_household_id=two.goes_home.id,
            details={
                "stays": two.stays.name,
                "goes": two.goes.name,
                "take": sorted(take),
                "moved": moved,
            },
        ),
        changed,
    )
    pair = (two.stays.id, two.goes.id)
    _decided(conn, county, lookalikes.PERSON, pair, deed)
    for home in {two.goes_home.id, two.stays_home.id}:
        look(conn, sealer, county, home, now=deed.at)
    return act_id


def _refuse_persons(sealer: Sealer, two: Two) -> None:
    if two.stays.id == two.goes.id or two.stays.county != two.goes.county:
        raise MergeRefused(
            reason_zh="不在同一县区，或是同一条记录", reason_en="not of one county, or one record"
        )
    if MERGED in {two.stays.status, two.goes.status}:
        raise MergeRefused(
            reason_zh="其中一人已经合并过", reason_en="one of them has been merged already"
        )
    seen = likeness(someone(sealer, two.stays), someone(sealer, two.goes)).reasons
    if "other_id" in seen:
        raise MergeRefused(
            reason_zh="两人的证件号码都有效且不同",
            reason_en="both have sound, different ID numbers",
        )
    if "other_sex" in seen:
        raise MergeRefused(
            reason_zh="两人性别不同，请先更正", reason_en="their sex differs; correct it first"
        )


def _taken(stays: dict[str, Any], goes: dict[str, Any], take: Collection[str]) -> dict[str, Any]:
    """Who stays, with the values that were chosen from the other and those missing here."""
    doc, other = dict(stays["doc"]), dict(goes["doc"])
    for name in take:
        if name in other:
            doc[name] = other[name]
        for column in TYPED.get(name, ()):
            stays[column] = goes[column]
    for name, value in other.items():
        doc.setdefault(name, value)
    for column in ("birth_date", "sex"):
        stays[column] = stays[column] or goes[column]
    if goes["id_digest"] and (ID_NUMBER in take or not stays["id_digest"]):
        stays |= {column: goes[column] for column in IDENTITY}
    return {**stays, "doc": doc}


def _both_written(
    conn: Connection, two: Two, stays: dict[str, Any], goes: dict[str, Any]
) -> list[HouseholdRows]:
    new = {stays["id"]: stays, goes["id"]: goes}
    homes = [two.goes_home, two.stays_home]
    if two.goes_home.id == two.stays_home.id:
        homes = homes[:1]
    changed = []
    for home in homes:
        rows = rows_of(conn, home)
        changed.append(with_persons(rows, [new.get(each["id"], each) for each in rows.persons]))
    return changed


def matches(
    sealer: Sealer, staying: Sequence[AnyRow], going: Sequence[AnyRow]
) -> list[tuple[AnyRow, AnyRow, int]]:
    """Which members of two households are the same: each once, the likeliest first."""
    scored = [
        (likeness(someone(sealer, a), someone(sealer, b)), a, b) for a in staying for b in going
    ]
    scored = [each for each in scored if each[0].is_worth_a_look]
    scored.sort(key=lambda each: (-each[0].score, each[1].id, each[2].id))
    used: set[int] = set()
    found = []
    for alike, a, b in scored:
        if used.isdisjoint({a.id, b.id}):
            used |= {a.id, b.id}
            found.append((a, b, alike.score))
    return found


def living(persons: Sequence[AnyRow]) -> list[AnyRow]:
    """Those who were not merged into another."""
    return [each for each in persons if each.status != MERGED]


def merge_households(
    conn: Connection, sealer: Sealer, stays: AnyRow, goes: AnyRow, deed: Deed
) -> int:
    """Let the household `goes` be the household `stays`: same persons become one, others move.

    What registers hold under the number that goes is held under the one that stays.  Raise
    MergeRefused for households that are not in force or not of one county, and when both have the
    same benefit.
    """
    if stays.id == goes.id or stays.county != goes.county:
        raise MergeRefused(
            reason_zh="不在同一县区，或是同一户", reason_en="not of one county, or one household"
        )
    if {stays.status, goes.status} != {ACTIVE}:
        raise MergeRefused(
            reason_zh="其中一户已合并或注销", reason_en="one of them is no longer in force"
        )
    county = stays.county
    here, there = rows_of(conn, stays), rows_of(conn, goes)
    same = {
        b.id: a.id
        for a, b, _ in matches(
            sealer,
            living(households.persons_of(conn, county, stays.id)),
            living(households.persons_of(conn, county, goes.id)),
        )
    }
    left, joined = _parted(there, same, stays, deed)
    moved = moving.move(conn, county, FieldType.HOUSEHOLD, (goes.hh_no, stays.hh_no), deed)
    for gone, heir in same.items():
        moved += moving.move(conn, county, FieldType.PERSON, (str(gone), str(heir)), deed)
    gone_home = {**there.household, "status": MERGED, "merged_into": stays.id}
    persons = _filled(list(here.persons), there.persons, same) + joined
    act_id = changing.do(
        conn,
        county,
        stays.id,
        replace(
            deed,
            kind=MERGE_HOUSEHOLD,
            other_household_id=goes.id,
            details={
                "stays": stays.hh_no,
                "goes": goes.hh_no,
                "same": [[str(gone), str(heir)] for gone, heir in same.items()],
                "joined": [each["name"] for each in joined],
                "moved": moved,
            },
        ),
        [HouseholdRows(gone_home, left), HouseholdRows(here.household, persons)],
    )
    _decided(conn, county, lookalikes.HOUSEHOLD, (stays.id, goes.id), deed)
    for gone, heir in same.items():
        _decided(conn, county, lookalikes.PERSON, (gone, heir), deed)
    for key in (goes.id, stays.id):
        look(conn, sealer, county, key, now=deed.at)
    return act_id


def _parted(
    there: HouseholdRows, same: dict[int, int], stays: AnyRow, deed: Deed
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Who stays behind as merged, and who moves over."""
    left, joined = [], []
    for row in there.persons:
        if row["id"] in same:
            merged = {"status": MERGED, "merged_into": same[row["id"]], "status_date": deed.on_date}
            left.append({**row, **merged})
        elif row["status"] == MERGED:
            left.append(dict(row))
        else:
            relation = OTHER_RELATIVE if row["relation"] == HEAD else row["relation"]
            place = {"household_id": stays.id, "village": stays.village, "since": deed.on_date}
            joined.append({**row, **place, "relation": relation, "position": 100 + row["position"]})
    return left, joined


def _filled(
    here: Sequence[Any], there: Sequence[Any], same: dict[int, int]
) -> list[dict[str, Any]]:
    """Persons who stay, with what only the other record knew."""
    other = {heir: row for row in there for gone, heir in same.items() if row["id"] == gone}
    return [
        _taken(dict(row), dict(other[row["id"]]), ()) if row["id"] in other else dict(row)
        for row in here
    ]


def _decided(conn: Connection, county: str, kind: str, pair: tuple[int, int], deed: Deed) -> None:
    lookalikes.decide(
        conn, county, kind, pair, state=lookalikes.MERGED, at=deed.at, name=deed.actor_name
    )


def unmerge(conn: Connection, sealer: Sealer, act: AnyRow, deed: Deed) -> None:
    """Take a merge back; raise NothingToUndo when something newer stands on it."""
    touched = changing.undo(conn, act, at=deed.at, name=deed.actor_name)
    moving.move_back(conn, act.county, act.details.get("moved") or [], deed)
    if act.kind == MERGE_HOUSEHOLD:
        _open_again(
            conn, act.county, lookalikes.HOUSEHOLD, (act.household_id, act.other_household_id)
        )
        for gone, heir in act.details["same"]:
            _open_again(conn, act.county, lookalikes.PERSON, (int(gone), int(heir)))
    else:
        _open_again(conn, act.county, lookalikes.PERSON, (act.person_id, act.other_person_id))
    for key in touched:
        look(conn, sealer, act.county, key, now=deed.at)


def _open_again(conn: Connection, county: str, kind: str, pair: tuple[int, int]) -> None:
    lookalikes.decide(conn, county, kind, pair, state=lookalikes.OPEN, at=None, name="")

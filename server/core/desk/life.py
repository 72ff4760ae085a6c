"""One person in one place, and two that may be one, as pages show them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from server.core.desk.acts import LifeLine, RegisterLine
    from server.core.desk.register import HouseholdFile, MemberFile


@dataclass(frozen=True, slots=True)
class PersonFile:
    """One person: identity, household, benefits, events and everything that told of them."""

    id: int
    name: str
    sex: str
    birth_date: date | None
    age: int | None
    status: str
    status_date: date | None
    since: date | None
    member: MemberFile
    home: HouseholdFile
    village: str
    acts: tuple[LifeLine, ...] = ()
    records: tuple[RegisterLine, ...] = ()
    alike: int = 0
    once: tuple[str, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class PairLine:
    """Two that may be one: names, places and why."""

    kind: str
    county: str
    a_id: int
    b_id: int
    score: int
    reasons: tuple[str, ...]
    state: str
    found_at: datetime
    decided_at: datetime | None
    decided_by: str
    a_name: str
    b_name: str
    a_home: str
    b_home: str
    a_place: str
    b_place: str


@dataclass(frozen=True, slots=True)
class PairList:
    """A page of pairs with how many wait of each kind; `after` is the next page's cursor."""

    lines: tuple[PairLine, ...]
    totals: Mapping[str, int]
    after: str | None = None


@dataclass(frozen=True, slots=True)
class Side:
    """One of two persons, or one of two households with its members, beside the other."""

    id: int
    hh_no: str
    head: str
    place: str
    version: int
    name: str
    id_masked: str
    values: Mapping[str, str]
    members: tuple[MemberFile, ...] = ()
    registers: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two beside each other: what is alike, what differs, and which members are the same."""

    line: PairLine
    a: Side
    b: Side
    same: tuple[tuple[str, str, int], ...] = ()
    may_merge: bool = False
    against: str = ""
    against_en: str = ""

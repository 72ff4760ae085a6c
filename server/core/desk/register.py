"""The central store as people read it: households, members, their history and sources."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from server.core.desk.acts import LifeLine, RegisterLine
    from server.core.desk.queue import Severities
    from server.core.desk.record import Flag, Photo, Surroundings
    from server.core.schema import FormSchema
    from server.core.types import AdminUnit, GeoPoint, State


@dataclass(frozen=True, slots=True)
class HouseholdRow:
    """One line of the household list.  `values` holds typed answers by question name."""

    hh_no: str
    head: str
    village: str
    group: str
    members: int
    values: Mapping[str, object]
    waiting: int
    open: Severities
    last_visit_at: datetime | None
    loaded_at: datetime | None


@dataclass(frozen=True, slots=True)
class HouseholdList:
    """A page of households in order of village and number; `after` is the next page's cursor."""

    rows: tuple[HouseholdRow, ...]
    total: int
    after: str | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """What brought a value: a submission, or a correction by hand (then `submission` is None)."""

    at: datetime
    who: str
    submission: int | None
    form_title: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Valued:
    """A present value and where it came from."""

    value: object
    source: Source


@dataclass(frozen=True, slots=True)
class MemberFile:
    """One person of a household: typed values by question name (``m_name``, ``m_health`` …).

    The full ID number is not among them: `id_masked` is, and `reveal` gives it one at a time.
    """

    person_id: str
    id_masked: str
    values: Mapping[str, Valued]
    is_present: bool = True
    status: str = "alive"
    name: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """One value that a version changed; `member` is the person's name for a member's field."""

    name: str
    old: object
    new: object
    member: str = ""


@dataclass(frozen=True, slots=True)
class HouseholdVersion:
    """One version of a household and what it changed."""

    number: int
    source: Source
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class HouseholdVisit:
    """A submission about this household; `id` is how pages refer to it."""

    id: int
    form_id: str
    form_title: Mapping[str, str]
    state: State
    who: str
    received_at: datetime
    open: Severities


@dataclass(frozen=True, slots=True)
class HouseholdFile:
    """Everything known of one household.

    `schema` is the form whose labels name the values (the newest household_survey), `phone_masked`
    the phone as 3 + 2 digits or empty.  `photos` pairs a submission's id with
    its file, `asked` gives the form of a submission, whose questions name its photos.
    """

    hh_no: str
    head: str
    status: str
    version: int
    place: tuple[AdminUnit, ...]
    group: str
    schema: FormSchema
    lists: Mapping[str, Mapping[str, str]]
    values: Mapping[str, Valued]
    phone_masked: str
    members: tuple[MemberFile, ...]
    point: GeoPoint | None
    point_source: Source | None
    around: Surroundings
    versions: tuple[HouseholdVersion, ...]
    visits: tuple[HouseholdVisit, ...]
    photos: tuple[tuple[int, Photo], ...]
    asked: Mapping[int, FormSchema]
    flags: tuple[Flag, ...] = ()
    acts: tuple[LifeLine, ...] = ()
    records: tuple[RegisterLine, ...] = ()
    goes_on: str = ""
    origin: str = ""
    alike: int = 0
    on: date | None = None
    row_version: int = 0
    standard_month: Mapping[str, str] = field(default_factory=dict)

"""One submission with everything a reviewer decides by."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from server.core.schema import FormSchema
    from server.core.types import AdminUnit, GeoPoint, Geotag, Issue, PhotoFacts, State


class Answered(StrEnum):
    """What became of an issue."""

    OPEN = "open"
    TRUE = "true"
    WAIVED = "waived"
    CORRECTED = "corrected"


class Decision(StrEnum):
    """What a reviewer can do with a submission."""

    APPROVE = "approve"
    RETURN = "return"
    REJECT = "reject"
    HOLD = "hold"
    RESUME = "resume"


@dataclass(frozen=True, slots=True)
class HitRate:
    """How often reviewers found issues of a rule right, and how often they were explained."""

    right: int = 0
    explained: int = 0

    @property
    def times(self) -> int:
        """How often it was decided."""
        return self.right + self.explained

    @property
    def percent(self) -> int | None:
        """Share of the times it was right; None while nothing was decided."""
        return round(100 * self.right / self.times) if self.times else None


@dataclass(frozen=True, slots=True)
class Flag:
    """An issue with the answer it got, and how often its rule was right before."""

    id: int
    issue: Issue
    answered: Answered = Answered.OPEN
    note: str = ""
    by: str = ""
    at: datetime | None = None
    hits: HitRate = HitRate()


@dataclass(frozen=True, slots=True)
class Photo:
    """One file of a submission.

    `path` is the question with positions (``/house[1]/h_photo_whole``), `name` what the tablet
    called the file.  `facts` are None for what is no photograph, as a signature, and until a
    photograph has been looked at.
    """

    path: str
    name: str
    facts: PhotoFacts | None
    has_arrived: bool = True


@dataclass(frozen=True, slots=True)
class Happening:
    """One line of a submission's history.

    `kind`: started, received, edited, checked, answered, commented, approved, returned, rejected,
    held, resumed, undone, audited, loaded.  `detail` is ready to print and personal-data free.
    """

    at: datetime
    kind: str
    who: str = ""
    note: str = ""
    detail: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Before:
    """Values the store held for the same household: path without positions -> typed value.

    Rows of a repeat are matched by the use case: ``/member[2]/m_health`` stands for the second
    member of *this* submission.  `missing` names members not reported this time.
    """

    on: date
    version: int
    values: Mapping[str, object]
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Replaced:
    """An answer that the version before had otherwise; typed, None where there was none."""

    path: str
    old: object
    new: object


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Outlines and points for the map of a record."""

    units: tuple[AdminUnit, ...] = ()
    registered: GeoPoint | None = None
    households: tuple[GeoPoint, ...] = ()


@dataclass(frozen=True, slots=True)
class Record:
    """A submission as a reviewer sees it; `id` is how pages refer to it.

    `answers` are typed and nested as the schema is.  `lists` hold the labels of external choice
    files: file name -> value -> label.  `place` is the path county, township, village.
    `replaced` is what the current version changed on the one before.  `allowed` is what this asker
    may do now, `may_correct` whether answers may be mended; `row_version` goes back with the
    decision, so that nobody decides on what somebody else has just changed.
    """

    id: int
    instance_id: str
    title: str
    schema: FormSchema
    form_title: Mapping[str, str]
    version: str
    state: State
    is_held: bool
    row_version: int
    place: tuple[AdminUnit, ...]
    group: str
    hh_no: str | None
    collector: str
    device: str
    started_at: datetime | None
    ended_at: datetime | None
    received_at: datetime
    answers: Mapping[str, object]
    lists: Mapping[str, Mapping[str, str]]
    flags: tuple[Flag, ...]
    tag: Geotag
    point: GeoPoint | None
    photos: tuple[Photo, ...]
    before: Before | None
    around: Surroundings
    history: tuple[Happening, ...]
    allowed: frozenset[Decision]
    may_correct: bool = False
    replaced: tuple[Replaced, ...] = ()


@dataclass(frozen=True, slots=True)
class Blob:
    """A stored file ready to send: bytes, type, and a strong tag for caches."""

    content: bytes
    mime: str
    etag: str
    name: str

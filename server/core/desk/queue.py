"""What waits for a reviewer, and what the day has brought."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from server.core.types import AdminUnit, State


class Shelf(StrEnum):
    """The tabs of the queue."""

    ALL = "all"
    FLAGGED = "flagged"
    CLEAN = "clean"


@dataclass(frozen=True, slots=True)
class Severities:
    """Open issues of one submission by weight."""

    errors: int = 0
    warnings: int = 0
    infos: int = 0


@dataclass(frozen=True, slots=True)
class Waiting:
    """One submission in the queue; `id` is how pages refer to it.

    `title` is what people call it: the head's name, else the instance name, else the form's title.
    `village` is None while the place is unknown; `group` is the villager group as typed.
    """

    id: int
    form_id: str
    form_title: Mapping[str, str]
    title: str
    village: str | None
    group: str
    received_at: datetime
    state: State
    open: Severities
    is_held: bool = False


@dataclass(frozen=True, slots=True)
class Queue:
    """A page of the queue by risk, then age, with counts of all shelves.

    `after` is the cursor of the next page, None at the end.
    """

    rows: tuple[Waiting, ...]
    counts: Mapping[Shelf, int]
    held: int = 0
    after: str | None = None


@dataclass(frozen=True, slots=True)
class Day:
    """What one reviewer has decided since midnight (Asia/Shanghai), and what can be undone."""

    decided: int = 0
    returned: int = 0
    last: LastDecision | None = None


@dataclass(frozen=True, slots=True)
class LastDecision:
    """The newest decision of this session that may still be undone; `id` is the submission's."""

    id: int
    title: str
    decision: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Work:
    """Counters of one unit's submissions (D11); None where nobody has counted."""

    to_review: int = 0
    flagged: int | None = None
    to_audit: int = 0
    returned: int = 0
    quarantined: int = 0
    received_today: int | None = None
    loaded: int = 0
    households: int = 0
    oldest_to_review_at: datetime | None = None
    oldest_returned_at: datetime | None = None
    returned_late: int = 0
    last_received_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class UnitWork:
    """A unit and its counters."""

    unit: AdminUnit
    work: Work


@dataclass(frozen=True, slots=True)
class CollectorDay:
    """Uploads of one assistant: `today` since midnight, `week` in seven days."""

    name: str
    village: str
    today: int
    week: int
    last_at: datetime | None


@dataclass(frozen=True, slots=True)
class Health:
    """State of the installation; what is not known is None."""

    version: str
    started_at: datetime
    disk_free_bytes: int
    disk_total_bytes: int
    database_bytes: int | None
    media_bytes: int | None
    last_backup_at: datetime | None
    tablets: int
    tablets_silent: int


@dataclass(frozen=True, slots=True)
class Home:
    """The desk of one unit: its path from the top, itself, and its children."""

    path: tuple[AdminUnit, ...]
    own: UnitWork
    children: tuple[UnitWork, ...]
    collectors: tuple[CollectorDay, ...] = ()
    day: Day = Day()

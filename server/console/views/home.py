"""The home page: four numbers, units below with what waits there, uploads of the day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from server.console.views import times
from server.console.views.queue import form_short
from server.core.area import short_name

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from server.core.desk.queue import Health, Home, UnitWork, Work
    from server.core.types import AdminUnit, State
    from server.review.urgent import Urgent

GIGABYTE, MEGABYTE = 1_000_000_000, 1_000_000
SILENT_DAYS = 3


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One unit of the table; `late` when its oldest open item is over three days old."""

    unit: AdminUnit
    name: str
    work: Work
    oldest: str
    is_late: bool
    has_children: bool


@dataclass(frozen=True, slots=True)
class CollectorRow:
    """Uploads of one assistant; `last` is empty before the first."""

    name: str
    village: str
    today: int
    week: int
    last: str
    is_silent: bool


@dataclass(frozen=True, slots=True)
class HomePage:
    """Everything the home template prints about a unit."""

    path: tuple[AdminUnit, ...]
    unit: AdminUnit
    clock: str
    work: Work
    oldest: str
    oldest_returned: str
    rows: tuple[UnitRow, ...]
    collectors: tuple[CollectorRow, ...]
    decided_today: int
    returned_today: int
    audits: bool

    @property
    def waits(self) -> int:
        """What waits at the reader's own desk."""
        return self.work.to_audit if self.audits else self.work.to_review

    @property
    def shows_audit(self) -> bool:
        """Whether anything waits for the county."""
        return bool(self.work.to_audit)

    @property
    def is_township(self) -> bool:
        """Whether its children are villages."""
        return self.unit.level == "township"


@dataclass(frozen=True, slots=True)
class HealthPanel:
    """The installation in five lines; gigabytes are rounded, None is not known."""

    version: str
    since: str
    disk_free_gb: int
    disk_percent_used: int
    database: str | None
    media: str | None
    last_backup: str | None
    backup_is_old: bool
    tablets: int
    tablets_silent: int

    @property
    def disk_is_short(self) -> bool:
        """Whether somebody has to make room."""
        return self.disk_percent_used >= 90  # noqa: PLR2004 — a tenth left is days, not months


def page(home: Home, *, now: datetime, language: str, audits: bool = False) -> HomePage:
    """The page of one unit; `audits` when the reader's desk is the county's second look."""
    work = home.own.work
    return HomePage(
        path=home.path,
        unit=home.own.unit,
        clock=times.full_day(now, language),
        work=work,
        oldest=_age(work.oldest_to_review_at, now, language),
        oldest_returned=_age(work.oldest_returned_at, now, language),
        rows=_rows(home.children, now, language),
        collectors=tuple(
            CollectorRow(
                each.name,
                "、".join(short_name(name) for name in each.village.split("、")),
                each.today,
                each.week,
                times.near(each.last_at, now, language) if each.last_at else "",
                is_silent=each.last_at is None or (now - each.last_at).days >= SILENT_DAYS,
            )
            for each in home.collectors
        ),
        decided_today=home.day.decided,
        returned_today=home.day.returned,
        audits=audits,
    )


def health(state: Health, *, now: datetime, language: str) -> HealthPanel:
    """The installation as the administrator sees it."""
    used = state.disk_total_bytes - state.disk_free_bytes
    backup = state.last_backup_at
    return HealthPanel(
        version=state.version,
        since=times.near(state.started_at, now, language),
        disk_free_gb=round(state.disk_free_bytes / GIGABYTE),
        disk_percent_used=round(100 * used / max(state.disk_total_bytes, 1)),
        database=_size(state.database_bytes),
        media=_size(state.media_bytes),
        last_backup=times.near(backup, now, language) if backup else None,
        backup_is_old=backup is None or (now - backup).days >= 1,
        tablets=state.tablets,
        tablets_silent=state.tablets_silent,
    )


def _rows(children: Sequence[UnitWork], now: datetime, language: str) -> tuple[UnitRow, ...]:
    """Most waiting first, then by code: the worst on top."""
    ordered = sorted(children, key=lambda each: (-each.work.to_review, each.unit.code))
    return tuple(
        UnitRow(
            each.unit,
            short_name(each.unit.name),
            each.work,
            _age(each.work.oldest_to_review_at, now, language),
            is_late=_is_late(each.work.oldest_to_review_at, now),
            has_children=each.unit.level != "village",
        )
        for each in ordered
    )


def _age(at: datetime | None, now: datetime, language: str) -> str:
    return times.ago(at, now, language) if at else ""


def _is_late(at: datetime | None, now: datetime) -> bool:
    return at is not None and (now - at).days >= SILENT_DAYS


def _size(size: int | None) -> str | None:
    """Bytes for people: gigabytes, below a tenth of one megabytes.

    >>> _size(1_260_000_000), _size(4_300_000), _size(12_000)
    ('1.3 GB', '4 MB', '1 MB')
    """
    if size is None:
        return None
    is_small = size < GIGABYTE / 10
    return f"{max(1, round(size / MEGABYTE))} MB" if is_small else f"{size / GIGABYTE:.1f} GB"


@dataclass(frozen=True, slots=True)
class UrgentLine:
    """One urgent report; `ref` is None for who may not open it."""

    ref: int | None
    form: str
    place: str
    since: str
    state: State
    is_unreviewed: bool
    township: str
    township_late: bool
    county: str
    county_late: bool


def urgent(reports: Sequence[Urgent], *, now: datetime, language: str) -> tuple[UrgentLine, ...]:
    """Urgent reports with what is left of their clocks."""
    return tuple(
        UrgentLine(
            ref=each.id if each.opens else None,
            form=form_short(each.form_id, each.form_title, language),
            place=" ".join(short_name(unit.name) for unit in each.place[1:]),
            since=times.near(each.since, now, language),
            state=each.state,
            is_unreviewed=each.is_unreviewed,
            township=times.left(each.township_due, now, language),
            township_late=each.is_unreviewed and now > each.township_due,
            county=times.left(each.county_due, now, language),
            county_late=each.is_unreviewed and now > each.county_due,
        )
        for each in reports
    )

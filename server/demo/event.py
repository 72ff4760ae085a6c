"""The one disaster of the demo: a flash flood six days before the forms are sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from server.core.days import LOCAL, local_date

if TYPE_CHECKING:
    from server.core.types import AdminUnit

DAYS_AGO = 6


@dataclass(frozen=True, slots=True)
class Event:
    """A disaster event as tablets know it (domain.md 3.1)."""

    event_id: str
    label: str
    start: datetime
    kind: str = "flood"


def flood(county: AdminUnit, until: datetime) -> Event:
    """The flood in `county`, in the small hours."""
    day = local_date(until) - timedelta(days=DAYS_AGO)
    start = datetime.combine(day, time(2, 10), LOCAL)
    label = f"{county.name}{day.year}年{day.month}月{day.day}日洪涝灾害（示范）"
    return Event(f"EV-{county.code[:6]}-{day:%Y%m%d}-flood-01", label, start)

"""A disaster event of the register and its clocks (domain.md 3.1, 3.5)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from server.core.limits import Limits

DROUGHT = "drought"

EVENT_ID = re.compile(r"EV-[0-9]{6}-[0-9]{8}-([a-z_]+)-[0-9]{2}")


class EventState(StrEnum):
    """States of an event (domain.md 3.1)."""

    DRAFT = "draft"
    OPEN = "open"
    STABLE = "stable"
    VERIFIED = "verified"
    CLOSED = "closed"
    REOPENED = "reopened"


REPORTING = frozenset({EventState.OPEN, EventState.REOPENED})
"""While the event stands so, follow-up reports are due."""


@dataclass(frozen=True, slots=True)
class DisasterEvent:
    """One event; times are aware.  `reopened_at` is the last time the county reopened it."""

    event_id: str
    disaster_type: str = ""
    start_at: datetime | None = None
    found_at: datetime | None = None
    state: EventState = EventState.OPEN
    nil_report_duty: bool = False
    reopened_at: datetime | None = None

    @property
    def is_slow(self) -> bool:
        """Whether it is a drought, which is declared and keeps clocks of its own (3.1)."""
        return self.disaster_type == DROUGHT

    @property
    def clock_from(self) -> datetime | None:
        """When the clocks start: on discovery, else with the event (3.5)."""
        return self.found_at or self.start_at


def type_in(event_id: str) -> str:
    """The kind of disaster an event's id names; empty for an id of another form.

    >>> type_in("EV-620421-20261115-flood-01")
    'flood'
    """
    found = EVENT_ID.fullmatch(event_id)
    return found[1] if found else ""


def first_report_due(event: DisasterEvent, limits: Limits) -> datetime | None:
    """Until when the first report is on time; None for a drought or an unknown start.

    domain.md 3.5: the county's two hours, unless the limits say otherwise (D-18).
    """
    start = None if event.is_slow else event.clock_from
    return None if start is None else start + timedelta(minutes=limits.first_report_min)


def follow_up_due(event: DisasterEvent, last: datetime, limits: Limits) -> datetime | None:
    """Until when the next follow-up is on time after a report received at `last`.

    domain.md 3.5: ten days in a drought, 24 hours while nil reports are a duty (D-19); None when
    a report is only due as figures change, or no longer.
    """
    if event.state not in REPORTING:
        return None
    if event.is_slow:
        return last + timedelta(days=limits.drought_report_days)
    return last + timedelta(hours=limits.nil_report_hours) if event.nil_report_duty else None

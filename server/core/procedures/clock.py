"""How a clock stands: days left, the last days, overdue."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

SOON_DAYS = 2


class Standing(StrEnum):
    """Whether there is time."""

    IN_TIME = "in_time"
    SOON = "soon"
    LATE = "late"


@dataclass(frozen=True, slots=True)
class Clock:
    """A deadline seen on a day; `left` counts calendar days and is negative when it has passed."""

    due: date
    left: int

    @property
    def standing(self) -> Standing:
        """In time, in its last days, or late."""
        if self.left < 0:
            return Standing.LATE
        return Standing.SOON if self.left <= SOON_DAYS else Standing.IN_TIME


def clock_on(day: date, due: date | None) -> Clock | None:
    """The clock of a deadline; None without one."""
    return None if due is None else Clock(due, (due - day).days)

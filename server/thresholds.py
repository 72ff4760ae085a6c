"""What rules go by on a day in a county: limits, standards of assistance, days off.

Kept in memory.  A change in this process is seen at once, one by another process within seconds.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field, fields, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from server.core.area import DIGITS
from server.core.limits import Limits
from server.core.standards import NO_STANDARDS, Standard, Standards
from server.core.types import Level
from server.core.workdays import Calendar
from server.store import rulebook

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from sqlalchemy import Connection

    from server.core.types import UnitCode
    from server.services import Services
    from server.store.rulebook import LimitRow

KEY = "thresholds"
COUNTY = DIGITS[Level.COUNTY]
CITY = DIGITS[Level.CITY]
FRESH_S = 5.0
"""How old what another process may have changed may be."""

MOST_DAYS = 2_000
"""Limits made for so many counties and days are kept; then they are made anew."""

KINDS: Mapping[str, type] = {
    each.name: type(getattr(Limits(), each.name)) for each in fields(Limits)
}
"""Type of each limit."""


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Everything entered, as read at one moment; what follows from it is made once."""

    base: Limits
    rows: tuple[LimitRow, ...] = ()
    standards: Mapping[str, Standards] = field(default_factory=dict)
    calendar: Calendar | None = None
    _made: dict[tuple[str, date], Limits] = field(default_factory=dict)

    def limits(self, county: str, day: date) -> Limits:
        """The limits in force in a county (its six digits) on a day."""
        key = (county, day)
        made = self._made.get(key)
        if made is None:
            if len(self._made) >= MOST_DAYS:
                self._made.clear()
            made = limits_by(self.base, self.rows, county, day)
            self._made[key] = made
        return made


def limits_by(base: Limits, rows: Iterable[LimitRow], county: str, day: date) -> Limits:
    """`base` with what was set for the city, and over that what was set for the county.

    Of the rows that hold on `day` the newest counts; an empty value takes one back.
    """
    city: dict[str, str] = {}
    own: dict[str, str] = {}
    for row in rows:  # the newest last
        if row.valid_from <= day and (row.valid_to is None or day <= row.valid_to):
            if is_citywide(row.unit_code):
                city[row.name] = row.value
            elif row.unit_code[:COUNTY] == county[:COUNTY]:
                own[row.name] = row.value
    in_force = {name: text for name, text in city.items() if text}
    in_force |= {name: text for name, text in own.items() if text}
    read: dict[str, Any] = {
        name: value_of(name, text) for name, text in in_force.items() if name in KINDS
    }
    return replace(base, **read) if read else base


def is_citywide(unit_code: str) -> bool:
    """Whether a limit of this unit holds in all counties."""
    return not unit_code[CITY:].strip("0")


def value_of(name: str, text: str) -> bool | int | float | Decimal:
    """The value of a limit from its text, as the limit's own type has it."""
    kind = KINDS[name]
    if kind is bool:
        return text == "1"
    if kind is int:
        return int(text)
    return float(text) if kind is float else Decimal(text)


def text_of(value: object) -> str:
    """The text of a value, as `value_of` reads it."""
    return str(int(value)) if isinstance(value, bool) else str(value)


@dataclass(frozen=True, slots=True)
class _Kept:
    at: float
    thresholds: Thresholds


def thresholds(services: Services) -> Thresholds:
    """What is entered now."""
    kept = services.memo.get(KEY, lambda: _load(services))
    if time.monotonic() - kept.at > FRESH_S:
        forget(services)
        kept = services.memo.get(KEY, lambda: _load(services))
    return kept.thresholds


def limits_on(services: Services, unit: UnitCode | None, day: date) -> Limits:
    """The limits in force for a unit on a day; the city's for what has no place."""
    return thresholds(services).limits((unit or "")[:COUNTY], day)


def standards_of(services: Services, unit: UnitCode) -> Standards:
    """Standards of the county a unit lies in, past ones too (B-04, B-17)."""
    return thresholds(services).standards.get(unit[:COUNTY], NO_STANDARDS)


def calendar_of(services: Services) -> Calendar | None:
    """Days off and worked; None where none were entered (O-02)."""
    return thresholds(services).calendar


def forget(services: Services) -> None:
    """Read them again next time: they have changed."""
    services.memo.forget(KEY)


def _load(services: Services) -> _Kept:
    at = time.monotonic()
    with services.store.read() as conn:
        return _Kept(at, read(services, conn))


def read(services: Services, conn: Connection) -> Thresholds:
    """What is entered, as this connection sees it."""
    return Thresholds(
        base=services.settings.limits,
        rows=rulebook.limits(conn),
        standards=_by_county(rulebook.standards(conn)),
        calendar=_calendar(rulebook.days_off(conn)),
    )


def _by_county(rows: Iterable[Standard]) -> dict[str, Standards]:
    found: dict[str, list[Standard]] = {}
    for row in rows:
        found.setdefault(row.county[:COUNTY], []).append(row)
    return {county: Standards(tuple(each)) for county, each in found.items()}


def _calendar(days: Iterable[rulebook.DayOff]) -> Calendar | None:
    entered = tuple(days)
    if not entered:
        return None
    return Calendar(
        days_off=frozenset(each.day for each in entered if not each.is_worked),
        days_on=frozenset(each.day for each in entered if each.is_worked),
    )

"""Days and times inside expressions: aware moments on the clock of the device."""

from __future__ import annotations

import math
import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from server.core.logic.syntax import Unknown

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import tzinfo

EPOCH_DAY = 719_163  # date(1970, 1, 1).toordinal()
DAY_S = 86_400

_DAY = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
_TIMED = re.compile(r"(.+?)[T ]([0-9]{2}:[0-9]{2}.*)")
_TICKS = re.compile(r"\.([0-9]{1,6})[0-9]*")
_CLOCK = re.compile(r"([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}(?:\.[0-9]+)?))?(?:Z|[+-][0-9:]+)?")
_MARK = re.compile(r"%(.)")


def moment(text: str, zone: tzinfo) -> datetime | None:
    """The moment a text names, on clocks of `zone`; a day begins at midnight there.

    >>> from server.core.days import LOCAL
    >>> moment("2026-11-23T02:00:00.000Z", LOCAL).isoformat()
    '2026-11-23T10:00:00+08:00'
    """
    found = as_written(text)
    if found is None:
        return None
    return found.replace(tzinfo=zone) if found.tzinfo is None else _moved(found, zone)


def as_written(text: str) -> datetime | None:
    """The moment a text names with the offset it names; without one it is naive."""
    if len(text) == len("2026-11-23") and text[4] == text[7] == "-":
        return _read(text)
    timed = _TIMED.fullmatch(text)
    day = _DAY.fullmatch(timed[1] if timed else text)
    if day is None:
        return None
    clock = _TICKS.sub(lambda ticks: f".{ticks[1]:0<6}", timed[2]) if timed else "00:00"
    return _read(f"{day[1]}-{day[2]:0>2}-{day[3]:0>2}T{clock}")


def _read(written: str) -> datetime | None:
    try:
        return datetime.fromisoformat(written)
    except ValueError:
        return None


def _moved(found: datetime, zone: tzinfo) -> datetime | None:
    try:
        return found.astimezone(zone)
    except OverflowError:  # the first and the last day of the calendar
        return None


def midnight(of: datetime) -> datetime:
    """The beginning of that day on the same clock."""
    return of.replace(hour=0, minute=0, second=0, microsecond=0)


def days(of: datetime) -> float:
    """Whole days since 1970-01-01 on the device's calendar: how JavaRosa compares."""
    return float(of.toordinal() - EPOCH_DAY)


def exact_days(of: datetime) -> float:
    """Days since the epoch with their fraction: how Web Forms compares."""
    return of.timestamp() / DAY_S


def from_days(number: float, zone: tzinfo) -> datetime:
    """Midnight of the day that is `number` days after 1970-01-01; Unknown outside the calendar."""
    return _after(datetime(1970, 1, 1, tzinfo=zone), int(number))


def from_exact_days(number: float, zone: tzinfo) -> datetime:
    """The moment `number` days after the epoch."""
    found = _after(datetime(1970, 1, 1, tzinfo=UTC), number)
    return found.astimezone(zone)


def _after(start: datetime, number: float) -> datetime:
    try:
        return start + timedelta(days=number)
    except OverflowError as error:
        raise Unknown from error


def day_text(of: datetime) -> str:
    """``2026-11-23``."""
    return f"{of.year:04}-{of.month:02}-{of.day:02}"


def full_text(of: datetime) -> str:
    """The day, and the time with milliseconds and offset unless it is midnight."""
    if of == midnight(of):
        return day_text(of)
    return of.isoformat(timespec="milliseconds")


def fraction_of_day(text: str) -> float:
    """What part of the day has passed at ``10:00`` or ``10:00:00.000+08:00``; NaN for no time."""
    found = _CLOCK.fullmatch(text)
    if found is None:
        return math.nan
    return (int(found[1]) * 3600 + int(found[2]) * 60 + float(found[3] or 0)) / DAY_S


def clock_fraction(of: datetime) -> float:
    """What part of its day has passed."""
    return (of - midnight(of)).total_seconds() / DAY_S


_MARKS: dict[str, Callable[[datetime], str]] = {
    "%": lambda _: "%",
    "Y": lambda of: f"{of.year:04}",
    "y": lambda of: f"{of.year:04}"[2:],
    "m": lambda of: f"{of.month:02}",
    "n": lambda of: str(of.month),
    "d": lambda of: f"{of.day:02}",
    "e": lambda of: str(of.day),
    "H": lambda of: f"{of.hour:02}",
    "h": lambda of: str(of.hour),
    "M": lambda of: f"{of.minute:02}",
    "S": lambda of: f"{of.second:02}",
    "3": lambda of: f"{of.microsecond // 1000:03}",
}


def formatted(of: datetime, pattern: str) -> str:
    """`of` written by a ``%Y-%m-%d`` pattern.

    Raise Unknown for marks whose text depends on the device's language (``%a``, ``%b``).
    """
    return _MARK.sub(lambda mark: _marked(mark[1], of), pattern)


def _marked(mark: str, of: datetime) -> str:
    write = _MARKS.get(mark)
    if write is None:
        raise Unknown
    return write(of)

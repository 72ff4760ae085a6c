"""Days off and worked weekends of a year, which legal deadlines leave out or count (O-02)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from server import thresholds
from server.core.days import FIRST_YEAR, LAST_YEAR
from server.core.desk.people import May, Post
from server.core.errors import DayUnfit, NotAllowed
from server.store import audit, rulebook
from server.store.rulebook import DayOff

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy import Connection

    from server.core.desk.people import Asker
    from server.services import Services

WORKED = "班"
"""The mark of a weekend day that is worked, as on printed calendars."""

MARKS = (WORKED, "work")
"""The same as either language writes it."""

LONGEST_NAME = 40
MOST = 120


def may_change(who: Asker) -> bool:
    """Whether a person enters days off: they hold in the whole city."""
    return May.LIMITS in who.may and who.post is not Post.COUNTY_AUDIT


def of_year(services: Services, year: int) -> tuple[DayOff, ...]:
    """What was entered for a year."""
    with services.store.read() as conn:
        return tuple(each for each in rulebook.days_off(conn) if each.day.year == year)


def written(days: Iterable[DayOff]) -> str:
    r"""The days as people type them, one a line.

    >>> written([DayOff(date(2026, 10, 1), False, "国庆节"), DayOff(date(2026, 10, 10), True, "")])
    '2026-10-01 国庆节\n2026-10-10 班'
    """
    return "\n".join(
        " ".join(filter(None, (each.day.isoformat(), WORKED if each.is_worked else "", each.name)))
        for each in days
    )


def read_days(text: str, year: int) -> tuple[DayOff, ...]:
    """Days from lines of a date, 班 for one that is worked, and a name.

    Raise DayUnfit for a line that is none, a day of another year, one named twice, or too many.
    """
    lines = [line for line in text.splitlines() if line.strip()]
    days = {each.day: each for each in (_day(line, year) for line in lines)}
    if len(days) != len(lines) or len(lines) > MOST:
        raise DayUnfit(line=f"{len(lines)}/{len(days)}")
    return tuple(days[day] for day in sorted(days))


def _day(line: str, year: int) -> DayOff:
    said, _, rest = line.strip().partition(" ")
    try:
        day = date.fromisoformat(said)
    except ValueError as error:
        raise DayUnfit(line=line[:40]) from error
    if day.year != year:
        raise DayUnfit(line=line[:40])
    name = rest.strip()
    mark = next((mark for mark in MARKS if name.lower().startswith(mark)), "")
    return DayOff(day, bool(mark), name[len(mark) :].strip()[:LONGEST_NAME])


def set_days(services: Services, who: Asker, year: int, text: str, *, now: datetime) -> int:
    """Make these the days of a year; how many.  Raise NotAllowed or DayUnfit."""
    if not may_change(who):
        raise NotAllowed
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise DayUnfit(line=str(year))
    days = read_days(text, year)

    def work(conn: Connection) -> None:
        rulebook.put_days_off(conn, days, year=year, at=now, by=who.id)
        audit.note(
            conn,
            "rules.days_off",
            at=now,
            by=who.id,
            subject=str(year),
            details={"days": len(days), "worked": sum(each.is_worked for each in days)},
        )

    services.store.write(work)
    thresholds.forget(services)
    return len(days)

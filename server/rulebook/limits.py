"""Limits of the rules by county and day: what is in force, changing it, who changed it when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from server import places, thresholds
from server.core.area import county_of
from server.core.days import local_date
from server.core.desk.people import May, Post
from server.core.errors import NotAllowed, NotFound, PeriodUnfit
from server.core.rules.thresholds import thresholds as declared
from server.core.types import UnitCode
from server.store import audit, rulebook
from server.store.ids import new_id
from server.store.rulebook import LimitRow
from server.thresholds import is_citywide, text_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from sqlalchemy import Connection

    from server.core.desk.people import Asker
    from server.core.rules.thresholds import Threshold
    from server.services import Services

LONGEST_NOTE = 500
EVERYWHERE = UnitCode("0" * 12)
"""The unit of a limit of the whole installation where no city is loaded."""


@dataclass(frozen=True, slots=True)
class InForce:
    """One limit on a day in a county: its value as text, and the row that says so.

    `row` is None for the default; `default` is what holds without any row of the county.
    """

    threshold: Threshold
    value: str
    default: str
    row: LimitRow | None

    @property
    def is_own(self) -> bool:
        """Whether the county has set it itself."""
        return self.row is not None and not is_citywide(self.row.unit_code)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A new value from a day on; an empty text puts the wider area's value in force again."""

    name: str
    text: str
    since: date
    until: date | None = None
    note: str = ""


def unit_of(services: Services, who: Asker) -> UnitCode:
    """The county whose limits a person sees, or the city for who works in all of it."""
    if not who.units:
        return EVERYWHERE
    counties = {county_of(unit.code) for unit in who.units}
    county = counties.pop()
    if not counties and county is not None:
        return county
    widest = places.tree(services).lineage(who.units[0].code)
    return widest[0].code if widest and is_citywide(widest[0].code) else EVERYWHERE


def may_change(who: Asker) -> bool:
    """Whether a person sets limits: the county's audit its own, the city for all counties."""
    return May.LIMITS in who.may


def in_force(services: Services, unit: UnitCode, day: date) -> Mapping[str, InForce]:
    """Every limit of a county, or of the city, on a day, by its name."""
    known = thresholds.thresholds(services)
    held = known.limits(unit[: thresholds.COUNTY], day)
    wider = thresholds.limits_by(known.base, _citywide(known.rows), "", day)
    said = {name: _newest(known.rows, name, unit, day) for name in declared()}
    return {
        name: InForce(
            threshold,
            text_of(getattr(held, name)),
            text_of(getattr(wider, name)),
            said[name],
        )
        for name, threshold in declared().items()
    }


def _citywide(rows: tuple[LimitRow, ...]) -> tuple[LimitRow, ...]:
    return tuple(row for row in rows if is_citywide(row.unit_code))


def _newest(rows: tuple[LimitRow, ...], name: str, unit: UnitCode, day: date) -> LimitRow | None:
    """The row that is in force: the county's own first, then the city's."""
    held = [row for row in rows if row.name == name and _holds(row, day)]
    own = [row for row in held if row.unit_code == unit]
    if own and own[-1].value:
        return own[-1]
    city = [row for row in held if is_citywide(row.unit_code)]
    return city[-1] if city and city[-1].value else None


def _holds(row: LimitRow, day: date) -> bool:
    return row.valid_from <= day and (row.valid_to is None or day <= row.valid_to)


def checked(change: Change) -> str:
    """The text of the new value as it is kept.

    Raise NotFound for no limit, LimitUnfit for no value of it, PeriodUnfit.
    """
    threshold = declared().get(change.name)
    if threshold is None:
        raise NotFound
    if change.until is not None and change.until < change.since:
        raise PeriodUnfit(since=change.since.isoformat(), until=change.until.isoformat())
    return text_of(threshold.read(change.text)) if change.text.strip() else ""


def change_limit(services: Services, who: Asker, change: Change, *, now: datetime) -> LimitRow:
    """Set a limit for the person's county, or for the city; one entry in the log.

    Raise NotAllowed, NotFound, LimitUnfit, PeriodUnfit.
    """
    if not may_change(who):
        raise NotAllowed
    text, unit = checked(change), unit_of(services, who)
    if is_citywide(unit) and who.post is Post.COUNTY_AUDIT:
        raise NotAllowed
    before = in_force(services, unit, local_date(now))[change.name].value
    row = LimitRow(
        id=new_id(),
        unit_code=unit,
        name=change.name,
        value=text,
        valid_from=change.since,
        valid_to=change.until,
        note=change.note.strip()[:LONGEST_NOTE],
        at=now,
        actor_name=who.name,
    )

    def work(conn: Connection) -> None:
        rulebook.add_limit(conn, row, by=who.id)
        audit.note(
            conn,
            "rules.limit",
            at=now,
            by=who.id,
            subject=f"{change.name} {unit}",
            details={"before": before, "after": text, "since": change.since.isoformat()},
            notes=row.note,
        )

    services.store.write(work)
    thresholds.forget(services)
    return row


def history(services: Services, name: str, unit: UnitCode) -> tuple[LimitRow, ...]:
    """What was set for a limit, for the county and for the city, the newest first."""
    rows = thresholds.thresholds(services).rows
    return tuple(
        row
        for row in reversed(rows)
        if row.name == name and (row.unit_code == unit or is_citywide(row.unit_code))
    )

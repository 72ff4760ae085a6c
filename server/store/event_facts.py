"""What the registers say of a disaster event and a village's losses in it (D-10, D-18 to D-23)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, func, select

from server.core.disaster_event import DisasterEvent, EventState
from server.core.disaster_report import DWELLINGS, GRADES
from server.core.disaster_totals import HouseCheck, assessed
from server.core.facts import Casualties
from server.core.types import UnitCode
from server.store.tables.registers import TABLES, edit_history

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

_event = TABLES["disaster_event"]
_check = TABLES["house_damage"]
_lost = TABLES["casualty"]

MANY_CHECKS = 5_000
"""More than the households of a village."""

_EVENT = (
    select(
        _event.c.event_no,
        _event.c.record_id,
        _event.c.disaster_type,
        _event.c.start_time,
        _event.c.found_time,
        _event.c.state,
        _event.c.nil_report_duty,
    )
    .where(_event.c.event_no == bindparam("event"), _event.c.is_last.is_(True))
    .limit(1)
)
_STATES = (
    select(edit_history.c.at, edit_history.c.changes)
    .where(edit_history.c.record_id == bindparam("record"), edit_history.c.is_undone.is_(False))
    .order_by(edit_history.c.at.desc())
    .limit(50)
)


def event(conn: Connection, event_id: str) -> DisasterEvent | None:
    """The event of a number from the register, with the time the county last reopened it."""
    row = conn.execute(_EVENT, {"event": event_id}).first()
    if row is None:
        return None
    return DisasterEvent(
        event_id=row.event_no,
        disaster_type=row.disaster_type,
        start_at=row.start_time,
        found_at=row.found_time,
        state=EventState(row.state),
        nil_report_duty=row.nil_report_duty,
        reopened_at=_reopened_at(conn, row.record_id),
    )


def _reopened_at(conn: Connection, record_id: int) -> datetime | None:
    for at, changes in conn.execute(_STATES, {"record": record_id}):
        if (changes or {}).get("state", (None, None))[-1] == EventState.REOPENED:
            reopened: datetime = at
            return reopened
    return None


_CHECKS = (
    select(
        _check.c.hh_no,
        _check.c.head_name,
        _check.c.check_round,
        *(_check.c[f"{grade}_res_rooms"] for grade in GRADES),
    )
    .where(
        _check.c.unit_code == bindparam("village"),
        _check.c.event_no == bindparam("event"),
        _check.c.is_last.is_(True),
    )
    .order_by(_check.c.check_round, _check.c.created_at, _check.c.id)
    .limit(MANY_CHECKS)
)


def house_checks(conn: Connection, event_id: str, village: str) -> dict[str, int]:
    """The dwelling figures of the latest accepted checks of a village, zeros included (D-20).

    Rooms count by grade; a household counts once, at its worst grade (domain.md 3.3).
    """
    latest = {
        row.hh_no or row.head_name: row
        for row in conn.execute(_CHECKS, {"village": village, "event": event_id})
    }
    unit = UnitCode(village)
    checks = (
        HouseCheck(unit, who, {grade: getattr(row, f"{grade}_res_rooms") for grade in GRADES})
        for who, row in latest.items()
    )
    counted = assessed(checks).get(unit, {})
    return {name: int(counted.get(name, 0)) for name in DWELLINGS}


_FATES = (
    select(_lost.c.fate, func.count())
    .where(
        _lost.c.unit_code == bindparam("village"),
        _lost.c.event_no == bindparam("event"),
        _lost.c.is_last.is_(True),
    )
    .group_by(_lost.c.fate)
)


def casualties(conn: Connection, event_id: str, village: str) -> Casualties:
    """Rows of a village in the roster of the dead and missing of an event (D-21)."""
    rows = conn.execute(_FATES, {"village": village, "event": event_id})
    counted: dict[str, int] = dict(rows.all())
    return Casualties(dead=counted.get("dead", 0), missing=counted.get("missing", 0))

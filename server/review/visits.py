"""The day of a household's last visit, derived from the register of visits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from server.core.registers.visit import VISIT
from server.store import households, registers

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from server.store.records import AnyRow


def note_visits(conn: Connection, household: AnyRow, *, now: datetime) -> None:
    """Let a household know its last completed visit, from the register."""
    last = registers.last_by(
        conn, VISIT, household.county, order="visit_date", hh_no=household.hh_no, completed=True
    )
    day = None if last is None else last["visit_date"]
    households.set_last_visit(conn, household.county, household.id, day, now=now)

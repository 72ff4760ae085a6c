"""The steps, days off and standards a procedure goes by in a county on a day (S32)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from server import thresholds
from server.core.procedures.steps import DayKind, Plan, Route, Step, When, route_of
from server.core.workdays import WEEKENDS
from server.store import procedures

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from sqlalchemy import Connection

    from server.core.workdays import Calendar
    from server.services import Services
    from server.store.named import Named


def calendar(services: Services) -> Calendar:
    """Days off as entered, else Saturdays and Sundays."""
    return thresholds.calendar_of(services) or WEEKENDS


def plans(conn: Connection, county: str, day: date) -> Mapping[Route, Plan]:
    """The plan of each route in a county (its six digits)."""
    own = [_step(row) for row in procedures.own_steps(conn, county, day)]
    return {route: Plan.of(route, own) for route in Route}


def plan_for(conn: Connection, county: str, kind: str, day: date) -> Plan:
    """The plan of an application for a kind of benefit."""
    return plans(conn, county, day)[route_of(kind)]


def _step(row: Named) -> Step:
    basis = row["basis"] or ""
    return Step(
        Route(row["route"]),
        row["step"],
        row["days"],
        DayKind(row["day_kind"]),
        When(row["when"]),
        basis,
        basis,
        row["share"] or 0,
    )

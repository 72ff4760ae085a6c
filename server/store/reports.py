"""Rows of frozen reports."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, insert, select

from server.store.clauses import within
from server.store.ids import new_id
from server.store.tables.reports import report_frozen
from server.store.tables.users import actor

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date, datetime

    from sqlalchemy import Connection, Select

    from server.core.types import UnitCode


@dataclass(frozen=True, slots=True)
class FrozenRow:
    """A report as it was given out; `content` is what `server.reports.freezing` wrote."""

    number: str
    report: str
    unit: UnitCode
    day: date
    content: Mapping[str, Any]
    fingerprint: str
    note: str
    replaces: str | None
    by_name: str
    made_at: datetime


def _rows() -> Select[Any]:
    return select(
        report_frozen.c.number,
        report_frozen.c.report,
        report_frozen.c.unit_code,
        report_frozen.c.day,
        report_frozen.c.content,
        report_frozen.c.fingerprint,
        report_frozen.c.note,
        report_frozen.c.replaces,
        actor.c.display_name,
        report_frozen.c.made_at,
    ).join(actor, actor.c.id == report_frozen.c.actor_id)


def find(conn: Connection, number: str) -> FrozenRow | None:
    """The one of a number."""
    row = conn.execute(_rows().where(report_frozen.c.number == number)).first()
    return None if row is None else FrozenRow(*row)


def of_units(conn: Connection, units: Collection[UnitCode], *, limit: int) -> tuple[FrozenRow, ...]:
    """The newest of an area."""
    wanted = (
        _rows()
        .where(within(report_frozen.c.unit_code, units))
        .order_by(report_frozen.c.id.desc())
        .limit(limit)
    )
    return tuple(FrozenRow(*row) for row in conn.execute(wanted))


def count_like(conn: Connection, stem: str) -> int:
    """How many numbers begin with a stem."""
    wanted = select(func.count()).where(report_frozen.c.number.startswith(stem, autoescape=True))
    return int(conn.execute(wanted).scalar_one())


def add(conn: Connection, **columns: Any) -> None:  # noqa: ANN401  # values of columns
    """Keep one."""
    conn.execute(insert(report_frozen).values(id=new_id(), **columns))

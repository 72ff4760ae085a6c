"""What could not be filed, kept byte for byte."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from server.store.clauses import within
from server.store.tables.submissions import quarantine

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection, Row


def keep_aside(conn: Connection, values: Mapping[str, Any]) -> None:
    """Keep one body aside; the same body refused again for the same rule is kept once."""
    dialect = postgresql if conn.dialect.name == "postgresql" else sqlite
    conn.execute(
        dialect.insert(quarantine)
        .values(**values)
        .on_conflict_do_nothing(index_elements=["rule", "sha256"])
    )


_LISTED: tuple[ColumnElement[Any], ...] = (
    quarantine.c.id,
    quarantine.c.rule,
    quarantine.c.received_at,
    quarantine.c.submitter_name,
    quarantine.c.form_id,
    quarantine.c.version,
    quarantine.c.instance_id,
    func.length(quarantine.c.body).label("size"),
    quarantine.c.files,
    quarantine.c.reason,
    quarantine.c.handled_at,
)


def newest(
    conn: Connection, units: Iterable[str], *, before: int | None, limit: int
) -> Sequence[Row[*tuple[Any, ...]]]:
    """A page of what waits in quarantine for these units, newest first."""
    query = select(*_LISTED).where(_in_area(units)).order_by(quarantine.c.id.desc()).limit(limit)
    if before is not None:
        query = query.where(quarantine.c.id < before)
    return conn.execute(query).all()


def total(conn: Connection, units: Iterable[str], *, open_only: bool = True) -> int:
    """How much waits in quarantine for these units."""
    query = select(func.count()).select_from(quarantine).where(_in_area(units))
    if open_only:
        query = query.where(quarantine.c.handled_at.is_(None))
    return int(conn.execute(query).scalar_one())


def find(
    conn: Connection, units: Iterable[str], quarantine_id: int
) -> Row[*tuple[Any, ...]] | None:
    """One body with its names, if it lies in these units."""
    return conn.execute(
        select(quarantine).where(quarantine.c.id == quarantine_id, _in_area(units))
    ).first()


def mark_handled(conn: Connection, quarantine_id: int, *, now: datetime) -> None:
    """Note that somebody has dealt with it; the body stays."""
    conn.execute(update(quarantine).where(quarantine.c.id == quarantine_id).values(handled_at=now))


def _in_area(units: Iterable[str]) -> ColumnElement[bool]:
    return within(quarantine.c.unit_code, units)

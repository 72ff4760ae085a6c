"""What happened in households and was decided about them: written once, marked when undone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, or_, select, update

from server.store import journal
from server.store.plain import plain
from server.store.tables.search import household_act

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Connection, Row

    AnyRow = Row[*tuple[Any, ...]]


def add(conn: Connection, values: Mapping[str, Any]) -> None:
    """Write one act."""
    with journal.act(
        conn,
        "household.act",
        lambda: {name: plain(value) for name, value in values.items()},
        at=values["at"],
        county=values["county"],
        actor_id=values.get("actor_id"),
        actor_name=values.get("actor_name", ""),
    ):
        conn.execute(insert(household_act), [values])


def find(conn: Connection, county: str, act_id: int) -> AnyRow | None:
    """The act with this key, or None."""
    return conn.execute(
        select(household_act).where(household_act.c.county == county, household_act.c.id == act_id)
    ).first()


def of_household(conn: Connection, county: str, household_id: int) -> Sequence[AnyRow]:
    """Acts about a household, the newest first; undone ones too."""
    return conn.execute(
        select(household_act)
        .where(
            household_act.c.county == county,
            or_(
                household_act.c.household_id == household_id,
                household_act.c.other_household_id == household_id,
            ),
        )
        .order_by(household_act.c.on_date.desc(), household_act.c.id.desc())
        .limit(500)
    ).all()


def of_submission(conn: Connection, county: str, submission_id: int) -> Sequence[AnyRow]:
    """Acts a submission brought that stand, the newest first."""
    return conn.execute(
        select(household_act)
        .where(
            household_act.c.submission_id == submission_id,
            household_act.c.county == county,
            household_act.c.undone_at.is_(None),
        )
        .order_by(household_act.c.id.desc())
    ).all()


def mark_undone(conn: Connection, county: str, act_id: int, *, at: datetime, name: str) -> None:
    """Note that an act was taken back, when and by whom."""
    said = {"county": county, "id": act_id, "name": name}
    with journal.act(conn, "household.act_undone", lambda: said, at=at, county=county):
        conn.execute(
            update(household_act)
            .where(household_act.c.county == county, household_act.c.id == act_id)
            .values(undone_at=at, undone_name=name[:120])
        )

"""What a visit says about people's lives, recorded when it is accepted (forms.md 3.2).

A death with a name that one living member has is recorded; whatever does not say who it is about
is noted for staff.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from server.core.errors import LifeEventRefused
from server.core.lifeevent import LifeEvent
from server.core.pinyin import homophones
from server.core.terms import plain
from server.core.visit import visit_of
from server.population import changing, events
from server.store import household_acts, households

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from server.core.answers import Answers
    from server.core.household import Member
    from server.population.changing import Deed
    from server.store.households import AnyRow

OF_LIFE = ("birth", "death", "marry", "move_out", "move_in")


def record(conn: Connection, home: AnyRow, answers: Answers, deed: Deed) -> None:
    """Record the events one visit reports."""
    visit = visit_of(answers)
    rest = [each for each in OF_LIFE if each in visit.changes]
    today = visit.visit_date or deed.on_date
    told = replace(deed, on_date=today)
    if visit.deceased is not None and _died(conn, home, visit.deceased, told):
        rest.remove("death")
    if rest:
        details = {"changes": rest, "text": visit.change_text[:500]}
        if "death" in rest and visit.deceased is not None:
            details["name"] = visit.deceased.name
        events.reported(conn, home, replace(told, details=details))


def _died(conn: Connection, home: AnyRow, deceased: Member, deed: Deed) -> bool:
    """Whether the death of one known member was recorded."""
    persons = households.persons_of(conn, home.county, home.id)
    person = _named(persons, deceased.name)
    if person is None:
        return False
    day = deceased.death_date or deed.on_date
    try:
        events.about_one(
            conn,
            LifeEvent.DEATH,
            home,
            person,
            replace(deed, on_date=day),
            today=max(deed.on_date, day),
        )
    except LifeEventRefused:  # it contradicts what is known: staff decide
        return False
    return True


def _named(persons: Sequence[AnyRow], name: str) -> AnyRow | None:
    """The one living member called so; without one the only one whose name sounds so."""
    alive = [each for each in persons if each.status == "alive"]
    same = [each for each in alive if plain(each.name) == plain(name)]
    if not same:
        same = [each for each in alive if homophones(plain(each.name), plain(name))]
    return same[0] if len(same) == 1 else None


def take_back(
    conn: Connection, county: str, submission_id: int, *, at: datetime, name: str
) -> None:
    """Undo what a visit brought; raise NothingToUndo when something newer stands on it."""
    for act in household_acts.of_submission(conn, county, submission_id):
        changing.undo(conn, act, at=at, name=name)

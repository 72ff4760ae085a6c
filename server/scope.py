"""The part of the city a person works in, and narrowing it to one unit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from server.core.area import is_within
from server.core.desk.people import May
from server.core.errors import NotAllowed, NotFound
from server.core.rights import Grant, Sender
from server.core.types import State

if TYPE_CHECKING:
    from server.core.desk.people import Asker
    from server.core.types import UnitCode


def area_of(who: Asker, what: May, unit: UnitCode | None = None) -> tuple[UnitCode, ...]:
    """Units in which `who` may do `what`, narrowed to `unit`.

    Raise NotAllowed when the post never allows it, NotFound for a unit outside the area: what is
    not one's own does not exist (domain.md 5.2).
    """
    if what not in who.may:
        raise NotAllowed
    mine = tuple(each.code for each in who.units)
    if unit is None:
        return mine
    if any(is_within(unit, each) for each in mine):
        return (unit,)
    raise NotFound


def desk_states(who: Asker) -> tuple[State, ...]:
    """States that wait at this person's desk: the township's review, the county's audit."""
    if May.REVIEW in who.may:
        return (State.TO_REVIEW,)
    return (State.TO_AUDIT,)


def as_sender(who: Asker) -> Sender:
    """A signed-in person as whoever sends: with the leading post in each unit of its area."""
    grants = tuple(Grant(who.post, unit.code) for unit in who.units)
    return Sender(who.id, who.name, is_app_user=False, grants=grants)

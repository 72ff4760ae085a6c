"""Who opens which register, and for which units (domain.md 1.2, 5.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from server import places
from server.core.area import DIGITS, is_within, level_of, parent_of, prefix
from server.core.errors import NotAllowed, NotFound
from server.core.registers import BY_NAME
from server.core.registers.rights import may_read, may_write, reach_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from server.core.desk.people import Asker
    from server.core.registers.fields import Privacy
    from server.core.registers.register import Register
    from server.core.types import UnitCode
    from server.services import Services


def opens_any(who: Asker) -> bool:
    """Whether there is a register the asker may open."""
    return bool(reach_of(who.post).reads)


def require_any(who: Asker) -> None:
    """Raise NotAllowed if there is none."""
    if not opens_any(who):
        raise NotAllowed


def readable(who: Asker, name: str) -> Register:
    """The register of this name; raise NotFound without one, NotAllowed when it is not theirs."""
    register = BY_NAME.get(name)
    if register is None:
        raise NotFound
    if not may_read(who.post, register):
        raise NotAllowed
    return register


def writable(who: Asker, name: str) -> Register:
    """The register, for somebody who may write in it; raise as `readable`."""
    register = readable(who, name)
    if not writes(who, register):
        raise NotAllowed
    return register


def writes(who: Asker, register: Register) -> bool:
    """Whether the post writes in the register, and its area holds units of the right level."""
    narrowest = max(DIGITS[level] for level in register.levels)
    reaches = any(len(prefix(unit.code)) <= narrowest for unit in who.units)
    return reaches and may_write(who.post, register)


def shows(who: Asker) -> Privacy:
    """Up to which privacy class the asker sees values as they are."""
    return reach_of(who.post).shows


def units_of(who: Asker, unit: UnitCode | None = None) -> tuple[UnitCode, ...]:
    """The asker's area, narrowed to `unit`; raise NotFound for a unit outside it."""
    mine = tuple(each.code for each in who.units)
    if unit is None:
        return mine
    if any(is_within(unit, each) for each in mine):
        return (unit,)
    raise NotFound


def units_above(register: Register, units: Iterable[UnitCode]) -> tuple[UnitCode, ...]:
    """Units whose own records the asker reads too: those above, where a register is public."""
    if not register.is_public:
        return ()
    found: dict[UnitCode, None] = {}
    for unit in units:
        above = parent_of(unit)
        while above is not None:
            found[above] = None
            above = parent_of(above)
    return tuple(found)


def is_for(services: Services, register: Register, unit: UnitCode) -> bool:
    """Whether records of the register may belong to a unit: it is known and of the right level."""
    return level_of(unit) in register.levels and unit in places.tree(services)

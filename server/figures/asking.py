"""What a table of figures is asked for: figures or a grouping, a level of units, a day."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Self

from server import places
from server.core.area import DIGITS, is_within, level_of
from server.core.desk.mapping import MapFilter
from server.core.desk.people import May
from server.core.errors import NotAllowed, NotFound, UnexpectedValue
from server.core.figures import BY_NAME, FIGURES, NAMES, Figure, FigureKind, Group
from server.core.registers import REGISTERS
from server.core.registers.rights import may_read
from server.core.types import Level, UnitCode

if TYPE_CHECKING:
    from collections.abc import Mapping

    from server.core.desk.people import Asker
    from server.services import Services

SEES: Final = frozenset({May.SEE_COUNTS, May.SEE_SUBMISSIONS, May.SEE_REPORTS})
"""Any of these opens the counts of one's own area; names of people are not among them."""

LEVELS: Final = (Level.COUNTY, Level.TOWNSHIP, Level.VILLAGE)
MOST_FIGURES: Final = 12
REGISTER: Final = "register:"


@dataclass(frozen=True, slots=True)
class FigureAsk:
    """Which figures of which units; with a grouping the people of each unit by its parts."""

    figures: tuple[str, ...]
    group: Group = Group.NONE
    level: Level | None = None
    filter: MapFilter = field(default_factory=MapFilter)

    @classmethod
    def asked(cls, values: Mapping[str, str], *, default: str = "households") -> Self:
        """The question of a request: `figures` are names with commas between them."""
        names = tuple(dict.fromkeys(name for name in values.get("figures", "").split(",") if name))
        level, group = values.get("level", ""), values.get("group", "")
        if level and level not in LEVELS:
            raise UnexpectedValue(field="level", reason=", ".join(LEVELS))
        if group not in NAMES:
            raise UnexpectedValue(field="group", reason=", ".join(NAMES))
        if len(names) > MOST_FIGURES:
            raise UnexpectedValue(field="figures", reason=f"<= {MOST_FIGURES}")
        return cls(
            names or (default,),
            Group(group),
            Level(level) if level else None,
            MapFilter.asked(values),
        )

    @property
    def args(self) -> dict[str, Any]:
        """What stands in an address."""
        said = {
            "figures": "" if self.group else ",".join(self.figures),
            "group": self.group.value,
            "level": self.level.value if self.level else "",
        }
        return {name: value for name, value in said.items() if value} | self.filter.args


def offered(who: Asker) -> tuple[Figure, ...]:
    """The figures this person may ask for: those of registers only when the post reads them."""
    registers = tuple(
        _of_register(each.name, each.zh, each.en) for each in REGISTERS if may_read(who.post, each)
    )
    return (*FIGURES, *registers)


def figure(who: Asker, name: str) -> Figure:
    """A figure by name.

    Raise UnexpectedValue for an unknown one, NotAllowed for that of a register one does not read.
    """
    found = BY_NAME.get(name)
    if found is not None:
        return found
    for each in REGISTERS:
        if name == f"{REGISTER}{each.name}":
            if not may_read(who.post, each):
                raise NotAllowed
            return _of_register(each.name, each.zh, each.en)
    raise UnexpectedValue(field="figures", reason=", ".join(BY_NAME))


def _of_register(name: str, zh: str, en: str) -> Figure:
    kind = f"{REGISTER}{name}"
    return Figure(kind, zh, en, FigureKind.COUNTER, (kind,))


def units_of(services: Services, who: Asker, unit: UnitCode | None) -> tuple[UnitCode, ...]:
    """The area whose counts are asked for; raise NotAllowed, NotFound outside one's own.

    A post that is held everywhere, such as the administrator's, counts the whole city.
    """
    if not SEES & who.may:
        raise NotAllowed
    tree = places.tree(services)
    mine = tuple(each.code for each in who.units) or tuple(
        code for code in tree.by_code if level_of(code) is Level.CITY
    )
    if unit is None:
        return mine
    if unit in tree and any(is_within(unit, each) for each in mine):
        return (unit,)
    raise NotFound


def level_below(unit: UnitCode) -> Level:
    """The level a unit's table starts with: the one right below it."""
    place = {Level.CITY: 0, Level.COUNTY: 1, Level.TOWNSHIP: 2, Level.VILLAGE: 2}
    return LEVELS[place[level_of(unit)]]


def level_for(unit: UnitCode, wanted: Level | None) -> Level:
    """The level asked for, or the next below the unit; raise NotFound for a wider one."""
    if wanted is None:
        return level_below(unit)
    if DIGITS[wanted] < DIGITS[level_of(unit)]:
        raise NotFound
    return wanted

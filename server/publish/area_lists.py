"""Counties, townships and villages of a tablet, as they exist today."""

from __future__ import annotations

from typing import TYPE_CHECKING

from server import places
from server.core.area import is_valid_on
from server.core.types import Level

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import date

    from server.core.rights import Sender
    from server.core.types import AdminUnit, UnitCode
    from server.services import Services

    Cells = Sequence[object]


def table(
    services: Services, sender: Sender, source: str, day: date
) -> tuple[Sequence[str], Iterable[Cells]]:
    """Header and rows of one of `LISTS`: units in the sender's areas and those above, by code.

    A unit that has not begun or has ended is nobody's to choose.
    """
    header, row, level = LISTS[source]
    return header, (row(unit) for unit in _units(services, sender, level) if is_valid_on(unit, day))


def _units(services: Services, sender: Sender, level: Level) -> Iterable[AdminUnit]:
    tree = places.tree(services)
    wanted: set[UnitCode] = set()
    for area in sender.units:
        if area in tree:
            wanted.update(unit.code for unit in tree.lineage(area))
            wanted.update(unit.code for unit in tree.below(area))
    return (tree.get(code) for code in sorted(wanted) if tree.get(code).level is level)


def _county(unit: AdminUnit) -> Cells:
    return (unit.code, unit.name)


def _below(unit: AdminUnit) -> Cells:
    return (unit.code, unit.name, unit.parent_code or "")


def _village(unit: AdminUnit) -> Cells:
    lat = f"{unit.centre.lat:.6f}" if unit.centre else ""
    lon = f"{unit.centre.lon:.6f}" if unit.centre else ""
    return (unit.code, unit.name, unit.parent_code or "", lat, lon)


LISTS: Mapping[str, tuple[Sequence[str], Callable[[AdminUnit], Cells], Level]] = {
    "counties": (("name", "label"), _county, Level.COUNTY),
    "townships": (("name", "label", "county"), _below, Level.TOWNSHIP),
    "villages": (("name", "label", "township", "lat", "lon"), _village, Level.VILLAGE),
}
"""By source: columns, the row of a unit, and which units."""

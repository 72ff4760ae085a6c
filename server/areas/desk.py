"""The area tree as a page shows it, with its counters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from server import places
from server.core.area import prefix
from server.core.desk.office import AreaPage, AreaRow
from server.core.desk.people import May
from server.core.errors import NotAllowed, NotFound
from server.core.types import Level, UnitCode
from server.scope import area_of
from server.store import counters, progress

if TYPE_CHECKING:
    from collections.abc import Mapping

    from server.core.desk.people import Asker
    from server.core.types import AdminUnit
    from server.services import Services

LOOKING = (May.SEE_SUBMISSIONS, May.SEE_COUNTS, May.MANAGE_TABLETS)


def page(services: Services, who: Asker, *, unit: UnitCode | None = None) -> AreaPage:
    """A unit of the asker's area with its children; raise NotFound outside the area."""
    what = next((each for each in LOOKING if each in who.may), None)
    if what is None:
        raise NotAllowed
    if unit is None and not who.units:
        raise NotFound
    code = unit if unit is not None else who.units[0].code
    area_of(who, what, code)
    tree = places.tree(services)
    own, children = tree.get(code), tree.children(code)
    with services.store.read() as conn:
        sums = {prefix(code): counters.totals(conn, (code,))}
        people = {prefix(code): progress.collector_counts(conn, len(prefix(code)))}
        if children:
            digits = len(prefix(children[0].code))
            sums |= counters.totals_by_prefix(conn, (code,), digits)
            people = {**people, "": progress.collector_counts(conn, digits)}
    below = people.get("", {})
    return AreaPage(
        path=tree.lineage(code),
        own=_row(services, own, sums, people[prefix(code)]),
        children=tuple(_row(services, child, sums, below) for child in children),
    )


def _row(
    services: Services,
    unit: AdminUnit,
    sums: Mapping[str, Mapping[str, int]],
    collectors: Mapping[str, int],
) -> AreaRow:
    counts = sums.get(prefix(unit.code), {})
    return AreaRow(
        unit=unit,
        children=len(places.tree(services).children(unit.code)),
        households=counts.get(counters.HOUSEHOLDS, 0),
        persons=counts.get(counters.PERSONS, 0),
        collectors=collectors.get(prefix(unit.code), 0),
        has_outline=unit.outline is not None,
    )


def villages(services: Services, who: Asker) -> tuple[AdminUnit, ...]:
    """Villages of the asker's area, by code: what a tablet can be given."""
    tree = places.tree(services)
    found = {
        village.code: village
        for area in area_of(who, May.MANAGE_TABLETS)
        for village in (tree.get(area), *tree.below(area, Level.VILLAGE))
        if village.level is Level.VILLAGE
    }
    return tuple(found[code] for code in sorted(found))

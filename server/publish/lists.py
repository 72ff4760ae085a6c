"""Lists the server makes for each tablet: its areas and its households (forms.md 2).

A list holds what the next visit needs and no more: a lost tablet must not lose a township.  No
identity numbers, incomes, accounts, and of the members the head's name alone.
"""

from __future__ import annotations

import csv
import hashlib
import io
from typing import TYPE_CHECKING

from server import places
from server.core.days import local_date
from server.core.types import Level, UnitCode
from server.publish import task_lists
from server.store import households

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from sqlalchemy import Connection

    from server.core.rights import Sender
    from server.core.types import AdminUnit
    from server.services import Services

SOURCES = {
    "counties.csv": "counties",
    "townships.csv": "townships",
    "villages.csv": "villages",
    "households.csv": "households",
    "tasks.csv": "tasks",
    "task_fields.csv": "task_fields",
    "task_choices.csv": "task_choices",
}
"""File names that are made here rather than uploaded."""

ENTITY_LISTS = frozenset({"households"})

HOUSEHOLD_COLUMNS = (
    "name",
    "label",
    "__version",
    "geometry",
    "hh_no",
    "village",
    "township",
    "group_no",
    "head_name",
    "member_count",
    "benefits",
    "last_visit_date",
    "last_visit_result",
    "visit_due",
)


def content(services: Services, conn: Connection, sender: Sender, source: str) -> bytes:
    """The CSV of one list for this sender."""
    if source in ENTITY_LISTS:
        return _csv(HOUSEHOLD_COLUMNS, _households(conn, sender))
    if source in task_lists.LISTS:
        return _csv(*task_lists.table(services, conn, sender, source))
    header, row, level = AREA_LISTS[source]
    return _csv(header, (row(unit) for unit in _units(services, sender, level)))


def token(services: Services, conn: Connection, sender: Sender, source: str) -> str:
    """A change token for an entity list: other whenever the list would be other (OR-147)."""
    del services
    state = households.list_state(conn, sender.units)
    text = f"{source}|{','.join(sorted(sender.units))}|{','.join(HOUSEHOLD_COLUMNS)}|{state}"
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


def deleted(
    conn: Connection, sender: Sender, source: str, ids: Sequence[str]
) -> tuple[tuple[str, bool], ...]:
    """Whether each known entity is gone, in the order asked."""
    del source
    known = households.statuses(conn, sender.units, ids)
    return tuple((each, known[each] != "active") for each in ids if each in known)


def _units(services: Services, sender: Sender, level: Level) -> Iterable[AdminUnit]:
    """Units of a level inside the sender's areas, and those above them, by code."""
    tree = places.tree(services)
    wanted: set[UnitCode] = set()
    for area in sender.units:
        if area in tree:
            wanted.update(unit.code for unit in tree.lineage(area))
            wanted.update(unit.code for unit in tree.below(area))
    return (tree.get(code) for code in sorted(wanted) if tree.get(code).level is level)


def _county(unit: AdminUnit) -> Sequence[str]:
    return (unit.code, unit.name)


def _below(unit: AdminUnit) -> Sequence[str]:
    return (unit.code, unit.name, unit.parent_code or "")


def _village(unit: AdminUnit) -> Sequence[str]:
    lat = f"{unit.centre.lat:.6f}" if unit.centre else ""
    lon = f"{unit.centre.lon:.6f}" if unit.centre else ""
    return (unit.code, unit.name, unit.parent_code or "", lat, lon)


AREA_LISTS: Mapping[str, tuple[tuple[str, ...], Callable[[AdminUnit], Sequence[str]], Level]] = {
    "counties": (("name", "label"), _county, Level.COUNTY),
    "townships": (("name", "label", "county"), _below, Level.TOWNSHIP),
    "villages": (("name", "label", "township", "lat", "lon"), _village, Level.VILLAGE),
}


def _households(conn: Connection, sender: Sender) -> Iterable[Sequence[object]]:
    for row in households.listed(conn, sender.units):
        geometry = f"{row.lat} {row.lon} 0 {row.accuracy_m or 0}" if row.lat is not None else ""
        visited = local_date(row.last_visit_at).isoformat() if row.last_visit_at else ""
        yield (
            row.entity_uuid,
            f"{row.head_name} {row.group_no} {row.member_count}人",
            row.version,
            geometry,
            row.hh_no,
            row.village,
            f"{row.township}000",
            row.group_no,
            row.head_name,
            row.member_count,
            row.benefits,
            visited,
            "",
            "",
        )


def _csv(header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """UTF-8 without BOM and with line feeds: form media are read by the form engine (OR-81)."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue().encode()

"""Lists that expressions of a form look into, as far as the server knows them whole.

The area lists and the files published with the form are known.  What is made anew for each tablet
and changes from day to day (households, events, applications) is not: the tablet may have had an
older copy, or may have made the household itself an hour ago.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from server import places
from server.core.logic import Rows
from server.core.types import Level
from server.store import forms

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from server.answers.readers import FormReader
    from server.core.area import AreaTree
    from server.services import Services

    Lists = Callable[[str], Rows | None]

AREA_LISTS = {
    "counties": (Level.COUNTY, ""),
    "townships": (Level.TOWNSHIP, "county"),
    "villages": (Level.VILLAGE, "township"),
}
"""Lists of the area tree, by the source of a file: their level and the column of the unit above."""

CENTRE = frozenset(("lat", "lon"))
KEY = "area rows"


@dataclass(frozen=True, slots=True)
class AreaRows:
    """All units, ended ones included, as the forms list them."""

    tree: AreaTree
    by_source: Mapping[str, Rows]


def lists_for(services: Services, reader: FormReader) -> Lists:
    """A getter of the rows behind a file name of this form version; None for what is not known."""
    sources, files = services.memo.get(
        ("rows", reader.version_id), lambda: _files(services, reader.version_id)
    )

    def rows(name: str) -> Rows | None:
        source = sources.get(name, "")
        if source in AREA_LISTS:
            return _known(_areas(services).by_source[source])
        return files.get(name)

    return rows


def _known(rows: Rows) -> Rows | None:
    """An empty list is one that has not been loaded, and no proof that nothing exists."""
    return rows if rows.all else None


def _files(services: Services, version_id: int) -> tuple[dict[str, str], dict[str, Rows]]:
    """The sources of a version's lists, and the rows of those that were published with it."""
    with services.store.read() as conn:
        slots = forms.files_of(conn, version_id)
    rows: dict[str, Rows] = {}
    for slot in slots:
        if slot.digest is not None and not slot.source and slot.name.endswith(".csv"):
            with services.vault.open(slot.digest) as stored:
                found = _known(Rows(_read(stored.read())))
            if found is not None:
                rows[slot.name] = found
    return {slot.name: slot.source for slot in slots if slot.source}, rows


def _read(content: bytes) -> Iterator[dict[str, str]]:
    rows = csv.DictReader(io.StringIO(content.decode("utf-8-sig", errors="replace"), newline=""))
    for row in rows:
        yield {column: text or "" for column, text in row.items() if isinstance(column, str)}


def _areas(services: Services) -> AreaRows:
    """Rows of the tree in force now, made again when areas change."""
    tree = places.tree(services)
    kept = services.memo.get(KEY, lambda: _made(tree))
    if kept.tree is tree:
        return kept
    services.memo.forget(KEY)
    return services.memo.get(KEY, lambda: _made(tree))


def _made(tree: AreaTree) -> AreaRows:
    rows = {
        source: Rows(_units(tree, level, above), closed=CENTRE)
        for source, (level, above) in AREA_LISTS.items()
    }
    return AreaRows(tree, rows)


def _units(tree: AreaTree, level: Level, above: str) -> Iterator[dict[str, str]]:
    for unit in tree.by_code.values():
        if unit.level is level:
            column = {above: str(unit.parent_code or "")} if above else {}
            yield {"name": str(unit.code), "label": unit.name, **column}

"""Entities as feeds and files tell them: which fields can be asked for, searching, positions."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from server.core.errors import FilterFieldUnsupported
from server.core.odata.predicate import predicate

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from server.core.odata.options import Order
    from server.core.odata.tree import Expression, Name

ID = "__id"
SYSTEM = "__system"
ASKED = ("createdAt", "creatorId", "updatedAt", "deletedAt", "conflict")
"""Fields below ``__system`` that a filter or an order may name."""

GEOMETRY = "geometry"
POINT_PARTS = (2, 3, 4)

_WORD = re.compile(r'(-?)(?:"([^"]*)"|(\S+))')

Row = Any
"""Whatever a feed reads an entity as; `fields` tells its values by name."""


def filtered(
    tree: Expression, fields: Mapping[str, Callable[[Row], Any]], *, now: datetime
) -> Callable[[Row], bool]:
    """Whether an entity fulfils a filter; raise FilterFieldUnsupported, FilterUnsupported."""
    return predicate(tree, lambda name: _field(name, fields), now=now)


def _field(name: Name, fields: Mapping[str, Callable[[Row], Any]]) -> Callable[[Row], Any]:
    wanted = name.path.removeprefix("$root/Entities/")
    if wanted not in fields:
        raise FilterFieldUnsupported(text=name.path, at=name.at)
    return fields[wanted]


def ordered(
    rows: Sequence[Row], order: Sequence[Order], fields: Mapping[str, Callable[[Row], Any]]
) -> list[Row]:
    """Entities sorted; what has no value comes first, and last when descending."""
    found = list(rows)
    for each in reversed(order):
        if each.path not in fields:
            raise FilterFieldUnsupported(text=each.path, at=each.at)
        value = fields[each.path]
        found.sort(
            key=lambda row: _sortable(value(row)), reverse=each.is_descending
        )  # used at once
    return found


def _sortable(value: object) -> tuple[bool, Any]:
    return (value is not None, value if value is not None else 0)


def searched(text: str) -> Callable[[Sequence[str]], bool]:
    """Whether some texts hold what is searched for, as web search engines read it.

    Words must all be there, in any of the texts; ``OR`` lets one of two do, quotes keep words
    together, a dash forbids one.

    >>> searched('purple -mora')(["25cm purpleheart"]), searched("oak OR elm")(["elm 3"])
    (True, True)
    """
    groups: list[list[tuple[bool, str]]] = [[]]
    for dash, quoted, word in _WORD.findall(text.casefold()):
        if word == "or" and not dash:
            groups.append([])
        elif quoted or word:
            groups[-1].append((bool(dash), quoted or word))
    groups = [group for group in groups if group]

    def holds(texts: Sequence[str]) -> bool:
        whole = "\n".join(texts).casefold()
        return not groups or any(all((w in whole) is not no for no, w in g) for g in groups)

    return holds


def geometry_of(text: str) -> dict[str, object] | None:
    """GeoJSON of a position, line or area as tablets write it; None for anything else.

    >>> geometry_of("36.5 104.1 1800 4")
    {'type': 'Point', 'coordinates': [104.1, 36.5, 1800.0]}
    """
    places = [_place(each) for each in text.strip().strip(";").split(";")]
    if not text.strip() or any(each is None for each in places):
        return None
    if len(places) == 1:
        return {"type": "Point", "coordinates": places[0]}
    if places[0] == places[-1] and len(places) > 3:  # noqa: PLR2004  # a ring has four at least
        return {"type": "Polygon", "coordinates": [places]}
    return {"type": "LineString", "coordinates": places}


def _place(text: str) -> list[float] | None:
    parts = text.split()
    if len(parts) not in POINT_PARTS:
        return None
    try:
        lat, lon, *rest = map(float, parts)
    except ValueError:
        return None
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):  # noqa: PLR2004  # degrees
        return None
    return [lon, lat, *rest[:1]]

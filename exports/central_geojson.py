"""Submissions as points, lines and areas on a map, one feature each (GeoJSON, RFC 7946)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from exports.central_odata import GEOJSON
from server.core.errors import PropertyNotFound

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from server.core.feed import Sent
    from server.core.packed import Place
    from server.core.tables import Table

    Shape = dict[str, Any]


def mapped(table: Table, path: str) -> Place | None:
    """The answer that is mapped: that of `path`, else the first position, line or area.

    None for a form without any.  Raise PropertyNotFound for a path of something else.
    """
    found = [each for each in table.layout.places if each.field.type in GEOJSON]
    if not path:
        return found[0] if found else None
    for each in found:
        if each.field.path == path:
            return each
    raise PropertyNotFound(property=path)


def features(table: Table, place: Place, batch: Iterable[Sent]) -> Iterator[Shape]:
    """Features of these submissions; those without a place have none."""
    at = table.layout.index[place.field.path]
    convert: Callable[[str], Shape | None] = GEOJSON[place.field.type]
    for sent in batch:
        geometry = convert(sent.row[at]) if sent.row[at] else None
        if geometry is not None:
            properties = {"fieldpath": place.field.path, **geometry.pop("properties", {})}
            yield {
                "type": "Feature",
                "id": sent.instance_id,
                "geometry": geometry,
                "properties": properties,
            }

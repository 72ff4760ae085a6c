"""The points of a map as a table: households or records under the map's own filter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from exports.table import Column, Kind, Position, Table
from server import places
from server.core.desk.mapping import MapFilter, PointLayer
from server.core.errors import NotFound
from server.core.types import UnitCode
from server.maps import peeking, points, selecting

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from server.core.desk.extract import Wish
    from server.core.desk.people import Asker
    from server.services import Services

TITLES = {
    PointLayer.HOUSEHOLDS: {"zh": "地图上的户", "en": "Households on the map"},
    PointLayer.RECORDS: {"zh": "地图上的记录", "en": "Records on the map"},
    PointLayer.DAMAGES: {"zh": "地图上的房屋核查", "en": "House checks on the map"},
}
HEADS = {
    "place": ("位置", "Position", Kind.POINT),
    "unit": ("区划代码", "Unit code", Kind.TEXT),
    "unit_name": ("区划名称", "Unit name", Kind.TEXT),
    "group": ("组", "Group", Kind.TEXT),
    "number": ("编号", "Number", Kind.TEXT),
    "title": ("户主或名称", "Head or title", Kind.TEXT),
    "state": ("状态", "State", Kind.TEXT),
}
AT_ONCE = 500


def map_source(
    services: Services, who: Asker, name: str, wish: Wish, *, now: datetime
) -> tuple[Table, int, Iterator[Sequence[object]]]:
    """Table, count and rows of a layer of points (`sources.Source`); `selection` narrows it."""
    if name not in set(PointLayer):
        raise NotFound
    layer = PointLayer(name)
    asked = MapFilter.asked(wish.query)
    found = points.point_set(services, who, layer, asked).points
    refs = [int(ref) for ref in found.refs]
    key = wish.query.get("selection", "")
    if key.isdecimal():
        inside = selecting.find(services, who, int(key), now=now)
        kept = selecting.refs(services, inside)
        refs = [ref for ref in refs if ref in kept]
    place = 1 if wish.language == "en" else 0
    columns = tuple(Column(name, told[place], told[2]) for name, told in HEADS.items())
    table = Table(f"map_{layer}", TITLES[layer][wish.language], columns)
    return table, len(refs), _rows(services, who, layer, asked, refs)


def _rows(
    services: Services, who: Asker, layer: PointLayer, asked: MapFilter, refs: list[int]
) -> Iterator[Sequence[object]]:
    tree = places.tree(services)
    for some in (refs[start : start + AT_ONCE] for start in range(0, len(refs), AT_ONCE)):
        for card in peeking.cards(services, who, layer, asked, some):
            unit = UnitCode(card.unit)
            lineage = tree.lineage(unit)[1:] if unit in tree else ()
            yield [
                None if card.lat is None or card.lon is None else Position(card.lon, card.lat),
                card.unit,
                "".join(each.name for each in lineage),
                card.group,
                card.number,
                card.title,
                card.state,
            ]

"""Points of an area on the map: all of them, gathered by zoom, fetched within the asker's rights.

An area's points are kept for as long as a short question to an index says that nothing changed;
another area, or another filter, is another set, so that no set ever holds what its asker may not
see.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from shapely import Point

from server.core.clustering import SINGLY, Points, gathered
from server.core.desk.mapping import PointLayer
from server.core.desk.people import May
from server.core.tiling import steps
from server.maps.encoding import Feature, encoded
from server.maps.keeping import Kept
from server.scope import area_of
from server.store import points as stored
from server.store.disasters import parts_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sqlalchemy import Connection

    from server.core.clustering import Cell, Grid
    from server.core.desk.mapping import MapFilter
    from server.core.desk.people import Asker
    from server.core.tiling import Tile
    from server.core.types import UnitCode
    from server.maps.encoding import Encoded
    from server.services import Services

KEY = "map points"
ROOM: Final = 1_500_000
"""Points kept in all sets together: about 60 MB with their grids."""

STILL_S: Final = 5.0
"""For how long a set is taken as it is before the store is asked whether it changed."""

NEEDS: Final = {
    PointLayer.HOUSEHOLDS: May.SEE_HOUSEHOLDS,
    PointLayer.RECORDS: May.SEE_SUBMISSIONS,
    PointLayer.DAMAGES: May.SEE_SUBMISSIONS,
}
"""A position is a household's: posts that see counts only see none (domain.md 5.7)."""


@dataclass(slots=True)
class PointSet:
    """One area's points under one filter, its grids made as they are looked at."""

    points: Points
    stamp: tuple[Any, ...]
    seen_at: float
    grids: dict[int, Grid] = field(default_factory=dict)

    def grid(self, zoom: int) -> Grid:
        """The points gathered for a zoom."""
        found = self.grids.get(zoom)
        if found is None:
            found = self.grids[zoom] = gathered(self.points, zoom)
        return found


def open_layers(who: Asker) -> tuple[PointLayer, ...]:
    """Layers of points this person may see."""
    return tuple(layer for layer, need in NEEDS.items() if need in who.may)


def area(who: Asker, layer: PointLayer, asked: MapFilter) -> tuple[UnitCode, ...]:
    """Units whose points of a layer the asker sees.

    Raise NotAllowed when the post sees none, NotFound for a unit outside the area.
    """
    return area_of(who, NEEDS[layer], asked.unit)


def tile(
    services: Services, who: Asker, layer: PointLayer, asked: MapFilter, wanted: Tile
) -> Encoded:
    """The points of a tile; raise as `area`."""
    found = point_set(services, who, layer, asked)
    zoom = min(wanted.zoom, SINGLY)
    features = [_feature(cell, wanted) for cell in found.grid(zoom).cells(wanted)]
    return encoded({"points": features})


def point_set(services: Services, who: Asker, layer: PointLayer, asked: MapFilter) -> PointSet:
    """All points of a layer that the asker sees under a filter; raise as `area`."""
    units = area(who, layer, asked)
    kept = services.memo.get(KEY, lambda: Kept[PointSet](ROOM))
    key = (layer, units, tuple(sorted(asked.args.items())))
    found = kept.get(key)
    if found is not None and time.monotonic() - found.seen_at < STILL_S:
        return found
    with services.store.read() as conn:
        stamp = _STAMPS[layer](conn, units)
        if found is not None and found.stamp == stamp:
            found.seen_at = time.monotonic()
            return found
        made = Points.of(_ROWS[layer](conn, units, asked))
    return kept.put(key, PointSet(made, stamp, time.monotonic()), weight=len(made) + 1000)


def _households(conn: Connection, units: tuple[UnitCode, ...], _asked: MapFilter) -> stored.Found:
    return stored.households(conn, units)


def _damages(conn: Connection, units: tuple[UnitCode, ...], asked: MapFilter) -> stored.Found:
    events = parts_of(conn, asked.event) if asked.event else ()
    return stored.damages(conn, units, events)


_ROWS: Mapping[PointLayer, Callable[[Connection, tuple[UnitCode, ...], MapFilter], stored.Found]]
_ROWS = {
    PointLayer.HOUSEHOLDS: _households,
    PointLayer.RECORDS: stored.records,
    PointLayer.DAMAGES: _damages,
}
_STAMPS: Mapping[PointLayer, Callable[[Connection, tuple[UnitCode, ...]], tuple[Any, ...]]]
_STAMPS = {
    PointLayer.HOUSEHOLDS: stored.households_stamp,
    PointLayer.RECORDS: stored.records_stamp,
    PointLayer.DAMAGES: stored.damages_stamp,
}


def _feature(cell: Cell, wanted: Tile) -> Feature:
    tones = {f"t{tone}": n for tone, n in enumerate(cell.tones) if n}
    said: dict[str, Any] = {"n": cell.count, "worst": _worst(cell), **tones}
    if cell.ref is not None:
        said["ref"] = str(cell.ref)  # longer than a browser's whole numbers
    return Feature(Point(steps(cell.x, cell.y, wanted)), said)


def _worst(cell: Cell) -> int:
    return max((tone for tone, n in enumerate(cell.tones) if n), default=0)

"""A line drawn on the map: how much lies in it, kept for some hours to work with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely
from shapely import Polygon

from server.core.desk.mapping import MapFilter, PointLayer
from server.core.errors import NotFound, SelectionTooLarge, UnexpectedValue
from server.core.tiling import flattened
from server.maps.points import area, point_set
from server.store import selections

if TYPE_CHECKING:
    from datetime import datetime

    from shapely import Geometry

    from server.core.clustering import Points
    from server.core.desk.people import Asker
    from server.services import Services

HOLDS = timedelta(hours=12)
"""A day's work; what is drawn around today is other people's tomorrow."""

MOST_CORNERS: Final = 500
MOST_INSIDE: Final = 50_000
MOST_KEPT: Final = 20
LEAST_CORNERS: Final = 3
FURTHEST_EAST: Final = 180
FURTHEST_NORTH: Final = 90


@dataclass(frozen=True, slots=True)
class Selection:
    """What lies inside a line: `count` points of a layer under a filter."""

    id: int
    layer: PointLayer
    asked: MapFilter
    count: int
    line: tuple[tuple[float, float], ...]
    expires_at: datetime


def select(
    services: Services,
    who: Asker,
    layer: PointLayer,
    asked: MapFilter,
    line: object,
    *,
    now: datetime,
) -> Selection:
    """Keep what lies inside a line (degrees, longitude first) and the asker's rights.

    Raise UnexpectedValue for what is no line, SelectionTooLarge for too much in it, and as
    `points.area`.
    """
    corners = _corners(line)
    drawn = polygon(corners)
    refs = inside(point_set(services, who, layer, asked).points, drawn)
    if len(refs) > MOST_INSIDE:
        raise SelectionTooLarge(count=len(refs), most=MOST_INSIDE)
    row = {
        "owner_id": who.id,
        "layer": layer,
        "line": corners,
        "args": asked.args,
        "created_at": now,
        "expires_at": now + HOLDS,
    }
    key = services.store.write(lambda conn: selections.keep(conn, row, refs, most=MOST_KEPT))
    return Selection(key, layer, asked, len(refs), corners, now + HOLDS)


def inside(points: Points, drawn: Geometry) -> list[int]:
    """Keys of the points that a shape holds, its edge left out."""
    if not len(points):
        return []
    shape = flattened(drawn)
    west, north, east, south = shapely.bounds(shape).tolist()
    xy = points.xy
    near = np.flatnonzero(
        (xy[:, 0] >= west) & (xy[:, 0] <= east) & (xy[:, 1] >= north) & (xy[:, 1] <= south)
    )
    shapely.prepare(shape)
    hits = near[shapely.contains_xy(shape, xy[near, 0], xy[near, 1])]
    return [int(ref) for ref in points.refs[hits]]


def find(services: Services, who: Asker, key: int, *, now: datetime) -> Selection:
    """A selection of one's own; raise NotFound for others', unknown and forgotten ones."""
    with services.store.read() as conn:
        row = selections.find(conn, who.id, key, now=now)
    if row is None:
        raise NotFound
    layer, asked = PointLayer(row.layer), MapFilter.asked(row.args)
    area(who, layer, asked)  # the post may have changed since
    line = tuple((lon, lat) for lon, lat in row.line)
    return Selection(row.id, layer, asked, row.n, line, row.expires_at)


def refs(services: Services, selection: Selection) -> frozenset[int]:
    """Keys of what was inside when it was drawn."""
    with services.store.read() as conn:
        return selections.refs(conn, selection.id)


def _corners(line: object) -> tuple[tuple[float, float], ...]:
    """The corners of what a browser sent."""
    if not (isinstance(line, list) and LEAST_CORNERS <= len(line) <= MOST_CORNERS):
        least, most = LEAST_CORNERS, MOST_CORNERS
        reason = f"{least}-{most} corners / 应有 {least}-{most} 个角"
        raise UnexpectedValue(field="line", reason=reason)
    corners = tuple(_corner(each) for each in line)
    if None in corners:
        raise UnexpectedValue(field="line", reason="degrees / 应为经纬度")
    return tuple(each for each in corners if each is not None)


def _corner(sent: object) -> tuple[float, float] | None:
    """Longitude and latitude, None for what is no place."""
    match sent:
        case [int() | float() as lon, int() | float() as lat] if (
            abs(lon) <= FURTHEST_EAST and abs(lat) <= FURTHEST_NORTH
        ):
            return float(lon), float(lat)
        case _:
            return None


def polygon(corners: tuple[tuple[float, float], ...]) -> Geometry:
    """The shape of a line; raise UnexpectedValue for one that holds nothing."""
    shape = shapely.make_valid(Polygon(corners))  # a line that crosses itself holds both loops
    areal = [each for each in shapely.get_parts(shape) if each.area > 0]
    if not areal:
        raise UnexpectedValue(field="line", reason="it holds nothing / 没有围住任何地方")
    return shapely.union_all(areal)

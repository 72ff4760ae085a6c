"""Pieces of a map drawn from our own outlines, for maps that ask for pictures.

Each is SVG, so that names are set in the reader's own fonts; nothing is fetched from elsewhere.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

import shapely

from server import places
from server.core.area import short_name
from server.core.tiling import Tile, squared
from server.core.types import Level

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray
    from shapely import Geometry

    from server.core.gazetteer import Gazetteer
    from server.core.types import UnitCode
    from server.services import Services

SIDE = 256
MARGIN = 0.35
"""Parts of a side around a piece whose names may reach into it."""

SPILL = 8
PIXELS, NEAREST = 400, 15
FROM_ZOOM = {Level.COUNTY: 0, Level.TOWNSHIP: 9, Level.VILLAGE: 12}
WIDTHS = {Level.COUNTY: 1.8, Level.TOWNSHIP: 1.2, Level.VILLAGE: 0.7}

HEAD = (
    f'<svg xmlns="http://www.w3.org/2000/svg" width="{SIDE}" height="{SIDE}">'
    f'<rect width="{SIDE}" height="{SIDE}" fill="#eceff2"/>'
    '<g stroke="#7c8796" stroke-linejoin="round">'
)
NAMES = (
    '</g><g text-anchor="middle" font-size="12" fill="#465263" stroke="#fff" stroke-width="3" '
    'paint-order="stroke" font-family="PingFang SC,Microsoft YaHei,Noto Sans CJK SC,sans-serif">'
)


def tile(services: Services, zoom: int, x: int, y: int) -> str:
    """The SVG of one piece; raise NotFound outside the world."""
    piece = Tile.at(zoom, x, y)
    known = places.gazetteer(services)
    shown = [level for level, first in FROM_ZOOM.items() if zoom >= first]
    lines = (line for level in shown for line in _borders(known, level, piece))
    return "".join((HEAD, *lines, NAMES, *_names(known, shown[-1], piece), "</g></svg>"))


def view(services: Services, code: UnitCode) -> tuple[float, float, int] | None:
    """Degrees east and north of a unit's middle, and the zoom that shows it whole; None unknown."""
    outline = places.gazetteer(services).outline(code)
    if outline is None:
        return None
    west, south, east, north = shapely.bounds(outline)
    zoom = math.floor(math.log2(PIXELS / SIDE * 360 / max(east - west, north - south)))
    return (west + east) / 2, (south + north) / 2, min(zoom, NEAREST)


def _borders(known: Gazetteer, level: Level, piece: Tile) -> Iterator[str]:
    fill = "#fbfcfc" if level is Level.COUNTY else "none"
    for code in _near(known, level, piece):
        drawn = "".join(_path(ring) for ring in _rings(_drawn(known.outlines[code], piece)))
        if drawn:
            yield f'<path fill="{fill}" stroke-width="{WIDTHS[level]}" d="{drawn}"/>'


def _names(known: Gazetteer, level: Level, piece: Tile) -> Iterator[str]:
    """Names of the narrowest level that is drawn, each inside its outline."""
    for code in _near(known, level, piece):
        middle = shapely.get_coordinates(shapely.point_on_surface(known.outlines[code]))
        ((x, y),) = _pixels(middle, piece)
        name = escape(short_name(known.tree.get(code).name))
        yield f'<text x="{x:.0f}" y="{y:.0f}">{name}</text>'


def _near(known: Gazetteer, level: Level, piece: Tile) -> list[UnitCode]:
    west, north, east, south = piece.box
    wide = (east - west) * MARGIN
    box = shapely.box(
        360 * (west - wide) - 180,
        _latitude(south + wide),
        360 * (east + wide) - 180,
        _latitude(north - wide),
    )
    layer = known.layers.get(level)
    return [] if layer is None else layer.near(box, 0)


def _latitude(south: float) -> float:
    return math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * south))))


def _drawn(outline: Geometry, piece: Tile) -> Geometry:
    """The outline in pixels of the piece, cut off a little outside and without smaller detail."""
    moved = shapely.transform(outline, lambda rows: _pixels(rows, piece))
    cut = shapely.clip_by_rect(moved, -SPILL, -SPILL, SIDE + SPILL, SIDE + SPILL)
    return shapely.simplify(cut, 0.5)


def _pixels(rows: NDArray[Any], piece: Tile) -> NDArray[Any]:
    west, north, _, _ = piece.box
    moved: NDArray[Any] = (squared(rows) - (west, north)) * (SIDE << piece.zoom)
    return moved


def _rings(shape: Geometry) -> Iterator[Geometry]:
    for part in shapely.get_parts(shape):
        if shapely.get_type_id(part) == shapely.GeometryType.POLYGON:
            yield from shapely.get_rings(part)


def _path(ring: Geometry) -> str:
    spots = [f"{x:.1f} {y:.1f}" for x, y in shapely.get_coordinates(ring)]
    return f"M{'L'.join(spots)}Z"

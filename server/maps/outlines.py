"""The outlines of an area's units as vector tiles: what is not one's own is not in them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely
from shapely import Point, STRtree

from server import places
from server.core.area import is_within, short_name
from server.core.tiling import EXTENT, flattened, in_tile, steps
from server.core.types import Level
from server.maps.encoding import Feature, encoded
from server.maps.keeping import Kept

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shapely import Geometry

    from server.core.gazetteer import Gazetteer
    from server.core.tiling import Tile
    from server.core.types import AdminUnit, UnitCode
    from server.maps.encoding import Encoded
    from server.services import Services

KEY = "map outlines"
ROOM: Final = 24_000_000
"""Bytes of tiles that are kept: the whole city down to its villages is about a third of it."""

SHOWN_FROM: Final = {Level.COUNTY: 0, Level.TOWNSHIP: 0, Level.VILLAGE: 0}
"""Zooms from which a level is in the tiles; which of them is drawn is the page's choice."""

LABELS_FROM: Final = {Level.COUNTY: 0, Level.TOWNSHIP: 7, Level.VILLAGE: 9}
MARGIN: Final = 64
"""Steps around a tile that are drawn too, so that no edge shows at its seam."""

PIXEL: Final = EXTENT / 512


@dataclass(frozen=True, slots=True)
class Drawn:
    """All outlines in the square, by level, and where their names stand."""

    gazetteer: Gazetteer
    units: dict[Level, tuple[AdminUnit, ...]]
    shapes: dict[Level, tuple[Geometry, ...]]
    index: dict[Level, STRtree]
    tiles: Kept[Encoded]


def tile(services: Services, units: Sequence[UnitCode], wanted: Tile) -> Encoded:
    """The outlines of the units inside `units` as far as they reach into a tile."""
    drawn = _drawn(services)
    key = (tuple(units), wanted)
    return drawn.tiles.made(
        key, lambda: _made(drawn, units, wanted), lambda each: len(each.content) + 200
    )


def box(services: Services, units: Sequence[UnitCode]) -> tuple[float, float, float, float] | None:
    """West, south, east and north of the units, in degrees; None where nothing is drawn."""
    outlines = places.gazetteer(services).outlines
    own = [outlines[unit] for unit in units if unit in outlines] or [
        shape for code, shape in outlines.items() if any(is_within(code, unit) for unit in units)
    ]
    if not own:
        return None
    west, south, east, north = shapely.total_bounds(np.array(own, dtype=object)).tolist()
    return west, south, east, north


def is_schematic(services: Services, units: Sequence[UnitCode]) -> bool:
    """Whether any outline of the area is made up: a map says so (visual language, maps)."""
    return any(
        unit.outline_is_synthetic
        for code, unit in places.tree(services).by_code.items()
        if any(is_within(code, each) for each in units)
    )


def _drawn(services: Services) -> Drawn:
    """The outlines of the present gazetteer, flattened once."""
    gazetteer = places.gazetteer(services)
    drawn = services.memo.get(KEY, lambda: _flattened(gazetteer))
    if drawn.gazetteer is gazetteer:
        return drawn
    services.memo.forget(KEY)
    return services.memo.get(KEY, lambda: _flattened(gazetteer))


def _flattened(gazetteer: Gazetteer) -> Drawn:
    units: dict[Level, tuple[AdminUnit, ...]] = {}
    shapes: dict[Level, tuple[Geometry, ...]] = {}
    for level in SHOWN_FROM:
        codes = gazetteer.layers[level].codes
        units[level] = tuple(gazetteer.tree.get(code) for code in codes)
        shapes[level] = tuple(flattened(gazetteer.outlines[code]) for code in codes)
    index = {level: STRtree(np.array(some, dtype=object)) for level, some in shapes.items()}
    return Drawn(gazetteer, units, shapes, index, Kept(ROOM))


def _made(drawn: Drawn, units: Sequence[UnitCode], wanted: Tile) -> Encoded:
    layers: dict[str, list[Feature]] = {}
    west, north, east, south = wanted.box
    pad = (east - west) * MARGIN / EXTENT
    window = shapely.box(west - pad, north - pad, east + pad, south + pad)
    for level in SHOWN_FROM:
        hits = sorted(drawn.index[level].query(window, predicate="intersects").tolist())
        own = [
            hit
            for hit in hits
            if any(is_within(drawn.units[level][hit].code, unit) for unit in units)
        ]
        areas, names = [], []
        for hit in own:
            unit, shape = drawn.units[level][hit], drawn.shapes[level][hit]
            said = {"code": unit.code, "name": short_name(unit.name)}
            cut = _cut(shape, window, wanted)
            if cut is not None:
                areas.append(Feature(cut, said, int(unit.code)))
            if wanted.zoom >= LABELS_FROM[level]:
                names += _label(shape, wanted, said, int(unit.code))
        layers[level.value] = areas
        layers[f"{level.value}_name"] = names
    return encoded(layers)


def _cut(shape: Geometry, window: Geometry, wanted: Tile) -> Geometry | None:
    """A shape's part in the window, as coarse as the screen; None where nothing of it is seen."""
    west, north, east, south = shapely.bounds(window).tolist()
    part = shapely.clip_by_rect(shapely.make_valid(shape), west, north, east, south)
    simple = shapely.simplify(in_tile(part, wanted), PIXEL / 2)
    areal = [
        each
        for each in shapely.get_parts(shapely.make_valid(simple))
        if each.geom_type == "Polygon" and not each.is_empty
    ]
    return shapely.MultiPolygon(areal) if areal else None


def _label(shape: Geometry, wanted: Tile, said: dict[str, str], key: int) -> list[Feature]:
    """The place of a unit's name, in the one tile that holds it."""
    ((x, y),) = shapely.get_coordinates(shapely.point_on_surface(shape)).tolist()
    spot = steps(x, y, wanted)
    inside = all(0 <= each < EXTENT for each in spot)
    return [Feature(Point(spot), said, key)] if inside else []

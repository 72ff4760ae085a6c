"""The area of the installation as a quiet drawing beside the sign-in form: lines and names only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import shapely

from server.console.views.canvas import Canvas, Spot, path
from server.core.types import GeoPoint, Level

if TYPE_CHECKING:
    from collections.abc import Iterable

    from server.core.types import AdminUnit

WIDTH, HEIGHT = 560.0, 520.0


@dataclass(frozen=True, slots=True)
class CityMap:
    """Path data of the lines, names of counties where they lie."""

    land: str
    fine: str
    edges: str
    names: tuple[tuple[str, Spot], ...]
    is_schematic: bool


def draw(units: Iterable[AdminUnit]) -> CityMap | None:
    """The counties with their townships; None while no outline is known."""
    known = [unit for unit in units if unit.outline is not None and unit.valid_to is None]
    counties = [unit for unit in known if unit.level is Level.COUNTY]
    if not counties:
        return None
    canvas = _canvas(counties)
    townships = [unit for unit in known if unit.level is Level.TOWNSHIP]
    return CityMap(
        land=_paths(canvas, counties),
        fine=_paths(canvas, townships),
        edges=_paths(canvas, counties),
        names=tuple(
            (unit.name, canvas.spot(unit.centre)) for unit in counties if unit.centre is not None
        ),
        is_schematic=any(unit.outline_is_synthetic for unit in counties),
    )


def _canvas(counties: list[AdminUnit]) -> Canvas:
    west, south, east, north = shapely.total_bounds([unit.outline for unit in counties])
    corners = [GeoPoint(south, west), GeoPoint(north, east)]
    return Canvas.around(corners, width=WIDTH, height=HEIGHT, least_m=1000, spread=1.0)


def _paths(canvas: Canvas, units: Iterable[AdminUnit]) -> str:
    return "".join(path(canvas.outline(unit.outline)) for unit in units if unit.outline is not None)

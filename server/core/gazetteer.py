"""Outlines of the units in force, indexed so that a position finds its village in microseconds."""

from __future__ import annotations

import math
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np
import shapely
from shapely import Geometry, Point, STRtree

from server.core.area import AreaTree, is_valid_on
from server.core.geodesy import METRES_PER_DEGREE, distance_m, distance_to_m
from server.core.types import AdminUnit, GeoPoint, Level, UnitCode

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

NARROWEST_FIRST = (Level.VILLAGE, Level.TOWNSHIP, Level.COUNTY, Level.CITY)
TOUCHING_M = 50.0
"""Outlines drawn by different hands leave gaps; units this near each other are neighbours."""


@dataclass(frozen=True, slots=True)
class Layer:
    """The outlines of one level."""

    index: STRtree
    codes: tuple[UnitCode, ...]
    outlines: tuple[Geometry, ...]

    @classmethod
    def of(cls, units: Iterable[AdminUnit]) -> Layer:
        """Index every unit that has an outline."""
        drawn = [(unit.code, unit.outline) for unit in units if unit.outline is not None]
        outlines = tuple(outline for _, outline in drawn)
        return cls(STRtree(np.array(outlines, dtype=object)), tuple(c for c, _ in drawn), outlines)

    def holding(self, here: Point) -> list[UnitCode]:
        """Units whose outline covers the point, its edge included, by code."""
        hits = self.index.query(here, predicate="intersects")
        return sorted(self.codes[hit] for hit in hits)

    def near(self, outline: Geometry, degrees: float) -> list[UnitCode]:
        """Units whose outline comes within `degrees` of a geometry, by code."""
        hits = self.index.query(outline, predicate="dwithin", distance=degrees)
        return sorted(self.codes[hit] for hit in hits)

    def nearest(self, point: GeoPoint) -> tuple[UnitCode, float] | None:
        """The unit closest to the point, and its metres; None without any outline."""
        here = Point(point.lon_lat)
        first = self.index.nearest(here)
        if first is None:
            return None
        # Degrees of longitude are shorter than degrees of latitude, so the index may be wrong by a
        # neighbour: everything as near as its first guess is measured.
        bound = distance_to_m(point, self.outlines[first]) / METRES_PER_DEGREE
        wide = bound / max(math.cos(math.radians(point.lat)), 0.01)
        box = shapely.box(point.lon - wide, point.lat - bound, point.lon + wide, point.lat + bound)
        metres, code = min(
            (distance_to_m(point, self.outlines[hit]), self.codes[hit])
            for hit in {int(first), *self.index.query(box).tolist()}
        )
        return code, metres


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """The area tree with its outlines, WGS84; immutable, so requests share one.

    Of overlapping outlines the caller's preference decides, else the lowest code.
    """

    tree: AreaTree
    outlines: Mapping[UnitCode, Geometry]
    borders: Mapping[UnitCode, Geometry]
    heirs: Mapping[UnitCode, UnitCode]
    layers: Mapping[Level, Layer]

    @classmethod
    def of(cls, units: Iterable[AdminUnit], *, on: date | None = None) -> Gazetteer:
        """Index the outlines of the units in force on the day `on`, or of those never ended.

        Raise SuccessionCircle when successors run in a circle.
        """
        tree = AreaTree.of(units)
        drawn = [unit for unit in tree.by_code.values() if _in_force(unit, on)]
        outlines = {unit.code: unit.outline for unit in drawn if unit.outline is not None}
        _warm(list(outlines.values()))
        borders = {code: shapely.boundary(outline) for code, outline in outlines.items()}
        heirs = {
            unit.code: tree.current(unit.code, on).code
            for unit in tree.by_code.values()
            if unit.successor_code is not None
        }
        layers = {
            level: Layer.of(unit for unit in drawn if unit.level == level)
            for level in NARROWEST_FIRST
        }
        return cls(
            tree,
            MappingProxyType(outlines),
            MappingProxyType(borders),
            MappingProxyType(heirs),
            MappingProxyType(layers),
        )

    def outline(self, code: UnitCode) -> Geometry | None:
        """The outline of a unit for a map, WGS84; None when none is loaded."""
        return self.outlines.get(code)

    def heir(self, code: UnitCode | None) -> UnitCode | None:
        """The unit that stands for `code` today; None for an unknown code."""
        if code is None or code not in self.tree:
            return None
        return self.heirs.get(code, code)

    def locate(self, point: GeoPoint, *, prefer: Iterable[UnitCode | None] = ()) -> UnitCode | None:
        """The narrowest unit whose outline holds the point: a village where villages are drawn.

        On a shared edge, or where outlines overlap, the first of `prefer` that holds it.
        """
        here = Point(point.lon_lat)
        for level in NARROWEST_FIRST:
            holding = self.layers[level].holding(here)
            if holding:
                return next((code for code in prefer if code in holding), holding[0])
        return None

    def covers(self, code: UnitCode, point: GeoPoint) -> bool:
        """Whether the unit has an outline and the point lies in it or on its edge."""
        outline = self.outlines.get(code)
        return outline is not None and bool(
            shapely.intersects_xy(outline, point.lon, point.lat),
        )

    def border_m(self, code: UnitCode | None, point: GeoPoint) -> float | None:
        """Metres to the edge of a unit's outline from either side; None without an outline."""
        border = self.borders.get(code) if code else None
        return None if border is None else distance_to_m(point, border)

    def outside_m(self, code: UnitCode | None, point: GeoPoint) -> float | None:
        """Metres from the point to a unit's outline: 0 inside, None without an outline."""
        if code is None or code not in self.outlines:
            return None
        return 0.0 if self.covers(code, point) else self.border_m(code, point)

    def centre_m(self, code: UnitCode | None, point: GeoPoint) -> float | None:
        """Metres from the point to a unit's centre; None when no centre is known."""
        unit = self.tree.by_code.get(code) if code else None
        return None if unit is None or unit.centre is None else distance_m(point, unit.centre)

    def nearest_village(self, point: GeoPoint) -> tuple[UnitCode, float] | None:
        """The village whose outline is closest, and its metres; None without village outlines."""
        return self.layers[Level.VILLAGE].nearest(point)

    def neighbours(self, code: UnitCode, *, within_m: float = TOUCHING_M) -> tuple[UnitCode, ...]:
        """Units of the same level whose outlines touch this one's, by code; empty without outline.

        `within_m` is exact from east to west and up to a quarter too wide from north to south.
        """
        outline = self.outlines.get(code)
        if outline is None:
            return ()
        lat = shapely.get_y(shapely.centroid(outline))
        degrees = within_m / METRES_PER_DEGREE / math.cos(math.radians(lat))
        near = self.layers[self.tree.get(code).level].near(outline, degrees)
        return tuple(other for other in near if other != code)


def _in_force(unit: AdminUnit, on: date | None) -> bool:
    return unit.valid_to is None if on is None else is_valid_on(unit, on)


def _warm(outlines: list[Geometry]) -> None:
    """Prepare the outlines, and ask each once.

    GEOS builds a prepared polygon's index on the first question, without a lock; two requests
    that ask at the same moment would build it over each other.
    """
    shapely.prepare(outlines)
    shapely.intersects(outlines, shapely.point_on_surface(outlines))

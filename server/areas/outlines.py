"""Outlines of units from a boundary file: checked, repaired, and in WGS84."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np
import shapely
from shapely import STRtree

from server.areas import sentences as say
from server.areas.crs import check_crs
from server.areas.geojson import read_geojson
from server.areas.geopackage import is_geopackage, read_geopackage
from server.areas.repair import TooIntricate, areas_of, repaired
from server.core.area import AreaTree, padded
from server.core.datum import Datum, to_wgs84
from server.core.errors import BadUnitCode, CoordinatesNotDegrees, TooLarge
from server.core.geodesy import METRES_PER_DEGREE
from server.core.limits import Limits
from server.core.types import AdminUnit, GeoPoint, Level, UnitCode

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from shapely.geometry.base import BaseGeometry

    from server.areas.features import Feature, MapFile
    from server.core.finding import Finding

DEFAULTS = Limits()
MAX_BYTES = 32_000_000
"""Read whole: 860 villages of a thousand points each are 20 MB of GeoJSON."""
OVERLAP_SHARE = 0.01
MOST_OVERLAPS = 200
"""Beyond this the file is wrong as a whole, and saying it once more helps nobody."""
DEGREES_AROUND = 360


@dataclass(frozen=True, slots=True)
class Outline:
    """The outline of one unit, WGS84, and the centre the file gives or a point inside."""

    geometry: BaseGeometry
    centre: GeoPoint
    is_synthetic: bool = False


@dataclass(frozen=True, slots=True)
class Outlines:
    """What can be loaded, by unit, and what to tell the owner of the file."""

    by_code: Mapping[UnitCode, Outline]
    findings: tuple[Finding, ...]


def read_outlines(
    content: bytes,
    tree: AreaTree,
    *,
    stated: Datum,
    code_property: str | None = None,
    layer: str | None = None,
    tolerance_m: float = 0,
    limits: Limits = DEFAULTS,
) -> Outlines:
    """Read a boundary file, GeoJSON or GeoPackage, whose positions are in the datum `stated`.

    What is wrong with one feature is a finding; features of one code are joined.  Corners that
    span less than the square of `tolerance_m` are left out, on both sides of a shared edge alike.
    Raise TooLarge, OutlinesUnreadable, CoordinateSystemContradicts or CoordinatesNotDegrees for
    the whole file.
    """
    if len(content) > MAX_BYTES:
        raise TooLarge(limit_mb=MAX_BYTES // 1_000_000)
    source = _opened(content, layer)
    check_crs(source.crs, stated)
    reader = _Reader(tree, stated, code_property, limits, [])
    outlines = _joined(list(reader.outlines(source.features)), reader.findings)
    _refuse_metres(outlines, reader.findings)
    simpler = _simplified(outlines, tree, tolerance_m)
    reader.findings.extend(islice(_overlaps(simpler, tree), MOST_OVERLAPS))
    return Outlines(simpler, tuple(reader.findings))


def _refuse_metres(outlines: Mapping[UnitCode, Outline], findings: Sequence[Finding]) -> None:
    """One feature in metres is a slip; where nothing is left, the whole file is in metres."""
    metric = [finding for finding in findings if finding.code == say.NOT_DEGREES.code]
    if metric and not outlines:
        raise CoordinatesNotDegrees(first_zh=metric[0].zh, first_en=metric[0].en)


def with_outlines(
    units: Iterable[AdminUnit], outlines: Mapping[UnitCode, Outline]
) -> tuple[AdminUnit, ...]:
    """The units, with the outlines that are known; a centre that lies outside is replaced."""
    return tuple(_drawn(unit, outlines.get(unit.code)) for unit in units)


def _drawn(unit: AdminUnit, outline: Outline | None) -> AdminUnit:
    if outline is None:
        return unit
    own = unit.centre
    fits = own is not None and shapely.intersects_xy(outline.geometry, own.lon, own.lat)
    return replace(
        unit,
        outline=outline.geometry,
        outline_is_synthetic=outline.is_synthetic,
        centre=own if fits else outline.centre,
    )


def _opened(content: bytes, layer: str | None) -> MapFile:
    if is_geopackage(content):
        return read_geopackage(content, layer=layer)
    return read_geojson(content)


@dataclass(frozen=True, slots=True)
class _Reader:
    """The way of one feature to an outline; what stops it on the way is noted."""

    tree: AreaTree
    stated: Datum
    code_property: str | None
    limits: Limits
    findings: list[Finding]

    def outlines(self, features: Iterable[Feature]) -> Iterator[tuple[UnitCode, Outline]]:
        for feature in features:
            code = self._code(feature)
            area = self._area(feature, code) if code else None
            if code and area is not None:
                yield code, Outline(area, _centre(feature, area), _is_synthetic(feature))

    def _code(self, feature: Feature) -> UnitCode | None:
        text = feature.code(self.code_property)
        if not text:
            columns = self.code_property or "code, adcode …"
            self._note(say.CODE_MISSING, feature, columns=columns)
            return None
        try:
            code = padded(text)
        except BadUnitCode:
            self._note(say.UNKNOWN_UNIT, feature, code=text)
            return None
        if code not in self.tree:
            self._note(say.UNKNOWN_UNIT, feature, code=text)
            return None
        return code

    def _area(self, feature: Feature, code: UnitCode) -> BaseGeometry | None:
        if feature.geometry is None or feature.geometry.is_empty:
            self._note(say.NO_GEOMETRY, feature, code=code, reason=feature.trouble or "empty")
            return None
        flat = areas_of(shapely.force_2d(feature.geometry))
        if flat is None:
            self._note(say.NOT_AN_AREA, feature, code=code, kind=feature.geometry.geom_type)
            return None
        placed = self._placed(flat, feature, code)
        return None if placed is None else self._sound(placed, feature, code)

    def _placed(self, area: BaseGeometry, feature: Feature, code: UnitCode) -> BaseGeometry | None:
        """In WGS84 and in the city, latitude and longitude exchanged if that is what it takes."""
        west, south, east, north = shapely.bounds(area).tolist()
        if max(abs(west), abs(south), abs(east), abs(north)) > DEGREES_AROUND:
            self._note(say.NOT_DEGREES, feature, code=code, example=f"{west:.1f}, {south:.1f}")
            return None
        if self._is_in_frame(south, west, north, east):
            self._note(say.SWAPPED, feature, code=code)
            area = shapely.transform(area, lambda lat_lon: lat_lon[:, ::-1])
        area = to_wgs84(area, self.stated)
        west, south, east, north = shapely.bounds(area).tolist()
        if self._is_in_frame(west, south, east, north):
            return area
        where = f"{south:.2f}-{north:.2f} N, {west:.2f}-{east:.2f} E"
        self._note(say.OUT_OF_FRAME, feature, code=code, where=where)
        return None

    def _is_in_frame(self, west: float, south: float, east: float, north: float) -> bool:
        limits = self.limits
        in_latitude = limits.south_deg <= south <= north <= limits.north_deg
        return in_latitude and limits.west_deg <= west <= east <= limits.east_deg

    def _sound(self, area: BaseGeometry, feature: Feature, code: UnitCode) -> BaseGeometry | None:
        try:
            sound = repaired(area)
        except TooIntricate as err:
            self._note(say.TOO_INTRICATE, feature, code=code, vertices=err.vertices)
            return None
        if sound is not area:
            reason = shapely.is_valid_reason(area)
            self._note(say.REPAIRED, feature, code=code, reason=reason)
        return sound

    def _note(self, sentence: say.Sentence, feature: Feature, **values: object) -> None:
        self.findings.append(sentence.at(feature.number, None, number=feature.number, **values))


def _centre(feature: Feature, area: BaseGeometry) -> GeoPoint:
    """The centre the file gives as ``[lon, lat]`` if it lies in the area, else a point inside."""
    match feature.properties.get("centre"):
        case [int() | float() as lon, int() | float() as lat] if shapely.intersects_xy(
            area, lon, lat
        ):
            return GeoPoint(float(lat), float(lon))
    inside = shapely.point_on_surface(area)
    return GeoPoint(shapely.get_y(inside).item(), shapely.get_x(inside).item())


def _is_synthetic(feature: Feature) -> bool:
    return feature.properties.get("synthetic") in (True, 1)


def _joined(
    found: list[tuple[UnitCode, Outline]], findings: list[Finding]
) -> dict[UnitCode, Outline]:
    parts: dict[UnitCode, list[Outline]] = {}
    for code, outline in found:
        parts.setdefault(code, []).append(outline)
    joined = {}
    for code, outlines in parts.items():
        joined[code] = outlines[0]
        if len(outlines) > 1:
            whole = shapely.union_all([outline.geometry for outline in outlines])
            joined[code] = replace(outlines[0], geometry=whole)
            findings.append(say.JOINED.at(None, code=code, count=len(outlines)))
    return joined


def _by_level(
    outlines: Mapping[UnitCode, Outline], tree: AreaTree
) -> Iterator[list[tuple[UnitCode, Outline]]]:
    for level in Level:
        yield [(code, o) for code, o in outlines.items() if tree.get(code).level is level]


def _simplified(
    outlines: Mapping[UnitCode, Outline], tree: AreaTree, tolerance_m: float
) -> dict[UnitCode, Outline]:
    """Edges that two outlines share stay shared; what would become invalid stays as it was."""
    if tolerance_m <= 0:
        return dict(outlines)
    simpler = {}
    for layer in _by_level(outlines, tree):
        full = np.array([outline.geometry for _, outline in layer], dtype=object)
        reduced = shapely.coverage_simplify(full, tolerance_m / METRES_PER_DEGREE)
        keep = shapely.is_valid(reduced) & ~shapely.is_empty(reduced)
        for (code, outline), geometry in zip(layer, np.where(keep, reduced, full), strict=True):
            simpler[code] = replace(outline, geometry=geometry)
    return simpler


def _overlaps(outlines: Mapping[UnitCode, Outline], tree: AreaTree) -> Iterator[Finding]:
    for layer in _by_level(outlines, tree):
        codes = [code for code, _ in layer]
        shapes = np.array([outline.geometry for _, outline in layer], dtype=object)
        pairs = STRtree(shapes).query(shapes, predicate="intersects").T
        for one, other in pairs[pairs[:, 0] < pairs[:, 1]].tolist():
            shared = shapely.area(shapely.intersection(shapes[one], shapes[other]))
            share = shared / min(shapely.area(shapes[one]), shapely.area(shapes[other]))
            if share > OVERLAP_SHARE:
                percent = round(100 * share)
                yield say.OVERLAP.at(None, code=codes[one], other=codes[other], percent=percent)

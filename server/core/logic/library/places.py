"""Functions of positions: as GeoUtils of JavaRosa and Web Forms count on a round Earth."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from server.core.logic.code import Code, Kind
from server.core.logic.library.plain import Builder, count, plain
from server.core.logic.library.texts import shared
from server.core.logic.numbers import script_round
from server.core.logic.syntax import Unknown

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from server.core.logic.code import Site
    from server.core.logic.compiling import Compiling
    from server.core.logic.syntax import Expr
    from server.core.logic.tree import Scope

RADIUS_M = 6_378_100.0
CIRCUMFERENCE_M = 2 * math.pi * RADIUS_M
CENTIMETRES = 2.0


class Point(NamedTuple):
    """Degrees."""

    lat: float
    lon: float


def points(texts: Sequence[str]) -> list[Point]:
    """Positions of one line or outline, or of several points; Unknown for what is none."""
    written = texts[0].split(";") if len(texts) == 1 else texts
    found = [_point(text) for text in written if text.strip()]
    if not found:
        raise Unknown
    return found


def _point(text: str) -> Point:
    try:
        lat, lon = (float(part) for part in text.split()[:2])
    except ValueError as error:
        raise Unknown from error
    return Point(lat, lon)


def length_m(line: Sequence[Point]) -> float:
    """Metres from point to point, by the spherical law of cosines."""
    return sum((_between(a, b) for a, b in pairwise(line)), 0.0)


def _between(a: Point, b: Point) -> float:
    turn = math.radians(a.lon - b.lon)
    one, two = math.radians(a.lat), math.radians(b.lat)
    cosine = math.sin(one) * math.sin(two) + math.cos(one) * math.cos(two) * math.cos(turn)
    return math.acos(min(1.0, cosine)) * RADIUS_M


def plane_area_m2(outline: Sequence[Point]) -> float:
    """Square metres, as JavaRosa counts: in a plane through the first point."""
    first, *others = outline
    degree = CIRCUMFERENCE_M / 360
    flat = [
        ((p.lon - first.lon) * degree * math.cos(math.radians(p.lat)), (p.lat - first.lat) * degree)
        for p in others
    ]
    pairs = pairwise(flat)
    return abs(sum(((y1 * x2 - x1 * y2) / 2 for (x1, y1), (x2, y2) in pairs), 0.0))


def round_area_m2(outline: Sequence[Point]) -> float:
    """Square metres, as Web Forms counts: on the sphere."""
    closed = outline if outline[0] == outline[-1] else [*outline, outline[0]]
    total = sum(
        math.radians(b.lon - a.lon)
        * (2 + math.sin(math.radians(a.lat)) + math.sin(math.radians(b.lat)))
        for a, b in pairwise(closed)
    )
    return abs(total * RADIUS_M * RADIUS_M / 2)


def is_inside(point: str, outline: str) -> bool:
    """Whether a point lies in a closed outline."""
    if not point.strip() or not outline.strip():
        return False
    (here,), shape = points([point]), points([outline])
    inside = False
    for a, b in pairwise(shape):
        if (b.lat > here.lat) != (a.lat > here.lat):
            edge = (a.lon - b.lon) * (here.lat - b.lat) / (a.lat - b.lat) + b.lon
            inside ^= here.lon < edge
    return inside


def _distance(compiler: Compiling, site: Site, arguments: tuple[Expr, ...]) -> Code:
    count(arguments, 1)
    texts = compiler.dialect.texts([shared(compiler.code(each, site)) for each in arguments])
    if compiler.dialect.binds_own_row:
        return Code(Kind.NUMBER, lambda s: length_m(points(texts(s))))
    return Code(Kind.NUMBER, lambda s: script_round(length_m(points(texts(s))), CENTIMETRES))


def _area(compiler: Compiling, site: Site, arguments: tuple[Expr, ...]) -> Code:
    count(arguments, 1, 1)
    texts = compiler.dialect.texts([shared(compiler.code(arguments[0], site))])
    exact = compiler.dialect.binds_own_row

    def area(scope: Scope) -> float:
        outline = points(texts(scope))
        return (
            plane_area_m2(outline) if exact else script_round(round_area_m2(outline), CENTIMETRES)
        )

    return Code(Kind.NUMBER, area)


FUNCTIONS: Mapping[str, Builder] = {
    "distance": _distance,
    "area": _area,
    "enclosed-area": _area,
    "geofence": plain(Kind.TRUTH, "tt", is_inside),
}

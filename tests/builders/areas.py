"""A small made-up county: square villages of 0.02 degrees on a grid, about 1.8 by 2.2 km.

     104.00     104.02     104.04
36.54  +----------+----------+
       | SANHE    | DABA     |      both of DONGWAN
36.52  +----------+----------+
       | YANGLIU  | GUAYUAN  |      YANGLIU of DONGWAN, GUAYUAN of WULAN
36.50  +----------+----------+
"""

from datetime import date

import shapely
from shapely import Geometry

from server.core.area import kind_by_number, level_of, parent_of
from server.core.types import AdminUnit, GeoPoint, UnitCode

BAIYIN = UnitCode("620400000000")
PINGCHUAN = UnitCode("620403000000")
JINGYUAN = UnitCode("620421000000")
DONGWAN = UnitCode("620421102000")
WULAN = UnitCode("620421103000")
SANHE = UnitCode("620421102201")
DABA = UnitCode("620421102202")
YANGLIU = UnitCode("620421102204")
GUAYUAN = UnitCode("620421103205")

NAMES = {
    BAIYIN: "白银市",
    PINGCHUAN: "平川区",
    JINGYUAN: "靖远县",
    DONGWAN: "东湾镇",
    WULAN: "乌兰镇",
    SANHE: "三合村村民委员会",
    DABA: "大坝村村民委员会",
    YANGLIU: "杨柳村村民委员会",
    GUAYUAN: "瓜园村村民委员会",
}
SIDE = 0.02


def square(west: float, south: float, side: float = SIDE) -> Geometry:
    return shapely.box(west, south, west + side, south + side)


SQUARES = {
    SANHE: square(104.00, 36.52),
    DABA: square(104.02, 36.52),
    YANGLIU: square(104.00, 36.50),
    GUAYUAN: square(104.02, 36.50),
}


def unit(
    code: str,
    name: str = "",
    *,
    outline: Geometry | None = None,
    centre: GeoPoint | None = None,
    valid_from: date | None = None,
    valid_to: date | None = None,
    successor: str | None = None,
) -> AdminUnit:
    key = UnitCode(code)
    called = name or NAMES.get(key, f"{code[-3:]}村村民委员会")
    if centre is None and outline is not None:
        middle = shapely.centroid(outline)
        centre = GeoPoint(shapely.get_y(middle).item(), shapely.get_x(middle).item())
    return AdminUnit(
        code=key,
        name=called,
        level=level_of(key),
        unit_kind=kind_by_number(key, called) or "",
        parent_code=parent_of(key),
        centre=centre,
        outline=outline,
        valid_from=valid_from,
        valid_to=valid_to,
        successor_code=UnitCode(successor) if successor else None,
    )


def small_county(*, drawn: tuple[UnitCode, ...] = tuple(SQUARES)) -> tuple[AdminUnit, ...]:
    """The county with the outlines of the villages `drawn`; wider units as their unions."""
    whole = shapely.union_all(list(SQUARES.values()))
    dongwan = shapely.union_all([SQUARES[SANHE], SQUARES[DABA], SQUARES[YANGLIU]])
    wider = {BAIYIN: whole, JINGYUAN: whole, DONGWAN: dongwan, WULAN: SQUARES[GUAYUAN]}
    return (
        *(unit(code, outline=outline if drawn else None) for code, outline in wider.items()),
        *(unit(code, outline=SQUARES[code] if code in drawn else None) for code in SQUARES),
    )

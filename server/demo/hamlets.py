"""Where the houses of a village stand: in a few clusters inside its outline."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import shapely

from server.core.area import UnitKind
from server.core.geodesy import METRES_PER_DEGREE, LocalPlane, distance_m
from server.core.types import GeoPoint

if TYPE_CHECKING:
    from random import Random

    from shapely.geometry.base import BaseGeometry as Geometry

    from server.core.types import AdminUnit

GROUPS = ("一", "二", "三", "四", "五", "六", "七")
INSET_M = 260
"""Houses stand this far from the line where they can, so that their village is beyond doubt."""

SPREAD_M, TOWN_SPREAD_M = 95.0, 45.0
APART_M = 14.0
TRIES = 60


@dataclass(frozen=True, slots=True)
class Door:
    """A house: its villager group, its number in the village and where its door is."""

    group: str
    number: int
    position: GeoPoint


def doors(village: AdminUnit, count: int, dice: Random) -> list[Door]:
    """`count` doors of a village, apart from each other; none for one that lies nowhere."""
    ground = _ground(village)
    if ground is None:
        return []
    spread = TOWN_SPREAD_M if is_town(village) else SPREAD_M
    groups = GROUPS[: dice.randint(3, len(GROUPS))]
    middles = [_anywhere(ground, dice) for _ in groups]
    found: list[Door] = []
    for number in range(1, count + 1):
        nth = dice.randrange(len(groups))
        place = _beside(middles[nth], ground, spread, dice, found)
        found.append(Door(f"{groups[nth]}组", number, place))
    return found


def is_town(village: AdminUnit) -> bool:
    """Whether it is a community of residents rather than a village."""
    return village.unit_kind == UnitKind.RESIDENTS_COMMITTEE


def _ground(village: AdminUnit) -> Geometry | None:
    """Where houses may stand: the outline drawn in, or the surroundings of the centre."""
    if village.outline is None:
        centre = village.centre
        return None if centre is None else _round(centre)
    insets = (shapely.buffer(village.outline, -_degrees(far)) for far in (INSET_M, INSET_M / 3, 0))
    return next((ground for ground in insets if not ground.is_empty), None)


def _degrees(metres: float) -> float:
    """Degrees of longitude here, which are more than those of latitude."""
    return metres / METRES_PER_DEGREE / EAST_SHRINKS


EAST_SHRINKS = 0.8


def _round(centre: GeoPoint) -> Geometry:
    return shapely.buffer(shapely.Point(centre.lon_lat), _degrees(2 * INSET_M))


def _anywhere(ground: Geometry, dice: Random) -> GeoPoint:
    west, south, east, north = ground.bounds
    for _ in range(TRIES):
        lon, lat = dice.uniform(west, east), dice.uniform(south, north)
        if shapely.intersects_xy(ground, lon, lat):
            return GeoPoint(lat, lon)
    inside = ground.representative_point()
    return GeoPoint(inside.y, inside.x)


def _beside(
    middle: GeoPoint, ground: Geometry, spread: float, dice: Random, taken: list[Door]
) -> GeoPoint:
    """A place near `middle` where no house stands yet."""
    plane = LocalPlane.at(middle)
    place = middle
    for attempt in range(TRIES):
        wide = spread * (1 + attempt / 10)
        place = plane.point((dice.gauss(0, wide), dice.gauss(0, wide)))
        is_free = all(distance_m(place, door.position) > APART_M for door in taken)
        if is_free and shapely.intersects_xy(ground, place.lon, place.lat):
            break
    return place

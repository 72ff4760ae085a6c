"""The demonstration city: 944 units with centres, and with made-up outlines (two seconds, once)."""

from functools import cache

from server.areas.baiyin import divisions_csv, places_csv
from server.areas.divisions import read_divisions
from server.areas.places import read_places, with_centres
from server.areas.synthetic import draw
from server.core.area import AreaTree
from server.core.types import AdminUnit


@cache
def baiyin() -> tuple[AdminUnit, ...]:
    units = read_divisions(divisions_csv()).units
    return with_centres(units, read_places(places_csv(), AreaTree.of(units)).centres)


@cache
def drawn_baiyin() -> tuple[AdminUnit, ...]:
    return draw(baiyin(), seed=1)

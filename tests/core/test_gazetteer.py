from datetime import date

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from server.core.gazetteer import Gazetteer
from server.core.geodesy import distance_to_m
from server.core.types import GeoPoint, UnitCode
from tests.builders.areas import (
    BAIYIN,
    DABA,
    DONGWAN,
    GUAYUAN,
    JINGYUAN,
    SANHE,
    SQUARES,
    WULAN,
    YANGLIU,
    small_county,
    square,
    unit,
)

COUNTY = Gazetteer.of(small_county())
IN_SANHE = GeoPoint(36.53, 104.01)
SHARED_CORNER = GeoPoint(36.52, 104.02)


@pytest.mark.parametrize(
    ("lat", "lon", "village"),
    [
        (36.53, 104.01, SANHE),
        (36.53, 104.03, DABA),
        (36.51, 104.01, YANGLIU),
        (36.51, 104.03, GUAYUAN),
        (36.51, 104.05, None),
    ],
)
def test_a_position_is_located_in_the_village_that_holds_it(lat, lon, village):
    assert COUNTY.locate(GeoPoint(lat, lon)) == village


def test_on_a_shared_edge_the_preferred_village_holds_the_point_else_the_lowest_code():
    assert COUNTY.locate(SHARED_CORNER) == SANHE
    assert COUNTY.locate(SHARED_CORNER, prefer=(None, GUAYUAN)) == GUAYUAN


def test_where_villages_are_not_drawn_the_township_is_found_and_else_the_county():
    partly = [u for u in small_county(drawn=(SANHE,)) if u.code != WULAN]
    gazetteer = Gazetteer.of(partly)
    assert gazetteer.locate(GeoPoint(36.53, 104.03)) == DONGWAN
    assert gazetteer.locate(GeoPoint(36.51, 104.03)) == JINGYUAN


def test_without_any_outline_nothing_is_located_and_nothing_is_measured():
    bare = Gazetteer.of(small_county(drawn=()))
    assert bare.locate(IN_SANHE) is None
    assert bare.outside_m(SANHE, IN_SANHE) is None
    assert bare.nearest_village(IN_SANHE) is None
    assert bare.neighbours(SANHE) == ()
    assert bare.outline(SANHE) is None


@given(st.floats(36.3, 36.7), st.floats(103.8, 104.2))
def test_the_nearest_village_is_the_one_a_search_through_all_finds(lat, lon):
    point = GeoPoint(lat, lon)
    _, metres = COUNTY.nearest_village(point)
    assert metres == pytest.approx(min(distance_to_m(point, o) for o in SQUARES.values()))


def test_the_nearest_village_is_nearest_in_metres_not_in_degrees():
    # 0.010 degrees north are 1112 m; 0.012 degrees east are 1072 m.
    north, east = unit("620421102211"), unit("620421102212")
    gazetteer = Gazetteer.of(
        [
            unit(north.code, outline=square(104.00, 36.51)),
            unit(east.code, outline=square(104.032, 36.49)),
        ]
    )
    assert gazetteer.nearest_village(GeoPoint(36.50, 104.02))[0] == east.code


def test_neighbours_touch_at_an_edge_or_a_corner_and_are_of_the_same_level():
    assert COUNTY.neighbours(SANHE) == (DABA, YANGLIU, GUAYUAN)
    assert COUNTY.neighbours(DONGWAN) == (WULAN,)
    assert COUNTY.neighbours(BAIYIN) == ()


def test_a_gap_of_a_few_metres_does_not_part_neighbours():
    gap = unit("620421102299", outline=square(104.0403, 36.52))
    far = unit("620421102298", outline=square(104.05, 36.54))
    gazetteer = Gazetteer.of([*small_county(), gap, far])
    assert gap.code in gazetteer.neighbours(DABA)
    assert far.code not in gazetteer.neighbours(DABA)


def test_an_outline_for_the_map_is_the_one_loaded():
    assert shapely.equals(COUNTY.outline(SANHE), SQUARES[SANHE])


OLD = UnitCode("620421201201")
ENDED = unit(OLD, outline=SQUARES[SANHE], valid_to=date(2016, 2, 29), successor=SANHE)
REFORM = (*small_county(), ENDED)


def test_an_ended_village_is_not_located_any_more():
    assert Gazetteer.of(REFORM).locate(IN_SANHE, prefer=(OLD,)) == SANHE
    assert Gazetteer.of(REFORM, on=date(2026, 1, 1)).locate(IN_SANHE, prefer=(OLD,)) == SANHE


def test_on_a_day_before_the_reform_the_old_village_is_located():
    assert Gazetteer.of(REFORM, on=date(2010, 1, 1)).locate(IN_SANHE, prefer=(OLD,)) == OLD


def test_an_old_code_is_stood_for_by_its_heir_and_an_unknown_one_by_nothing():
    gazetteer = Gazetteer.of(REFORM, on=date(2026, 1, 1))
    assert gazetteer.heir(OLD) == SANHE
    assert gazetteer.heir(SANHE) == SANHE
    assert gazetteer.heir(UnitCode("620421999999")) is None
    assert gazetteer.heir(None) is None

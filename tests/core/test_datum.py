import doctest

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from server.core import datum as datum_module
from server.core.datum import (
    Datum,
    datum,
    gcj02_to_wgs84,
    looks_gcj02_shifted,
    to_gcj02,
    to_wgs84,
    wgs84_to_gcj02,
)
from server.core.errors import DatumNotSupported
from server.core.geodesy import LocalPlane, distance_m
from server.core.types import GeoPoint
from tests.builders.areas import square

in_china = st.builds(GeoPoint, st.floats(18, 53), st.floats(74, 134))
in_the_city = st.builds(GeoPoint, st.floats(35.3, 37.75), st.floats(103.4, 105.65))


def test_the_examples_in_the_docstrings_hold():
    assert doctest.testmod(datum_module).failed == 0


def test_the_published_example_of_the_formula_comes_out():
    shifted = wgs84_to_gcj02(GeoPoint(31.1774276, 121.5272106))
    assert (shifted.lat, shifted.lon) == pytest.approx((31.175303984, 121.531541859), abs=1e-8)


@given(in_china)
def test_gcj02_and_back_is_the_same_place_to_a_decimetre(point):
    assert distance_m(gcj02_to_wgs84(wgs84_to_gcj02(point)), point) < 0.1
    assert distance_m(wgs84_to_gcj02(gcj02_to_wgs84(point)), point) < 0.1


@given(in_the_city)
def test_in_this_city_gcj02_lies_200_to_370_m_to_the_east(point):
    east, north = LocalPlane.at(point).xy(wgs84_to_gcj02(point))
    assert 195 < east < 375
    assert -95 < north < 95


def test_abroad_nothing_is_shifted():
    almaty = GeoPoint(43.24, 71.90)
    assert wgs84_to_gcj02(almaty) == almaty


def test_height_and_accuracy_are_kept():
    point = gcj02_to_wgs84(GeoPoint(36.5, 104.1, 1700.0, 4.5))
    assert (point.alt_m, point.accuracy_m) == (1700.0, 4.5)


@pytest.mark.parametrize("stated", [Datum.WGS84, Datum.CGCS2000])
def test_wgs84_and_cgcs2000_outlines_are_taken_as_they_are(stated):
    assert to_wgs84(square(104.0, 36.5), stated) == square(104.0, 36.5)


def test_a_gcj02_outline_with_a_hole_comes_back_whole():
    outline = square(104.0, 36.5).difference(square(104.005, 36.505, 0.01))
    back = to_wgs84(to_gcj02(outline), Datum.GCJ02)
    assert shapely.equals_exact(back, outline, 1e-6)
    assert len(back.interiors) == 1


@pytest.mark.parametrize("name", ["WGS84", "wgs-84", " CGCS2000 ", "GCJ-02", "gcj_02"])
def test_names_of_datums_are_read_as_people_write_them(name):
    assert datum(name) in Datum


@pytest.mark.parametrize("name", ["BD-09", "bd09ll", "Xian 1980", "Beijing 54", ""])
def test_other_datums_are_refused_in_both_languages(name):
    with pytest.raises(DatumNotSupported) as refused:
        datum(name)
    assert "请先转换" in refused.value.sentence("zh")
    assert "convert" in refused.value.sentence("en")


@given(in_the_city)
def test_a_position_off_by_the_shift_is_recognised_and_the_place_itself_is_not(place):
    assert looks_gcj02_shifted(wgs84_to_gcj02(place), place)
    assert not looks_gcj02_shifted(place, place)


def test_a_position_as_far_off_in_another_direction_is_no_shift():
    place = GeoPoint(36.5, 104.8)
    west = GeoPoint(36.5, 104.8 - (wgs84_to_gcj02(place).lon - 104.8))
    assert not looks_gcj02_shifted(west, place)

import doctest
import math

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from server.core import geodesy
from server.core.geodesy import LocalPlane, circle, distance_m, distance_to_m
from server.core.types import GeoPoint
from tests.builders.areas import square

BAIYIN = GeoPoint(36.5452, 104.1359)
latitudes = st.floats(35.3, 37.75)
longitudes = st.floats(103.4, 105.65)
positions = st.builds(GeoPoint, latitudes, longitudes)


def on_the_ellipsoid_m(a, b):
    """Gauss's mid-latitude formula on WGS84, right to millimetres at these distances."""
    middle = math.radians((a.lat + b.lat) / 2)
    curve = 1 - 0.006_694_379_990_14 * math.sin(middle) ** 2
    along = 6_378_137 * (1 - 0.006_694_379_990_14) / curve**1.5
    across = 6_378_137 / math.sqrt(curve)
    north = along * math.radians(b.lat - a.lat)
    east = across * math.cos(middle) * math.radians(b.lon - a.lon)
    return math.hypot(north, east)


def test_the_examples_in_the_docstrings_hold():
    assert doctest.testmod(geodesy).failed == 0


def test_nowhere_is_far_from_itself():
    assert distance_m(BAIYIN, BAIYIN) == 0


def test_antipodes_are_half_the_circumference_apart():
    half = distance_m(GeoPoint(36.5, 104.1), GeoPoint(-36.5, -75.9))
    assert half == pytest.approx(math.pi * geodesy.EARTH_RADIUS_M)


@given(positions, positions)
def test_a_distance_is_within_half_a_percent_of_the_ellipsoid_and_the_same_both_ways(a, b):
    assert distance_m(a, b) == pytest.approx(on_the_ellipsoid_m(a, b), rel=0.005, abs=0.01)
    assert distance_m(a, b) == pytest.approx(distance_m(b, a))


@given(positions, st.floats(0, 100_000), st.floats(0, 2 * math.pi))
def test_the_plane_about_a_point_is_right_to_half_a_percent_within_100_km(origin, away_m, course):
    plane = LocalPlane.at(origin)
    there = plane.degrees(shapely.Point(away_m * math.sin(course), away_m * math.cos(course)))
    truth = on_the_ellipsoid_m(origin, GeoPoint(there.y, there.x))
    assert away_m == pytest.approx(truth, rel=0.005, abs=0.01)


@given(positions, positions)
def test_the_way_to_the_plane_and_back_is_exact(origin, point):
    plane = LocalPlane.at(origin)
    back = plane.degrees(plane.flat(shapely.Point(point.lon_lat)))
    assert (back.y, back.x) == pytest.approx((point.lat, point.lon), abs=1e-9)
    assert plane.flat(shapely.Point(point.lon_lat)).coords[0] == pytest.approx(plane.xy(point))


def test_inside_an_area_the_distance_is_zero_and_outside_it_is_to_the_edge():
    area = square(104.00, 36.50)
    assert distance_to_m(GeoPoint(36.51, 104.01), area) == 0
    assert distance_to_m(GeoPoint(36.51, 104.03), area) == pytest.approx(893.7, rel=0.005)
    assert distance_to_m(GeoPoint(36.53, 104.01), area) == pytest.approx(1109.7, rel=0.005)


def test_a_circle_of_accuracy_has_its_radius_in_every_direction():
    edge = circle(BAIYIN, 30).exterior.coords
    assert all(distance_m(BAIYIN, GeoPoint(y, x)) == pytest.approx(30, rel=0.001) for x, y in edge)

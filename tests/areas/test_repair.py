import math

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely import GeometryCollection, LineString, MultiPolygon, Point, Polygon

from server.areas.repair import MOST_VERTICES, TooIntricate, areas_of, repaired
from tests.builders.areas import square
from tests.builders.maps import star

BOWTIE = Polygon([(0, 0), (2, 2), (2, 0), (0, 2), (0, 0)])
numbers = st.floats(0, 10).map(lambda x: round(x, 3))


def test_a_valid_outline_is_left_alone():
    outline = square(104, 36)
    assert repaired(outline) is outline


def test_a_bow_tie_becomes_its_two_halves():
    sound = repaired(BOWTIE)
    assert sound.is_valid
    assert sound.area == pytest.approx(2)


def test_a_hole_that_leaves_its_outline_is_cut_off_there():
    leaking = Polygon(square(0, 0, 4).exterior, [square(2, 1, 3).exterior])
    assert repaired(leaking).area == pytest.approx(16 - 6)


@given(st.lists(st.tuples(numbers, numbers), min_size=4, max_size=12))
def test_whatever_is_repaired_is_a_valid_area(corners):
    try:
        sound = repaired(Polygon(corners))
    except TooIntricate:
        return
    assert sound.is_valid
    assert sound.geom_type in {"Polygon", "MultiPolygon"}


@pytest.mark.parametrize("points", [2_001, 20_001])
def test_a_tangle_that_would_take_minutes_is_refused_at_once(points):
    with pytest.raises(TooIntricate) as refused:
        repaired(star(points))
    assert refused.value.vertices == points + 1


def test_more_points_than_any_village_has_are_refused():
    turns = np.linspace(0, 2 * math.pi, MOST_VERTICES + 1)
    with pytest.raises(TooIntricate):
        repaired(Polygon(np.column_stack((np.cos(turns), np.sin(turns)))))


def test_an_outline_without_area_is_refused():
    with pytest.raises(TooIntricate):
        repaired(Polygon([(0, 0), (1, 1), (2, 2), (0, 0)]))


def test_areas_are_picked_out_of_a_collection():
    mixed = GeometryCollection(
        [Point(0, 0), square(0, 0), GeometryCollection([MultiPolygon([square(5, 5)])])]
    )
    assert shapely.equals(areas_of(mixed), MultiPolygon([square(0, 0), square(5, 5)]))


def test_lines_and_points_are_no_area():
    assert areas_of(LineString([(0, 0), (1, 1)])) is None

import re

import pytest
from shapely import box

from server.console.views.canvas import Canvas
from server.console.views.mapfigure import draw
from server.core.types import AdminUnit, GeoPoint, Level, UnitCode
from tests.builders.cases import north_of

HERE = GeoPoint(36.53, 104.01, accuracy_m=18)
OWN = UnitCode("620421102201")


def unit(code=OWN, name="三合村村民委员会", west=104.0, south=36.52, **more):
    return AdminUnit(
        UnitCode(code),
        name,
        Level.VILLAGE,
        "village_committee",
        outline=box(west, south, west + 0.02, south + 0.02),
        **more,
    )


SANHE = unit()
NEXT = unit("620421102202", "大坝村村民委员会", west=104.02)


def figure(units=(SANHE, NEXT), **options):
    return draw(units, **({"own": OWN, "point": HERE} | options))


def test_the_accuracy_circle_is_true_to_scale():
    drawn = figure(registered=north_of(HERE, 100))
    pixels = drawn.point.y - drawn.registered.y
    assert drawn.accuracy == pytest.approx(pixels * 18 / 100, rel=0.01)


def test_the_distance_to_the_registered_house_is_told():
    assert figure(registered=north_of(HERE, 412)).link.metres == pytest.approx(412, abs=2)


def test_a_house_beside_the_fix_gets_no_line():
    assert figure(registered=north_of(HERE, 12)).link is None


def test_north_is_up_and_everything_of_interest_inside_the_near_view():
    drawn = figure(registered=north_of(HERE, 900))
    assert drawn.registered.y < drawn.point.y
    for spot in (drawn.point, drawn.registered):
        assert 0 < spot.x < drawn.near.width
        assert 0 < spot.y < drawn.near.height


def test_the_far_view_holds_the_whole_village():
    drawn = figure()
    own = next(outline for outline in drawn.outlines if outline.own)
    numbers = [float(each) for each in re.findall(r"-?\d+", own.d)]
    xs, ys = numbers[::2], numbers[1::2]
    assert drawn.far.x < min(xs)
    assert max(xs) < drawn.far.x + drawn.far.width
    assert drawn.far.y < min(ys)
    assert max(ys) < drawn.far.y + drawn.far.height


def test_the_own_outline_is_drawn_last_so_that_no_neighbour_covers_it():
    assert [outline.own for outline in figure().outlines] == [False, True]


def test_villages_are_named_as_people_say_them():
    assert {name.text for name in figure().names if name.view == "far"} == {"三合村", "大坝村"}


def test_names_keep_clear_of_the_point():
    for name in figure().names:
        assert abs(name.at.x - figure().point.x) + abs(name.at.y - figure().point.y) > 20


def test_made_up_outlines_say_so():
    assert not figure().is_schematic
    assert figure((unit(outline_is_synthetic=True),)).is_schematic


def test_without_a_fix_the_map_is_about_the_village():
    centred = unit(centre=GeoPoint(36.53, 104.01))
    assert figure((centred,), point=None).point is None


@pytest.mark.parametrize("lat_lon", [(1e308, 1e308), (90.1, 104), (36.5, -180.1)])
def test_what_is_no_position_on_earth_is_not_drawn(lat_lon):
    nowhere = GeoPoint(*lat_lon, 1700.0, 1e308)
    centred = unit(centre=GeoPoint(36.53, 104.01))
    drawn = figure((centred,), point=nowhere, registered=nowhere, photos=[nowhere])
    assert (drawn.point, drawn.photos) == (None, ())


def test_with_neither_a_fix_nor_a_village_there_is_no_map():
    assert figure((), point=None) is None


def test_a_unit_without_an_outline_is_left_out():
    bare = AdminUnit(OWN, "三合村村民委员会", Level.VILLAGE, "village_committee")
    assert figure((bare,)).outlines == ()


@pytest.mark.parametrize("least", [420, 5000], ids=["a farm", "a county"])
def test_one_point_alone_is_shown_with_its_surroundings(least):
    canvas = Canvas.around([HERE], width=470, height=232, least_m=least)
    assert canvas.scale == pytest.approx(470 / least)


@pytest.mark.parametrize("metres", [0, 9_000], ids=["in the village", "far from it"])
def test_a_fix_outside_its_village_is_noted(metres):
    assert figure(point=north_of(HERE, metres)).is_outside is (metres > 0)

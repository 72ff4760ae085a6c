from dataclasses import replace
from datetime import date
from random import Random

import numpy as np
import pytest
import shapely

from server.areas.geojson import to_geojson
from server.areas.outlines import read_outlines
from server.areas.synthetic import draw
from server.core.area import AreaTree, is_within
from server.core.datum import Datum
from server.core.errors import PlaceMissing
from server.core.gazetteer import Gazetteer
from server.core.geotag import in_city_frame
from server.core.types import GeoPoint, Level, UnitCode
from tests.builders.areas import BAIYIN, DONGWAN, JINGYUAN, SANHE, WULAN, unit
from tests.builders.baiyin import baiyin, drawn_baiyin

PINGCHUAN = UnitCode("620403000000")


def at_level(level):
    return [unit for unit in drawn_baiyin() if unit.level is level]


def outlines(units):
    return np.array([unit.outline for unit in units])


def test_every_unit_of_the_city_is_drawn_and_marked_as_made_up():
    assert len(drawn_baiyin()) == 944
    assert all(unit.outline is not None for unit in drawn_baiyin())
    assert all(unit.outline_is_synthetic for unit in drawn_baiyin())
    assert shapely.is_valid(outlines(drawn_baiyin())).all()


def test_villages_share_their_edges_without_gap_or_overlap():
    assert shapely.coverage_is_valid(outlines(at_level(Level.VILLAGE)))


@pytest.mark.parametrize("level", [Level.CITY, Level.COUNTY, Level.TOWNSHIP])
def test_the_areas_below_a_unit_add_up_to_it(level):
    tree = AreaTree.of(drawn_baiyin())
    for parent in at_level(level):
        below = [child.outline for child in tree.children(parent.code)]
        assert sum(shapely.area(below)) == pytest.approx(parent.outline.area, rel=1e-9)
        assert shapely.covers(parent.outline, shapely.point_on_surface(below)).all()


def test_every_village_and_township_hangs_together():
    for one in (*at_level(Level.VILLAGE), *at_level(Level.TOWNSHIP)):
        assert one.outline.geom_type == "Polygon"


def test_jingyuan_lies_in_two_parts_with_pingchuan_between_them():
    parts = {u.code: len(shapely.get_parts(u.outline)) for u in at_level(Level.COUNTY)}
    assert parts.pop(JINGYUAN) == 2
    assert set(parts.values()) == {1}
    north, south = sorted(
        shapely.get_parts(AreaTree.of(drawn_baiyin()).get(JINGYUAN).outline),
        key=lambda part: -part.centroid.y,
    )
    pingchuan = AreaTree.of(drawn_baiyin()).get(PINGCHUAN).outline
    assert pingchuan.touches(north)
    assert pingchuan.touches(south)


def test_the_city_stays_inside_its_frame_and_is_about_as_large_as_the_real_one():
    city = AreaTree.of(drawn_baiyin()).get(BAIYIN).outline
    west, south, east, north = city.bounds
    assert in_city_frame(GeoPoint(south, west))
    assert in_city_frame(GeoPoint(north, east))
    assert 19_000 < city.area * 111.2 * 89.2 < 24_000


def test_every_village_has_its_centre_inside_and_places_stay_where_they_were():
    for village in at_level(Level.VILLAGE):
        assert shapely.intersects_xy(village.outline, *village.centre.lon_lat)
    places = {u.code: u.centre for u in baiyin() if u.centre}
    assert all(u.centre == places.get(u.code, u.centre) for u in drawn_baiyin())


def test_a_township_is_drawn_around_its_place():
    inside = [u for u in at_level(Level.TOWNSHIP) if u.outline.intersects(point(u.centre))]
    assert len(inside) >= 77


def point(centre):
    return shapely.Point(centre.lon_lat)


def test_communities_are_smaller_than_villages():
    areas = {"village_committee": [], "residents_committee": []}
    for village in at_level(Level.VILLAGE):
        areas[village.unit_kind].append(village.outline.area)
    assert np.median(areas["residents_committee"]) < np.median(areas["village_committee"]) / 2


def test_the_same_seed_draws_the_same_map_and_another_seed_another():
    few = some_townships()
    again = [u.outline for u in draw(few, seed=7)]
    assert all(shapely.equals_exact(outlines(draw(few, seed=7)), again))
    assert not all(shapely.equals_exact(outlines(draw(few, seed=8)), again, 1e-3))


def some_townships():
    """Three townships of the county with their villages."""
    wanted = {"620421101", "620421102", "620421103"}
    return [
        u
        for u in baiyin()
        if u.code in (BAIYIN, JINGYUAN) or (u.code[:9] in wanted and u.level is not Level.COUNTY)
    ]


def test_a_township_without_a_place_cannot_be_drawn():
    bare = [replace(u, centre=None) if u.code == WULAN else u for u in some_townships()]
    with pytest.raises(PlaceMissing):
        draw(bare)


def test_ended_units_stay_undrawn():
    ended = unit("620421102299", valid_to=date(2016, 2, 29), successor=SANHE)
    drawn = AreaTree.of(draw([*some_townships(), ended]))
    assert drawn.get(ended.code).outline is None
    assert drawn.get(SANHE).outline is not None


def test_villages_without_cells_stay_undrawn_and_the_rest_is_drawn():
    crowd = [unit(f"620421102{number}") for number in range(300, 400)]
    near = replace(AreaTree.of(baiyin()).get(DONGWAN), unit_kind="subdistrict")
    ring = [
        unit(f"6204211{number}000", "镇", centre=GeoPoint(36.9226 + dy, 105.0995 + dx))
        for number, (dx, dy) in enumerate(
            [(0.001, 0), (-0.001, 0), (0, 0.001), (0, -0.001)], start=10
        )
    ]
    towns = [u for u in baiyin() if u.code in (BAIYIN, JINGYUAN)]
    drawn = draw([*towns, near, *ring, *crowd])
    assert 0 < sum(u.outline is not None for u in drawn if is_within(u.code, DONGWAN)) < 101


def test_the_map_can_be_written_and_loaded_like_any_other():
    found = read_outlines(to_geojson(drawn_baiyin()), AreaTree.of(baiyin()), stated=Datum.WGS84)
    assert found.findings == ()
    assert len(found.by_code) == 944
    for one in at_level(Level.VILLAGE):
        loaded = found.by_code[one.code]
        assert loaded.is_synthetic
        assert shapely.equals_exact(loaded.geometry, one.outline, 1e-9)
        assert (loaded.centre.lat, loaded.centre.lon) == (one.centre.lat, one.centre.lon)


def test_random_positions_are_located_as_a_search_through_all_villages_does():
    gazetteer = Gazetteer.of(drawn_baiyin())
    random = Random(4)  # noqa: S311 — positions, no secret
    villages = at_level(Level.VILLAGE)
    shapes = outlines(villages)
    for _ in range(1_000):
        here = GeoPoint(random.uniform(35.35, 37.7), random.uniform(103.45, 105.6))
        holding = {v.code for v, hit in zip(villages, hits(shapes, here), strict=True) if hit}
        found = gazetteer.locate(here)
        assert found in holding if holding else found is None


def hits(shapes, here):
    return shapely.covers(shapes, shapely.Point(here.lon_lat))


def test_neighbours_of_a_village_are_the_ones_it_touches():
    gazetteer = Gazetteer.of(drawn_baiyin())
    villages = at_level(Level.VILLAGE)
    touching = shapely.touches(gazetteer.outline(SANHE), outlines(villages))
    expected = {v.code for v, hit in zip(villages, touching, strict=True) if hit}
    assert expected <= set(gazetteer.neighbours(SANHE))

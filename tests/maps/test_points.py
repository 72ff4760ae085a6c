"""Points of the map: all of one's own area, none of the next, and exact in number."""

import mapbox_vector_tile
import numpy as np
import pytest

from server.core.clustering import SINGLY
from server.core.desk.mapping import MapFilter, PointLayer
from server.core.errors import NotAllowed, NotFound
from server.core.tiling import Tile, squared
from server.maps import outlines, peeking, points
from server.store import households
from tests.builders.areas import DABA, DONGWAN, GUAYUAN, JINGYUAN, SANHE, WULAN
from tests.builders.office import ADMIN, AUDITOR, REVIEWER, STRANGER, asker

HOMES = PointLayer.HOUSEHOLDS
EVERYTHING = MapFilter()


def told(tile):
    return mapbox_vector_tile.decode(tile.content) if tile.content else {}


def features(office, who, asked=EVERYTHING, zoom=0):
    """What a map of the whole area shows at a zoom."""
    found = points.point_set(office, who, HOMES, asked).points
    side = 1 << zoom
    tiles = {(int(x * side), int(y * side)) for x, y in found.xy}
    return [
        feature
        for x, y in sorted(tiles)
        for feature in told(points.tile(office, who, HOMES, asked, Tile.at(zoom, x, y)))["points"][
            "features"
        ]
    ]


@pytest.mark.parametrize("zoom", [0, 8, 12, SINGLY])
def test_clusters_of_any_zoom_add_up_to_the_households_of_the_township(office, zoom):
    shown = features(office, asker(office, REVIEWER), zoom=zoom)
    assert sum(each["properties"]["n"] for each in shown) == 5
    assert sum(each["properties"].get("t1", 0) for each in shown) == 3


def test_each_sees_his_own_area_and_the_county_sees_both(office):
    counts = {
        login: len(points.point_set(office, asker(office, login), HOMES, MapFilter()).points)
        for login in (REVIEWER, STRANGER, AUDITOR)
    }
    assert counts == {REVIEWER: 5, STRANGER: 4, AUDITOR: 9}


def test_a_unit_of_the_neighbours_does_not_exist_and_the_administrator_sees_no_point(office):
    with pytest.raises(NotFound):
        points.point_set(office, asker(office, STRANGER), HOMES, MapFilter(unit=SANHE))
    with pytest.raises(NotAllowed):
        points.point_set(office, asker(office, ADMIN), HOMES, MapFilter())


def test_a_point_opens_as_a_card_only_in_its_own_area(office):
    clerk, stranger = asker(office, REVIEWER), asker(office, STRANGER)
    refs = [int(ref) for ref in points.point_set(office, clerk, HOMES, MapFilter()).points.refs]
    own = peeking.cards(office, clerk, HOMES, MapFilter(), refs)
    assert {card.unit for card in own} == {SANHE, DABA}
    assert peeking.cards(office, stranger, HOMES, MapFilter(), refs) == ()


def test_a_household_that_goes_leaves_the_map_after_a_moment(office, monkeypatch):
    clerk = asker(office, REVIEWER)
    before = points.point_set(office, clerk, HOMES, MapFilter()).points
    gone = int(before.refs[0])
    office.store.write(lambda conn: households.withdraw(conn, JINGYUAN[:6], gone))
    monkeypatch.setattr(points, "STILL_S", -1.0)
    assert len(points.point_set(office, clerk, HOMES, MapFilter()).points) == 4


def outline_codes(office, unit, *, zoom):
    """Codes of all areas in a column of tiles around the county."""
    west, _, east, _ = outlines.box(office, (JINGYUAN,))
    side = 1 << zoom
    x = int(((west + east) / 2 + 180) / 360 * side)
    return {
        feature["properties"]["code"]
        for y in range(side)
        for layer in told(outlines.tile(office, (unit,), Tile.at(zoom, x, y))).values()
        for feature in layer["features"]
    }


def test_tiles_of_outlines_name_units_and_leave_out_the_next_township(office):
    assert {DONGWAN, SANHE, DABA} <= outline_codes(office, DONGWAN, zoom=3)
    assert not {WULAN, GUAYUAN} & outline_codes(office, DONGWAN, zoom=3)
    assert {JINGYUAN, WULAN, GUAYUAN, DONGWAN} <= outline_codes(office, JINGYUAN, zoom=3)


def test_the_ids_of_outlines_are_the_codes_so_that_the_page_can_colour_them(office):
    ((x, y),) = squared(np.array([[104.02, 36.52]])).tolist()
    layers = told(outlines.tile(office, (JINGYUAN,), Tile.at(12, int(x * 4096), int(y * 4096))))
    assert {each["id"] for each in layers["township"]["features"]} == {int(DONGWAN), int(WULAN)}
    names = {each["properties"]["name"] for each in layers["village"]["features"]}
    assert names == {"三合村", "大坝村", "杨柳村", "瓜园村"}

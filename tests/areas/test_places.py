import pytest

from server.areas.baiyin import places_csv
from server.areas.places import read_places, with_centres
from server.core.area import AreaTree
from server.core.datum import wgs84_to_gcj02
from server.core.geodesy import distance_m
from server.core.types import GeoPoint, Level
from tests.builders.areas import SANHE, small_county, unit
from tests.builders.baiyin import baiyin

KNOWN = AreaTree.of(small_county(drawn=()))


def places(row, header="code,lat,lon"):
    return read_places(f"{header}\n{row}\n".encode(), KNOWN)


def test_every_township_and_county_of_the_demonstration_city_has_a_centre_and_no_village():
    levels = {u.level for u in baiyin() if u.centre is not None}
    assert levels == {Level.CITY, Level.COUNTY, Level.TOWNSHIP}
    assert all(u.centre for u in baiyin() if u.level is not Level.VILLAGE)
    assert read_places(places_csv(), AreaTree.of(baiyin())).findings == ()


def test_a_place_becomes_the_centre_of_its_unit():
    centred = with_centres([unit(SANHE)], places(f"{SANHE},36.53,104.01").centres)
    assert centred[0].centre == GeoPoint(36.53, 104.01)


def test_a_unit_that_is_not_listed_keeps_its_centre():
    centre = GeoPoint(36.5, 104.0)
    assert with_centres([unit(SANHE, centre=centre)], {})[0].centre == centre


def test_a_gcj02_place_is_converted():
    place = GeoPoint(36.53, 104.01)
    shown = wgs84_to_gcj02(place)
    found = places(f"{SANHE},{shown.lat},{shown.lon},GCJ-02", "code,lat,lon,datum").centres[SANHE]
    assert distance_m(found, place) < 0.1


def test_swapped_latitude_and_longitude_are_exchanged_and_said():
    found = places(f"{SANHE},104.01,36.53")
    assert found.centres[SANHE] == GeoPoint(36.53, 104.01)
    assert [finding.code for finding in found.findings] == ["swapped"]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("620421999999,36.5,104.0,", "unknown_unit"),
        (f"{SANHE},north,104.0,", "bad_position"),
        (f"{SANHE},nan,104.0,", "out_of_frame"),
        (f"{SANHE},39.9,116.4,", "out_of_frame"),
        (f"{SANHE},36.5,104.0,BD-09", "bad_datum"),
    ],
)
def test_a_bad_place_is_left_out_and_said(row, code):
    found = places(row, "code,lat,lon,datum")
    assert found.centres == {}
    assert [(finding.row, finding.code) for finding in found.findings] == [(2, code)]

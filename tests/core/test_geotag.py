import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.core.datum import wgs84_to_gcj02
from server.core.gazetteer import Gazetteer
from server.core.geotag import Placement, geotag, in_city_frame, is_outside_assignment, placement
from server.core.types import GeoPoint, Geotag, TagSource, UnitCode
from tests.builders.areas import (
    DABA,
    DONGWAN,
    GUAYUAN,
    JINGYUAN,
    PINGCHUAN,
    SANHE,
    WULAN,
    small_county,
    square,
    unit,
)

COUNTY = Gazetteer.of(small_county())
BARE = Gazetteer.of(small_county(drawn=()))
UNKNOWN = UnitCode("620421999201")
IN_SANHE = GeoPoint(36.53, 104.01, None, 5.0)
IN_DABA = GeoPoint(36.53, 104.03, None, 5.0)
NOWHERE = GeoPoint(36.60, 104.01, None, 5.0)


def tag(gps=IN_SANHE, claimed=SANHE, assigned=(), gazetteer=COUNTY):
    return geotag(gps, claimed, assigned, gazetteer)


@pytest.mark.parametrize(
    ("gps", "claimed", "assigned", "unit_and_source"),
    [
        (IN_SANHE, SANHE, (), (SANHE, TagSource.ANSWER)),
        (IN_DABA, SANHE, (), (SANHE, TagSource.ANSWER)),
        (None, SANHE, (), (SANHE, TagSource.ANSWER)),
        (IN_DABA, None, (SANHE,), (DABA, TagSource.GPS)),
        (IN_DABA, UNKNOWN, (SANHE,), (DABA, TagSource.GPS)),
        (IN_DABA, DONGWAN, (), (DABA, TagSource.GPS)),
        (IN_DABA, WULAN, (), (WULAN, TagSource.ANSWER)),
        (None, None, (SANHE,), (SANHE, TagSource.ASSIGNMENT)),
        (NOWHERE, UNKNOWN, (SANHE,), (SANHE, TagSource.ASSIGNMENT)),
        (None, DONGWAN, (SANHE,), (SANHE, TagSource.ASSIGNMENT)),
        (None, None, (SANHE, DABA), (None, TagSource.NONE)),
        (None, None, (UNKNOWN,), (None, TagSource.NONE)),
        (None, None, (), (None, TagSource.NONE)),
    ],
    ids=[
        "claimed and located agree",
        "the claim decides against the fix",
        "claim without a fix",
        "the fix without a claim",
        "the fix, where the claimed code is unknown",
        "the fix names the village of a claimed township",
        "a fix elsewhere does not move a claimed township",
        "only the assignment",
        "the assignment, where nothing else is known",
        "the assignment names the village of a claimed township",
        "two assignments decide nothing",
        "an unknown assignment decides nothing",
        "nothing at all",
    ],
)
def test_what_a_submission_is_filed_under(gps, claimed, assigned, unit_and_source):
    found = tag(gps, claimed, assigned)
    assert (found.unit, found.source) == unit_and_source


def test_located_claimed_and_assigned_are_all_kept():
    found = tag(IN_DABA, SANHE, (GUAYUAN,))
    assert (found.located, found.claimed, found.assigned) == (DABA, SANHE, (GUAYUAN,))


def test_inside_the_claimed_village_nothing_is_far():
    found = tag()
    assert (found.outside_m, found.county_outside_m, found.nearest) == (0, 0, None)
    assert found.centre_m < 1


def test_outside_the_claimed_village_the_metres_to_its_outline_are_told():
    assert tag(IN_DABA).outside_m == pytest.approx(893.5, rel=0.005)


def test_without_an_outline_only_the_distance_to_the_centre_is_known():
    centred = Gazetteer.of([unit(SANHE, centre=GeoPoint(36.53, 104.01))])
    found = tag(IN_DABA, gazetteer=centred)
    assert found.outside_m is None
    assert found.centre_m == pytest.approx(1787, rel=0.005)


def test_without_a_fix_nothing_is_measured():
    found = tag(None)
    measured = (found.outside_m, found.county_outside_m, found.centre_m, found.nearest_m)
    assert measured == (None, None, None, None)


def test_a_position_that_is_no_number_counts_as_no_fix():
    assert tag(GeoPoint(math.nan, 104.0)) == tag(None)


def test_outside_every_village_the_nearest_is_told():
    found = tag(NOWHERE, DABA)
    assert found.located is None
    assert found.nearest == SANHE
    assert found.nearest_m == pytest.approx(6671, rel=0.005)


@pytest.mark.parametrize(
    "gps", [GeoPoint(0, 0), GeoPoint(104.01, 36.53)], ids=["null island", "swapped"]
)
def test_outside_the_city_no_nearest_village_is_looked_for(gps):
    assert tag(gps).nearest is None
    assert not in_city_frame(gps)


def test_outside_the_county_the_metres_to_its_outline_are_told():
    assert tag(NOWHERE).county_outside_m == pytest.approx(6671, rel=0.005)


def test_a_county_without_outline_is_measured_only_by_the_village_that_holds_the_fix():
    villages = [u for u in small_county() if u.code != JINGYUAN]
    gazetteer = Gazetteer.of(villages)
    assert tag(IN_DABA, gazetteer=gazetteer).county_outside_m == 0
    assert tag(NOWHERE, gazetteer=gazetteer).county_outside_m is None


def test_a_fix_in_another_county_is_outside_the_claimed_one():
    there = GeoPoint(36.53, 104.05, None, 5.0)
    other = unit("620403100201", outline=square(104.04, 36.52))
    county = unit(PINGCHUAN, outline=square(104.04, 36.52))
    found = tag(there, gazetteer=Gazetteer.of([*small_county(), other, county]))
    assert found.located == other.code
    assert found.county_outside_m == pytest.approx(893.5, rel=0.005)


# 20 m east of the western edge of DABA, which is the eastern edge of SANHE.
BESIDE = {"lat": 36.53, "lon": 104.02 + 20 / 89_360}


@pytest.mark.parametrize(
    ("accuracy_m", "near"),
    [(19, False), (21, True), (0, False), (None, False)],
    ids=["circle ends before the line", "circle crosses it", "accuracy 0", "accuracy not told"],
)
def test_near_the_line_means_that_the_accuracy_circle_reaches_both_sides(accuracy_m, near):
    assert tag(GeoPoint(**BESIDE, accuracy_m=accuracy_m)).near_boundary is near
    assert tag(GeoPoint(**BESIDE, accuracy_m=accuracy_m), DABA).near_boundary is near
    assert tag(GeoPoint(**BESIDE, accuracy_m=accuracy_m), None).near_boundary is near


def test_a_line_between_two_other_villages_does_not_excuse_a_wrong_claim():
    found = tag(GeoPoint(**BESIDE, accuracy_m=30), GUAYUAN)
    assert not found.near_boundary
    assert placement(found) is Placement.OUTSIDE


def test_a_fix_that_gcj02_would_explain_is_recognised():
    house = GeoPoint(36.53, 104.0195, None, 5.0)
    found = tag(wgs84_to_gcj02(house))
    assert found.located == DABA
    assert found.gcj02_shifted
    assert placement(found) is Placement.SHIFTED


def test_a_fix_inside_or_too_far_for_the_shift_is_not_called_shifted():
    assert not tag().gcj02_shifted
    assert not tag(IN_DABA).gcj02_shifted


def test_near_the_line_needs_no_shift_to_be_explained():
    found = tag(GeoPoint(**BESIDE, accuracy_m=30))
    assert not found.gcj02_shifted
    assert placement(found) is Placement.NEAR_BOUNDARY


def test_a_village_far_west_of_the_fix_is_not_excused_by_the_shift():
    west = GeoPoint(36.53, 104.0 - 200 / 89_360, None, 5.0)
    assert not tag(west).gcj02_shifted


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (tag(), Placement.INSIDE),
        (tag(IN_DABA), Placement.OUTSIDE),
        (tag(gazetteer=BARE), Placement.UNKNOWN),
        (tag(None), Placement.UNKNOWN),
    ],
    ids=["inside", "outside", "no outline", "no fix"],
)
def test_what_a_reviewer_is_told_of_the_place(found, said):
    assert placement(found) is said


def test_a_village_that_ended_is_filed_and_measured_as_its_successor():
    old = unit("620421201201", successor=SANHE)
    found = tag(claimed=old.code, gazetteer=Gazetteer.of([*small_county(), old]))
    assert (found.unit, found.claimed, found.outside_m) == (SANHE, old.code, 0)


@pytest.mark.parametrize(
    ("assigned", "outside"),
    [((), False), ((SANHE,), False), ((DABA, DONGWAN), False), ((DABA,), True)],
    ids=["nobody assigned", "the village", "its township", "another village"],
)
def test_work_outside_the_assignment_is_recognised(assigned, outside):
    assert is_outside_assignment(tag(assigned=assigned)) is outside


def test_a_submission_without_a_unit_is_not_outside_an_assignment():
    assert not is_outside_assignment(Geotag(None, TagSource.NONE, assigned=(SANHE,)))


@given(st.floats(-90, 90), st.floats(-180, 180), st.sampled_from([None, SANHE, UNKNOWN, JINGYUAN]))
def test_any_position_on_earth_gets_a_tag(lat, lon, claimed):
    found = tag(GeoPoint(lat, lon, None, 10.0), claimed)
    assert found.outside_m is None or found.outside_m >= 0
    assert not (found.gcj02_shifted and found.outside_m == 0)

"""Houses stand where their village is."""

from __future__ import annotations

from dataclasses import replace

import pytest
import shapely

from server.core.geodesy import distance_m
from server.demo.hamlets import APART_M, doors
from tests.builders.demo import dice, town


@pytest.fixture(scope="module")
def village():
    return town().villages[3]


def test_every_house_stands_inside_the_outline(village):
    found = doors(village, 60, dice(1))
    assert len(found) == 60
    assert all(
        shapely.intersects_xy(village.outline, each.position.lon, each.position.lat)
        for each in found
    )


def test_no_two_houses_stand_in_one_another(village):
    places = [each.position for each in doors(village, 40, dice(2))]
    apart = [distance_m(a, b) for n, a in enumerate(places) for b in places[:n]]
    assert min(apart) > APART_M


def test_a_village_without_outline_has_its_houses_around_its_centre(village):
    found = doors(replace(village, outline=None), 20, dice(3))
    assert max(distance_m(each.position, village.centre) for each in found) < 1_000


def test_a_village_that_lies_nowhere_has_no_houses(village):
    assert doors(replace(village, outline=None, centre=None), 20, dice(4)) == []

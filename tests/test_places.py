"""The gazetteer that a running server shares: made once, made anew when areas or the day change."""

from datetime import date

import pytest

from server import places
from server.core.types import GeoPoint
from server.store import areas
from tests.builders import office as built
from tests.builders.areas import DABA, DONGWAN, SANHE, small_county, unit


@pytest.fixture
def office(settings):
    made = built.services(settings)
    yield made
    made.store.close()


def save(office, *units):
    office.store.write(lambda conn: areas.save_units(conn, units))


def test_every_unit_in_force_is_known(office):
    assert set(places.tree(office).by_code) == {each.code for each in small_county()}


def test_the_gazetteer_is_made_once(office):
    assert places.gazetteer(office) is places.gazetteer(office)


def test_units_that_change_are_seen_once_the_old_ones_are_forgotten(office):
    before = places.tree(office)
    save(office, unit(SANHE, "三合社区"))
    assert places.tree(office) is before
    places.forget(office)
    assert places.tree(office).get(SANHE).name == "三合社区"


def test_a_new_day_brings_a_new_gazetteer(office):
    """Units come into force and end with a day: a server that runs for weeks follows."""
    yesterday = places.gazetteer(office)
    kept = office.memo.get(places.KEY, dict)
    office.memo.forget(places.KEY)
    office.memo.get(places.KEY, lambda: type(kept)(date(2020, 1, 1), yesterday))
    assert places.gazetteer(office) is not yesterday
    assert places.gazetteer(office) is places.gazetteer(office)


def test_a_village_that_ended_locates_nothing_any_more(office):
    inside = GeoPoint(36.53, 104.03)
    assert places.gazetteer(office).locate(inside) == DABA
    save(office, unit(DABA, valid_to=date(2020, 1, 1), successor=SANHE))
    places.forget(office)
    assert places.gazetteer(office).locate(inside) != DABA


def test_two_offices_share_nothing(office, settings):
    other = built.services(settings)
    assert places.gazetteer(other) is not places.gazetteer(office)
    other.store.close()


def test_an_area_tree_is_that_of_the_gazetteer(office):
    assert places.tree(office) is places.gazetteer(office).tree
    assert DONGWAN in places.tree(office)

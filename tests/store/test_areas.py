"""Units in the store: read as written, changed by code, outlines kept."""

from dataclasses import replace
from datetime import date

import pytest
import shapely

from server.core.types import GeoPoint
from server.store import areas
from server.store.engine import Store, open_engine
from tests.builders.areas import DABA, DONGWAN, SANHE, SQUARES, small_county, unit


@pytest.fixture
def store(settings):
    made = Store(open_engine(settings.sqlalchemy_url))
    yield made
    made.close()


def save(store, *units):
    store.write(lambda conn: areas.save_units(conn, units))


def known(store):
    with store.read() as conn:
        return {each.code: each for each in areas.all_units(conn)}


def test_units_are_read_as_they_were_written_in_order_of_code(store):
    county = small_county()
    save(store, *reversed(county))
    assert known(store) == {each.code: each for each in county}
    assert list(known(store)) == sorted(each.code for each in county)


def test_a_unit_without_outline_centre_and_days_is_read_as_such(store):
    save(store, unit(SANHE))
    assert known(store) == {SANHE: unit(SANHE)}


def test_days_of_validity_and_the_successor_are_kept(store):
    ended = unit(DABA, valid_from=date(2020, 1, 1), valid_to=date(2026, 6, 30), successor=SANHE)
    save(store, ended)
    assert known(store)[DABA] == ended


def test_saving_a_unit_again_changes_it_and_adds_none(store):
    save(store, unit(SANHE), unit(DABA))
    save(store, unit(SANHE, "三合社区", centre=GeoPoint(36.5, 104.0)))
    assert len(known(store)) == 2
    assert (known(store)[SANHE].name, known(store)[SANHE].centre) == (
        "三合社区",
        GeoPoint(36.5, 104.0),
    )


def test_an_outline_stays_when_a_list_of_names_is_loaded_again(store):
    made_up = replace(unit(SANHE, outline=SQUARES[SANHE]), outline_is_synthetic=True)
    save(store, made_up)
    save(store, unit(SANHE, "三合社区"))
    kept = known(store)[SANHE]
    assert shapely.equals(kept.outline, SQUARES[SANHE])
    assert kept.outline_is_synthetic


def test_a_surveyed_outline_takes_the_place_of_a_made_up_one(store):
    save(store, replace(unit(SANHE, outline=SQUARES[SANHE]), outline_is_synthetic=True))
    save(store, unit(SANHE, outline=SQUARES[DABA]))
    kept = known(store)[SANHE]
    assert shapely.equals(kept.outline, SQUARES[DABA])
    assert not kept.outline_is_synthetic


@pytest.mark.parametrize("synthetic", [True, False], ids=["made up", "surveyed"])
def test_outlines_alone_are_set_for_known_units_only(store, synthetic):
    save(store, unit(SANHE), unit(DONGWAN))
    drawn = {SANHE: SQUARES[SANHE], DABA: SQUARES[DABA]}
    store.write(lambda conn: areas.save_outlines(conn, drawn, synthetic=synthetic))
    assert set(known(store)) == {SANHE, DONGWAN}
    assert shapely.equals(known(store)[SANHE].outline, SQUARES[SANHE])
    assert known(store)[SANHE].outline_is_synthetic is synthetic
    assert known(store)[DONGWAN].outline is None


def test_nothing_to_save_is_no_statement(store):
    save(store)
    assert known(store) == {}

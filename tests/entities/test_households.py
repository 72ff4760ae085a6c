"""The working copy of households: ahead of the registers by visits, in step after every load."""

from datetime import date

import pytest

from server.publish import entity_lists
from server.store import facts, working_copy
from tests.builders.areas import DABA, JINGYUAN, SANHE
from tests.builders.field import sender
from tests.builders.households import entity, stored, withdrawn
from tests.builders.office import services

COUNTY = JINGYUAN[:6]
TODAY = date(2026, 11, 23)


@pytest.fixture
def office(settings):
    made = services(settings)
    yield made
    made.store.close()


def row(office, *units):
    """The only household on a tablet's list."""
    with office.store.read() as conn:
        about = entity_lists.carried(conn, sender(*units), 1, "households")
    header, *rows = entity_lists.rows(office, about)
    (found,) = rows
    return dict(zip(header, found, strict=True))


def token(office, *units):
    with office.store.read() as conn:
        return entity_lists.token(conn, entity_lists.carried(conn, sender(*units), 1, "households"))


def loaded_version(office):
    """The version that an update has to be made on (W-06)."""
    with office.store.read() as conn:
        return facts.household_now(conn, COUNTY, entity()).listed


def visited(office, day=TODAY, result="keep"):
    office.store.write(lambda conn: working_copy.visited(conn, COUNTY, entity(), day, result))


def test_a_visit_stands_in_the_list_at_once_and_is_no_conflict_for_a_survey(office):
    stored(office, last_visit_at=None)
    before = token(office, SANHE)
    visited(office)
    found = row(office, SANHE)
    assert (found["last_visit_date"], found["last_visit_result"], found["__version"]) == (
        "2026-11-23",
        "keep",
        2,
    )
    assert loaded_version(office) == 1
    assert token(office, SANHE) != before


def test_an_earlier_visit_that_comes_later_changes_nothing(office):
    stored(office)
    visited(office)
    visited(office, date(2026, 11, 1), "stop")
    assert row(office, SANHE)["last_visit_result"] == "keep"


def test_every_load_is_a_version_and_undoing_one_as_well(office):
    stored(office)
    stored(office, version=2)
    assert (row(office, SANHE)["__version"], loaded_version(office)) == (2, 2)
    withdrawn(office)
    stored(office)
    assert row(office, SANHE)["__version"] == 4  # a tablet takes no version for older than its own


def test_a_load_elsewhere_leaves_the_token_alone_and_a_move_changes_both(office):
    stored(office)
    here, there = token(office, SANHE), token(office, DABA)
    stored(office, 2, village=DABA)
    assert token(office, SANHE) == here
    there = token(office, DABA)
    stored(office, village=DABA)
    assert token(office, SANHE) != here
    assert token(office, DABA) != there


def test_a_rejected_visit_leaves_the_list_again(office):
    stored(office, last_visit_at=None)
    visited(office)
    office.store.write(lambda conn: working_copy.forget_visit(conn, COUNTY, entity()))
    found = row(office, SANHE)
    assert (found["last_visit_date"], found["__version"]) == ("", 3)

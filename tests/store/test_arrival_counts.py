"""Arrivals are counted by the local day, and move with what is filed elsewhere."""

from datetime import UTC, date, datetime, timedelta

import pytest

from server.core.types import UnitCode
from server.store import arrival_counts
from server.store.engine import Store, open_engine
from tests.builders.areas import DABA, DONGWAN, SANHE

LATE = datetime(2026, 11, 22, 16, 30, tzinfo=UTC)  # half past midnight of the 23rd in the office


@pytest.fixture
def store(database_url):
    opened = Store(open_engine(database_url))
    yield opened
    opened.close()


def on(store, unit, day):
    with store.read() as conn:
        return arrival_counts.on(conn, [UnitCode(unit)], day)


def test_the_day_is_that_of_the_office(store):
    store.write(lambda conn: arrival_counts.count(conn, SANHE, LATE))
    store.write(lambda conn: arrival_counts.count(conn, SANHE, LATE - timedelta(hours=1)))
    assert (on(store, SANHE, date(2026, 11, 22)), on(store, SANHE, date(2026, 11, 23))) == (1, 1)


def test_a_township_counts_its_villages_and_nothing_taken_off(store):
    for unit, n in ((SANHE, 1), (DABA, 1), (DABA, 1), (DABA, -1)):
        store.write(lambda conn, unit=unit, n=n: arrival_counts.count(conn, unit, LATE, n))
    assert on(store, DONGWAN, date(2026, 11, 23)) == 2
    with store.read() as conn:
        assert arrival_counts.last_day(conn, [DONGWAN]) == date(2026, 11, 23)
        assert arrival_counts.kept(conn) == {
            (SANHE, date(2026, 11, 23)): 1,
            (DABA, date(2026, 11, 23)): 1,
        }

"""Counters change with what they count, and say the same as a recount."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from server.store import counters
from server.store.engine import Store, open_engine
from tests.builders.areas import DABA, DONGWAN, GUAYUAN, JINGYUAN, SANHE, YANGLIU

OPEN = f"{counters.STATE}to_review"


@pytest.fixture
def store(settings):
    made = Store(open_engine(settings.sqlalchemy_url))
    yield made
    made.close()


def count(store, *changes):
    for change in changes:
        store.write(lambda conn, change=change: counters.count(conn, change))


def read(store, question, *args):
    with store.read() as conn:
        return question(conn, *args)


def test_differences_add_up_and_what_is_nought_leaves_no_row(store):
    count(store, {(SANHE, OPEN): 2}, {(SANHE, OPEN): -1, (DABA, OPEN): 1}, {(YANGLIU, OPEN): 0})
    assert read(store, counters.all_counters) == {(SANHE, OPEN): 1, (DABA, OPEN): 1}


def test_no_change_at_all_is_no_statement(store):
    count(store, {}, {(SANHE, OPEN): 0})
    assert read(store, counters.all_counters) == {}


def test_many_at_once_lose_no_count(store):
    """Several transactions touch the same villages, each naming them in another order."""
    villages = [SANHE, DABA, YANGLIU, GUAYUAN]

    def one(n):
        turned = villages[n % 4 :] + villages[: n % 4]
        count(store, {(village, OPEN): 1 for village in turned})

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(one, range(40)))
    assert set(read(store, counters.all_counters).values()) == {40}


@pytest.mark.parametrize(
    ("units", "total"),
    [
        ([SANHE], 1),
        ([DONGWAN], 7),
        ([JINGYUAN], 15),
        ([SANHE, GUAYUAN], 9),
        ([], 0),
    ],
    ids=["a village", "its township", "the county", "two villages", "nowhere"],
)
def test_a_total_is_the_sum_of_the_villages_inside(store, units, total):
    count(store, {(SANHE, OPEN): 1, (DABA, OPEN): 2, (YANGLIU, OPEN): 4, (GUAYUAN, OPEN): 8})
    assert read(store, counters.totals, units).get(OPEN, 0) == total


def test_totals_by_township_add_up_to_the_county(store):
    count(store, {(SANHE, OPEN): 1, (DABA, OPEN): 2, (YANGLIU, OPEN): 4, (GUAYUAN, OPEN): 8})
    by_township = read(store, counters.totals_by_prefix, [JINGYUAN], 9)
    assert by_township == {DONGWAN[:9]: {OPEN: 7}, GUAYUAN[:9]: {OPEN: 8}}

"""Ids that grow with time and never repeat."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.store import ids
from server.store.ids import COUNT_BITS, EPOCH_MS, NODE_BITS, IdSource, new_id

A_MORNING_MS = 60_000_000_000  # after the epoch
LARGEST = 2**63 - 1  # of a BIGINT


class Clock:
    """A clock the test sets, in milliseconds since the epoch of ids."""

    def __init__(self, ms=A_MORNING_MS):
        self.ms = ms

    def time_ns(self):
        return (EPOCH_MS + self.ms) * 1_000_000


def ids_at(steps, *, node=3, each=2):
    """Ids of a source whose clock goes these steps, some at every step."""
    clock, source = Clock(), IdSource(node=node)
    made = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ids, "time", clock)
        for step in steps:
            clock.ms += step
            made += [source() for _ in range(each)]
    return made


@given(steps=st.lists(st.integers(-5, 5), max_size=100))
def test_ids_grow_and_never_repeat_also_when_the_clock_stands_or_is_set_back(steps):
    made = ids_at(steps)
    assert made == sorted(set(made))


def test_more_ids_in_one_millisecond_than_it_has_room_for_still_differ():
    made = ids_at([0], each=3 * 2**COUNT_BITS)
    assert made == sorted(set(made))


@given(node=st.integers(0, 2**NODE_BITS - 1), other=st.integers(0, 2**NODE_BITS - 1))
def test_two_nodes_never_make_the_same_id(node, other):
    if node != other:
        assert set(ids_at([0, 1], node=node)).isdisjoint(ids_at([0, 1], node=other))


def test_ids_fit_a_signed_bigint_until_2094():
    sixty_nine_years_ms = int(69 * 365.25 * 86_400_000)
    (made,) = ids_at([sixty_nine_years_ms - A_MORNING_MS], each=1)
    assert 0 < made <= LARGEST


def test_threads_never_get_the_same_id():
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: new_id(), range(5000)))
    assert len(set(made)) == len(made)

"""One computes at a time, and nobody holds the turn while waiting for a commit."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

from server.store.engine import Store, open_engine
from server.store.turn import Turn

LONG_S = 10
SHORT_S = 0.05


def _other_gets_it(turn):
    """Whether another thread gets the turn now."""
    got = threading.Event()

    def take():
        turn.take()
        got.set()
        turn.give_up()

    threading.Thread(target=take, daemon=True).start()
    return got


def test_the_turn_is_one_threads_until_it_gives_it_up():
    turn = Turn()
    turn.take()
    turn.take()  # who has it goes on
    got = _other_gets_it(turn)
    assert not got.wait(SHORT_S)
    turn.give_up()
    assert got.wait(LONG_S)


def test_giving_up_what_another_thread_has_changes_nothing():
    turn = Turn()
    turn.take()
    with ThreadPoolExecutor() as pool:
        pool.submit(turn.give_up).result()
    got = _other_gets_it(turn)
    assert not got.wait(SHORT_S)
    turn.give_up()
    assert got.wait(LONG_S)


def test_where_it_does_not_apply_everybody_has_it():
    turn = Turn(applies=False)
    turn.take()
    assert _other_gets_it(turn).wait(LONG_S)


def test_whoever_waits_for_a_commit_lets_others_compute(tmp_path):
    store = Store(open_engine(f"sqlite:///{tmp_path / 'some.sqlite'}"))
    store.turn.take()
    assert store.write(lambda _conn: _other_gets_it(store.turn).wait(LONG_S))
    store.close()

"""The one way to write: durable before it returns, one failure alone, a clean end."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import create_engine, func, insert, select, text
from sqlalchemy.exc import IntegrityError, OperationalError

from server.core.errors import DiskFull, NotFound, StoreBusy
from server.store.engine import BATCH, Store, open_engine, told
from server.store.tables.forms import project
from tests.builders.office import NOW

MANY = 3 * BATCH


@pytest.fixture
def store(settings):
    made = Store(open_engine(settings.sqlalchemy_url))
    yield made
    made.close()


@pytest.fixture
def other(settings):
    """Somebody else with the same database: sees what is committed and nothing more."""
    engine = create_engine(settings.sqlalchemy_url)
    yield engine
    engine.dispose()


def row(name, **more):
    return insert(project).values(name=name, description="", created_at=NOW, archived=False, **more)


def names(engine):
    with engine.connect() as conn:
        return sorted(conn.execute(select(project.c.name)).scalars())


def add(name):
    return lambda conn: conn.execute(row(name))


def held_up():
    """Keep the writer busy until the given event, so that what follows becomes one batch."""
    let_go, begun = threading.Event(), threading.Event()

    def wait(_conn):
        begun.set()
        let_go.wait(10)

    return let_go, begun, wait


def in_one_batch(store, pieces):
    """Run pieces of work that the writer finds queued together; results or failures in order."""
    let_go, begun, wait = held_up()
    with ThreadPoolExecutor(len(pieces) + 1) as pool:
        first = pool.submit(store.write, wait)
        begun.wait(10)
        waiting = [pool.submit(store.write, piece) for piece in pieces]
        let_go.set()
        first.result(10)
        return [future.exception(10) or future.result() for future in waiting]


def test_what_was_written_is_durable_when_the_call_returns(store, other):
    store.write(add("三合"))
    assert names(other) == ["三合"]


def test_a_piece_returns_its_result(store):
    assert store.write(lambda conn: conn.execute(select(func.count())).scalar_one()) == 1


def test_what_a_piece_raises_reaches_its_caller_and_undoes_it_alone(store, other):
    def half(conn):
        conn.execute(row("一半"))
        raise NotFound

    with pytest.raises(NotFound):
        store.write(half)
    store.write(add("三合"))
    assert names(other) == ["三合"]


def test_one_failing_piece_does_not_fail_its_neighbours(store, other):
    def half(conn):
        conn.execute(row("一半"))
        raise NotFound

    results = in_one_batch(store, [add("甲"), half, add("乙"), half, add("丙")])
    assert [type(result) is NotFound for result in results] == [False, True, False, True, False]
    assert names(other) == ["丙", "乙", "甲"]


def test_a_broken_constraint_is_the_callers_alone(store, other):
    again = [lambda conn, n=n: conn.execute(row(f"{n}", id=7)) for n in range(3)]
    results = in_one_batch(store, [*again, add("甲")])
    assert sum(isinstance(result, IntegrityError) for result in results) == 2
    assert len(names(other)) == 2


def test_a_batch_the_database_cannot_take_is_tried_again_piece_by_piece(store, other):
    def wrong(conn):
        conn.execute(row("一半"))
        conn.execute(text("SELECT * FROM nowhere"))

    results = in_one_batch(store, [add("甲"), wrong, add("乙")])
    assert [isinstance(result, Exception) for result in results] == [False, True, False]
    assert names(other) == ["乙", "甲"]


def test_many_writers_at_once_lose_nothing(store, other):
    with ThreadPoolExecutor(16) as pool:
        list(pool.map(lambda n: store.write(add(f"{n:04}")), range(MANY)))
    assert names(other) == [f"{n:04}" for n in range(MANY)]


def test_a_reader_sees_one_state_while_others_write(store):
    count = select(func.count()).select_from(project)
    with store.read() as conn:
        before = conn.execute(count).scalar_one()
        store.write(add("三合"))
        assert conn.execute(count).scalar_one() == before
    with store.read() as conn:
        assert conn.execute(count).scalar_one() == before + 1


def test_small_changes_come_in_order_before_what_is_written_after_them(store, other):
    for name in ("甲", "乙", "丙"):
        store.soon(add(name))
    store.write(add("丁"))
    with other.connect() as conn:
        rows = conn.execute(select(project.c.name).order_by(project.c.id)).scalars().all()
    assert rows == ["甲", "乙", "丙", "丁"]


def test_a_small_change_that_fails_is_told_in_the_log_only(store, caplog):
    def wrong(_conn):
        raise NotFound

    store.soon(lambda conn: conn.execute(text("SELECT * FROM nowhere")))
    store.write(add("三合"))
    assert "small change dropped" in caplog.text


class TestOfTheOneFile:
    """The writer thread, which only SQLite has."""

    @pytest.fixture
    def store(self, tmp_path, sqlite):
        made = Store(open_engine(sqlite.migrated(tmp_path / "one.sqlite3")))
        yield made
        made.close()

    def test_closing_finishes_what_is_queued(self, store):
        let_go, begun, wait = held_up()
        with ThreadPoolExecutor(8) as pool:
            pool.submit(store.write, wait)
            begun.wait(10)
            queued = [pool.submit(store.write, add(f"{n}")) for n in range(5)]
            closing = pool.submit(store.close)
            let_go.set()
            closing.result(10)
        taken = [f"{n}" for n, future in enumerate(queued) if future.exception() is None]
        refused = [future.exception() for future in queued if future.exception() is not None]
        assert all(isinstance(refusal, StoreBusy) for refusal in refused)
        assert names(store.engine) == taken

    def test_after_closing_nothing_is_taken(self, store):
        store.close()
        with pytest.raises(StoreBusy):
            store.write(add("三合"))

    def test_a_small_change_after_closing_is_dropped_and_told(self, store, caplog):
        store.close()
        store.soon(add("三合"))
        assert "small change dropped" in caplog.text

    def test_pieces_queued_together_are_committed_together(self, store):
        """Everything a batch holds becomes visible at once, with one commit."""
        seen = []

        def look(_conn):
            with store.read() as reader:
                seen.append(reader.execute(select(func.count()).select_from(project)).scalar())

        in_one_batch(store, [add("甲"), look, add("乙"), look])
        assert seen == [0, 0]

    def test_a_commit_that_fails_is_tried_again_piece_by_piece(self, store):
        """A deferred constraint breaks the commit itself: only its own piece may fail."""
        parent = "p INTEGER REFERENCES project(id) DEFERRABLE INITIALLY DEFERRED"
        store.write(lambda conn: conn.exec_driver_sql(f"CREATE TABLE child ({parent})"))

        def orphan(conn):
            conn.exec_driver_sql("INSERT INTO child VALUES (999)")

        results = in_one_batch(store, [add("甲"), orphan, add("乙")])
        assert [isinstance(result, Exception) for result in results] == [False, True, False]
        with store.read() as conn:
            assert conn.execute(select(func.count()).select_from(project)).scalar_one() == 2

    def test_a_file_that_cannot_be_opened_is_told_at_once(self, tmp_path):
        with pytest.raises(OperationalError):
            Store(open_engine(f"sqlite:///{tmp_path / 'missing' / 'x.sqlite3'}"))

    def test_commits_wait_for_the_disk(self, store):
        with store.read() as conn:
            assert conn.exec_driver_sql("PRAGMA synchronous").scalar() == 2
            assert conn.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("database or disk is full", DiskFull),
        ("could not extend file: No space left on device", DiskFull),
        ("database is locked", StoreBusy),
        ("server closed the connection unexpectedly", StoreBusy),
        ("deadlock detected", StoreBusy),
        ("no such table: nowhere", OperationalError),
    ],
)
def test_a_drivers_failure_is_said_in_words_to_act_on(said, kind):
    assert type(told(OperationalError("", {}, Exception(said)))) is kind


def test_of_two_writers_that_wait_for_each_other_both_come_through(store, other):
    """PostgreSQL undoes one of two that block each other; it is run again.  SQLite has no two."""
    store.write(add("甲"))
    store.write(add("乙"))
    meet = threading.Barrier(2)
    tries = []

    def rename(first, second):
        def work(conn):
            tries.append(first)
            for place, name in enumerate((first, second)):
                change = project.update().where(project.c.name.startswith(name))
                conn.execute(change.values(name=f"{name}+", description=first))
                if place == 0 and len(tries) <= 2 and not store.is_sqlite:
                    meet.wait(10)

        return work

    with ThreadPoolExecutor(2) as pool:
        one = pool.submit(store.write, rename("甲", "乙"))
        two = pool.submit(store.write, rename("乙", "甲"))
        assert one.exception(20) is None
        assert two.exception(20) is None
    assert names(other) == ["乙+", "甲+"]


def test_what_a_statement_was_given_does_not_stand_in_its_failure(store):
    """It would stand in the log: an answer, a name, a number (safety.md V16.2.5)."""
    given = {"id": 1, "name": "李守田", "created_at": NOW}
    store.write(lambda conn: conn.execute(insert(project).values(**given)))
    with pytest.raises(IntegrityError) as failure:
        store.write(lambda conn: conn.execute(insert(project).values(**given)))
    assert "李守田" not in str(failure.value)

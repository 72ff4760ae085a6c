"""Jobs: done once, told when they fail, tried again, taken over after a crash."""

import threading

import pytest
from sqlalchemy import select, update

from server.intake import worker
from server.intake.worker import Worker, drain
from server.store import jobs
from server.store.tables.submissions import job
from tests.builders.field import filled, record, send
from tests.builders.office import NOW
from tests.builders.pictures import encoded, picture

PHOTO = encoded(picture(640, 480))


def enqueue(office, kind, **args):
    office.store.write(lambda conn: jobs.enqueue(conn, kind, args, now=NOW))


def waiting(office):
    with office.store.read() as conn:
        return conn.execute(select(job)).all()


def now_due(office):
    office.store.write(lambda conn: conn.execute(update(job).values(run_after=NOW)))


@pytest.fixture
def done(monkeypatch):
    """What jobs of the kinds `note` and `break` were given."""
    seen = []

    def note(_services, args):
        seen.append(args)
        return lambda _conn: None

    def fail(_services, args):
        seen.append(args)
        raise RuntimeError("not today")

    monkeypatch.setattr(worker, "KINDS", {"note": note, "break": fail})
    return seen


def test_a_job_is_done_once_and_leaves_nothing(office, done):
    enqueue(office, "note", number=1)
    assert (drain(office), drain(office)) == (1, 0)
    assert (done, waiting(office)) == ([{"number": 1}], [])


def test_a_failing_job_is_told_and_tried_again_later_a_few_times(office, done, caplog):
    enqueue(office, "break")
    drain(office)
    (row,) = waiting(office)
    assert (row.state, row.attempts, row.reason) == ("waiting", 1, "RuntimeError: not today")
    assert row.run_after > NOW
    assert "job failed" in caplog.text
    for _ in range(jobs.MOST_ATTEMPTS):
        now_due(office)
        drain(office)
    (row,) = waiting(office)
    assert (row.state, len(done)) == ("failed", jobs.MOST_ATTEMPTS)


@pytest.mark.usefixtures("done")
def test_one_failing_job_does_not_stop_the_others(office):
    enqueue(office, "break")
    enqueue(office, "note")
    assert drain(office) == 2
    assert len(waiting(office)) == 1


@pytest.mark.usefixtures("done")
def test_a_job_of_a_kind_nobody_knows_is_kept_with_its_reason(office):
    enqueue(office, "unheard of")
    drain(office)
    assert "unheard of" in waiting(office)[0].reason


def test_what_a_job_wrote_and_its_end_are_one(office, monkeypatch):
    """If the writing fails, the job is still there."""

    def half(_services, _args):
        def ending(conn):
            conn.execute(update(job).values(reason="half"))
            raise RuntimeError("power cut")

        return ending

    monkeypatch.setattr(worker, "KINDS", {"note": half})
    enqueue(office, "note")
    drain(office)
    (row,) = waiting(office)
    assert (row.state, row.reason) == ("waiting", "RuntimeError: power cut")


def test_what_a_dead_process_had_in_hand_is_taken_over(office, done):
    enqueue(office, "note")
    office.store.write(lambda conn: jobs.take(conn, now=NOW))
    assert drain(office) == 0
    running = Worker(office)
    running.start()
    for _ in range(200):
        if not waiting(office):
            break
        threading.Event().wait(0.02)
    running.stop()
    assert len(done) == 1


def test_the_bell_wakes_the_worker(office):
    running = Worker(office)
    running.start()
    send(office, filled(house="a.jpg"), {"a.jpg": PHOTO})
    for _ in range(200):
        if record(office).state == "to_review":
            break
        threading.Event().wait(0.02)
    running.stop()
    assert record(office).state == "to_review"


def test_a_worker_told_to_stop_leaves_the_rest_for_the_next_start(office, monkeypatch):
    stop = threading.Event()

    def last(_services, _args):
        stop.set()
        return lambda _conn: None

    monkeypatch.setattr(worker, "KINDS", {"note": last})
    for _ in range(3):
        enqueue(office, "note")
    assert drain(office, until=stop.is_set) == 1
    assert len(waiting(office)) == 2

"""Doing the jobs that the store holds, one after another, until told to stop."""

from __future__ import annotations

import logging
import threading
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from server.entities import applying
from server.intake import mending, nightly, reread, settle
from server.intake.followup import REREAD
from server.intake.handover import AMEND
from server.store import jobs

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sqlalchemy import Connection

    from server.intake.settle import Ending
    from server.services import Services
    from server.store.jobs import Job

logger = logging.getLogger(__name__)

IDLE_S = 5.0
"""How long to wait at most before looking again for jobs whose time has come."""

KINDS: Mapping[str, Callable[[Services, Mapping[str, object]], Ending]] = {
    settle.KIND: settle.settle,
    REREAD: reread.reread,
    nightly.KIND: nightly.judge_records,
    AMEND: mending.mend,
    applying.KIND: applying.apply,
    applying.FORCE_KIND: applying.force,
}
"""What is done for each kind of job; it returns what to write together with the job's end."""


def drain(services: Services, *, until: Callable[[], bool] = lambda: False) -> int:
    """Do every job that is due now and return how many were done; stop early when `until` says."""
    done = 0
    while taken := _take(services):
        for job in taken:
            if until():
                return done
            _do(services, job)
            done += 1
    return done


def _take(services: Services) -> tuple[Job, ...]:
    """The next jobs; looking costs no commit, and mostly there is nothing."""
    now = datetime.now(UTC)
    with services.store.read() as conn:
        if not jobs.are_due(conn, now=now):
            return ()
    return services.store.write(lambda conn: jobs.take(conn, now=now))


def _do(services: Services, job: Job) -> None:
    try:
        ending = KINDS[job.kind](services, job.args)
        services.store.write(lambda conn: _end(conn, job, ending))
    except Exception as failure:  # the outermost handler of a job: it is told, and tried again
        logger.exception("job failed", extra={"job": job.id, "kind": job.kind})
        reason = f"{type(failure).__name__}: {failure}"
        services.store.write(lambda conn: jobs.fail(conn, job, reason, now=datetime.now(UTC)))


def _end(conn: Connection, job: Job, ending: Ending) -> None:
    ending(conn)
    jobs.finish(conn, job.id)


class Worker:
    """A thread that drains the jobs whenever the bell rings, and now and then anyway."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._loop, name="worker", daemon=True)

    def start(self) -> None:
        """Take over what an earlier process left unfinished, and begin at once."""
        self._services.store.write(jobs.release_running)
        self._services.store.write(lambda conn: nightly.plan(conn, now=datetime.now(UTC)))
        settle.nudge(self._services)
        self._thread.start()

    def stop(self) -> None:
        """Finish the job in hand and end; the others are taken up at the next start."""
        self._stop.set()
        settle.nudge(self._services)
        self._thread.join(30)

    def _loop(self) -> None:
        bell = settle.bell(self._services)
        while not self._stop.is_set():
            bell.wait(IDLE_S)
            bell.clear()
            drain(self._services, until=self._stop.is_set)

"""Doing the jobs that the store holds, one after another, until told to stop."""

from __future__ import annotations

import logging
import threading
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from server.intake import settle
from server.store import jobs

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from server.services import Services
    from server.store.jobs import Job

logger = logging.getLogger(__name__)

IDLE_S = 5.0
"""How long to wait at most before looking again for jobs whose time has come."""

KINDS: Mapping[str, Callable[[Services, Mapping[str, object]], None]] = {
    settle.KIND: settle.settle,
}


def drain(services: Services) -> int:
    """Do every job that is due now and return how many were taken."""
    done = 0
    while taken := services.store.write(lambda conn: jobs.take(conn, now=datetime.now(UTC))):
        for job in taken:
            _do(services, job)
        done += len(taken)
    return done


def _do(services: Services, job: Job) -> None:
    try:
        KINDS[job.kind](services, job.args)
    except Exception as failure:  # the outermost handler of a job: it is told, and tried again
        logger.exception("job failed", extra={"job": job.id, "kind": job.kind})
        reason = f"{type(failure).__name__}: {failure}"
        services.store.write(lambda conn: jobs.fail(conn, job, reason, now=datetime.now(UTC)))
        return
    services.store.write(lambda conn: jobs.finish(conn, job.id, now=datetime.now(UTC)))


class Worker:
    """A thread that drains the jobs whenever the bell rings, and now and then anyway."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._loop, name="worker", daemon=True)

    def start(self) -> None:
        """Take over what an earlier process left unfinished, and begin."""
        self._services.store.write(jobs.release_running)
        self._thread.start()

    def stop(self) -> None:
        """Finish the job in hand and end; the others keep their rows."""
        self._stop.set()
        settle.nudge(self._services)
        self._thread.join(30)

    def _loop(self) -> None:
        bell = settle.bell(self._services)
        while not self._stop.is_set():
            bell.wait(IDLE_S)
            bell.clear()
            if not self._stop.is_set():
                drain(self._services)

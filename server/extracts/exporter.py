"""A thread that has the files made, one after another, each by a process of its own.

So a long list costs nobody's click, and cancelling is ending a process.  D13.
"""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import threading
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import orjson

from server.core.desk.extract import OPEN, ExtractState
from server.extracts.asking import KEPT, file_of
from server.store import extracts

if TYPE_CHECKING:
    from server.core.desk.extract import Extract
    from server.services import Services

logger = logging.getLogger(__name__)

LOOK_S = 1.0
"""How often it looks for new wishes: nothing else waits for them."""

SWEEP_S = 3600.0
STILL_S = 10.0
"""How long a process may take to end once it was told to."""


class Exporter:
    """Takes waiting files and watches their processes until told to stop."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._loop, name="exporter", daemon=True)

    def start(self) -> None:
        """Take over what an earlier process left unfinished, and begin."""
        self._services.store.write(extracts.release_running)
        self._thread.start()

    def stop(self) -> None:
        """End; a file in the making is begun anew at the next start."""
        self._stop.set()
        self._thread.join(STILL_S)

    def _loop(self) -> None:
        waited = SWEEP_S
        while not self._stop.is_set():
            if waited >= SWEEP_S:
                sweep(self._services, now=datetime.now(UTC))
                waited = 0.0
            if not run_next(self._services, self._stop):
                self._stop.wait(LOOK_S)
                waited += LOOK_S


def run_next(services: Services, stop: threading.Event) -> bool:
    """Have the oldest waiting file made; False when none waits."""
    with services.store.read() as conn:
        if not extracts.any_waiting(conn):
            return False
    taken = services.store.write(lambda conn: extracts.take(conn, now=datetime.now(UTC)))
    if taken is None:
        return False
    _run(services, taken, stop)
    return True


def _run(services: Services, taken: Extract, stop: threading.Event) -> None:
    """Start the process and keep what it says."""
    settings = services.settings
    command = [sys.executable, "-m", "server.cli", "export-file", str(taken.id)]
    command += ["--data", str(settings.data_dir.resolve())]
    environment = {**os.environ, "MINZHENG_DATABASE": settings.database_url}
    with subprocess.Popen(  # noqa: S603  # our own program
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment,
        text=True,
        encoding="utf-8",
    ) as process:
        said: dict[str, object] = {}
        for line in process.stdout or ():
            said = _said(line)
            if stop.is_set() or not _keep(services, taken, said):
                process.terminate()
                break
        failed = process.stderr.read() if process.stderr else ""
    if stop.is_set():
        services.store.write(extracts.release_running)
        return
    _end(services, taken, said, failed)


def _said(line: str) -> dict[str, object]:
    """What one line of the process says; other output of it says nothing."""
    try:
        found = orjson.loads(line)
    except orjson.JSONDecodeError:
        logger.warning("export process said", extra={"line": line.strip()[:200]})
        return {}
    return found if isinstance(found, dict) else {}


def _keep(services: Services, taken: Extract, said: dict[str, object]) -> bool:
    """Note how many rows are written; False when the file is no longer wanted."""
    with services.store.read() as conn:
        now_is = extracts.find(conn, taken.id)
    if now_is is None or now_is.state not in OPEN:
        return False
    if "rows" in said:
        rows = said["rows"]
        services.store.write(lambda conn: extracts.change(conn, taken.id, rows=rows))
    return True


def _end(services: Services, taken: Extract, said: dict[str, object], failed: str) -> None:
    now = datetime.now(UTC)
    expires = now + KEPT
    if "sha256" in said:
        ended = services.store.write(
            lambda conn: extracts.end(
                conn, taken.id, ExtractState.DONE, now=now, expires_at=expires, **said
            )
        )
        if not ended:  # cancelled while the last line was under way
            file_of(services, taken).unlink(missing_ok=True)
        return
    reason = str(said.get("reason") or failed.strip()[-500:] or "the process ended / 进程中断")
    logger.error("export failed", extra={"extract": taken.id, "reason": reason})
    services.store.write(
        lambda conn: extracts.end(
            conn, taken.id, ExtractState.FAILED, now=now, expires_at=expires, reason=reason
        )
    )


def sweep(services: Services, *, now: datetime) -> int:
    """Remove files that were kept long enough, and parts of broken ones; how many went."""
    gone = services.store.write(lambda conn: extracts.forget_expired(conn, now=now))
    for each in gone:
        file_of(services, each).unlink(missing_ok=True)
    return len(gone)

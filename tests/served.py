"""`minzheng serve` as a process of its own: started, asked whether it is ready, ended or killed."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.tree import ROOT

if TYPE_CHECKING:
    from pathlib import Path

LONGEST_START_S = 60
POSIX = os.name == "posix"


def free_port() -> int:
    """A port of this machine nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Served:
    """One server on a data folder; several starts, one after another, keep its port."""

    data_dir: Path
    database_url: str = ""
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> float:
        """Start it and return after how many seconds it answered."""
        begun = time.perf_counter()
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "server.cli", "serve", *self._options()],
                cwd=ROOT,
                stdout=log,
                stderr=log,
                start_new_session=POSIX,
            )
        while not self.answers():
            if self.process.poll() is not None or time.perf_counter() - begun > LONGEST_START_S:
                raise RuntimeError(self.log.read_text("utf-8", "replace")[-4000:])
            time.sleep(0.01)
        return time.perf_counter() - begun

    @property
    def log(self) -> Path:
        """What all its starts wrote."""
        return self.data_dir.parent / "server.log"

    def _options(self) -> list[str]:
        options = ["--data", str(self.data_dir), "--host", "127.0.0.1", "--port", str(self.port)]
        options += ["--public-url", self.url]
        return options + (["--database", self.database_url] if self.database_url else [])

    def answers(self) -> bool:
        """Whether /healthz says yes."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/healthz")
            return connection.getresponse().status == http.HTTPStatus.OK
        except OSError:
            return False
        finally:
            connection.close()

    def kill(self) -> None:
        """End the whole process tree this instant, as a power cut would."""
        process = self._running()
        if POSIX:
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
        process.wait()

    def terminate(self) -> None:
        """Ask it to end, as the system does at shutdown; see `wait`."""
        self._running().terminate()

    def wait(self) -> int:
        """Wait until it has ended and return its status."""
        return self._running().wait(60)

    def _running(self) -> subprocess.Popen[bytes]:
        assert self.process is not None
        return self.process

    def close(self) -> None:
        """End it however it is."""
        if self.process is not None and self.process.poll() is None:
            self.kill()

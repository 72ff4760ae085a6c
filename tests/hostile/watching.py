"""What an attack costs the server: processor, memory, and the patience of others."""

from __future__ import annotations

import os
import re
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

MOST_S = 2.0
MOST_MB = 100
OTHERS_S = 3.0
WALL_S = 15.0
"""On a machine that does other things as well; what counts is the processor's time."""

TICKS = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100


@dataclass(frozen=True)
class Process:
    """A process as Linux shows it; elsewhere it costs nothing."""

    pid: int

    @property
    def folder(self):
        return Path("/proc", str(self.pid))

    def forget_peak(self):
        """Let the highest memory be counted anew."""
        if self.folder.exists():
            (self.folder / "clear_refs").write_text("5")

    def megabytes(self, what):
        """``VmRSS`` now, ``VmHWM`` at most since `forget_peak`."""
        if not self.folder.exists():
            return 0
        found = re.search(rf"{what}:\s+(\d+) kB", (self.folder / "status").read_text())
        return int(found[1]) // 1024

    def seconds(self):
        """Time of the processor used so far."""
        if not self.folder.exists():
            return 0.0
        fields = (self.folder / "stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS


class Bystander(threading.Thread):
    """A tablet that asks for its forms all the while."""

    def __init__(self, ask):
        super().__init__(name="bystander")
        self._ask = ask
        self._over = threading.Event()
        self.longest = 0.0
        self.failures = []

    def run(self):
        while not self._over.is_set():
            begun = time.monotonic()
            status = self._ask()
            self.longest = max(self.longest, time.monotonic() - begun)
            if status != 200:
                self.failures.append(status)
            self._over.wait(0.02)

    def end(self):
        self._over.set()
        self.join(30)


@contextmanager
def watched(process, ask, *, megabytes=MOST_MB, seconds=MOST_S):
    """Fail when what is done inside costs the server more than it may (safety.md 4)."""
    process.forget_peak()
    before, used, begun = process.megabytes("VmRSS"), process.seconds(), time.monotonic()
    bystander = Bystander(ask)
    bystander.start()
    try:
        yield
    finally:
        wall = time.monotonic() - begun
        spent, grown = process.seconds() - used, process.megabytes("VmHWM") - before
        bystander.end()
    assert spent < seconds, f"{spent:.1f} s of the processor"
    assert wall < WALL_S, f"answered after {wall:.1f} s"
    assert grown < megabytes, f"{grown} MB more memory"
    assert bystander.failures == []
    assert bystander.longest < OTHERS_S, f"others waited {bystander.longest:.1f} s"

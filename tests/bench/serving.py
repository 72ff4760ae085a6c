"""One run against the real server: throughput, latency, and CPU until every job is done."""

from __future__ import annotations

import json
import pickle
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil
from sqlalchemy import func, select

from server.core.errors import StoreBusy
from server.store.engine import open_engine
from server.store.tables.submissions import job, submission
from tests.bench.load import Plan
from tests.bench.photos import photo, signature
from tests.bench.surveys import files_of
from tests.builders.uploads import Part, body, content_type, photo_part, xml_part
from tests.tree import ROOT

LONGEST_WAIT_S = 120
LOOP = 300_000


@dataclass(frozen=True)
class Measured:
    """What one run cost; CPU is that of the server's process (and its database's) alone."""

    rows: int
    senders: int
    files: bool
    count: int
    per_second: float
    p50_ms: float
    p99_ms: float
    cpu_ms: float
    rss_mb: float
    errors: int
    pace: float


class Bench:
    """A served city and the numbers of the surveys not sent yet."""

    def __init__(self, city, served):
        self.city = city
        self.served = served
        self.engine = open_engine(city.settings.sqlalchemy_url)
        self.next = 0

    def skip(self, count):
        """Numbers for somebody else to use."""
        numbers = range(self.next, self.next + count)
        self.next += count
        return numbers

    def rows(self):
        """How many submissions are stored."""
        with self.engine.connect() as conn:
            return conn.execute(select(func.count()).select_from(submission)).scalar_one()

    def run(self, senders, count, *, files):
        """Send `count` surveys on `senders` connections at once."""
        rows = self.rows()
        lanes = self._lanes(senders, count, files=files)
        before = self._cpu_s()
        told = _send(Plan(self.served.port, content_type(), lanes))
        self._wait_for_jobs()
        spent = self._cpu_s() - before
        ms = told["ms"]
        return Measured(
            rows=rows,
            senders=senders,
            files=files,
            count=len(ms),
            per_second=round(len(ms) / told["seconds"], 1),
            p50_ms=round(ms[len(ms) // 2], 1),
            p99_ms=round(ms[int(len(ms) * 0.99)], 1),
            cpu_ms=round(1000 * spent / len(ms), 2),
            rss_mb=round(self._process().memory_info().rss / 1e6),
            errors=sum(n for status, n in told["answers"].items() if status != "201"),
            pace=pace(),
        )

    def _lanes(self, senders, count, *, files):
        """Each tablet belongs to one lane, so that its visits arrive in order."""
        lanes = [[] for _ in range(senders)]
        for number in self.skip(count):
            parts = [xml_part(self.city.surveys.xml(number))]
            if files:
                names = files_of(number)
                parts.append(photo_part(names[0], photo(number)))
                parts.append(Part(names[1], signature(), names[1], "image/png"))
            lane = self.city.surveys.tablet_of(number) % senders
            lanes[lane].append((self.city.path_of(number), body(*parts)))
        return tuple(map(tuple, lanes))

    def _process(self):
        return psutil.Process(self.served.process.pid)

    def _cpu_s(self):
        times = self._process().cpu_times()
        return times.user + times.system + self._database_cpu_s()

    def _database_cpu_s(self):
        """CPU of PostgreSQL's processes for this database; SQLite has none of its own."""
        if self.engine.dialect.name != "postgresql":
            return 0.0
        with self.engine.connect() as conn:
            asked = "SELECT pid FROM pg_stat_activity WHERE datname = current_database()"
            pids = conn.exec_driver_sql(asked).scalars().all()
        spent = 0.0
        for pid in pids:
            if psutil.pid_exists(pid):
                times = psutil.Process(pid).cpu_times()
                spent += times.user + times.system
        return spent

    def _wait_for_jobs(self):
        """Until nothing is due any more: looking at photos belongs to the cost of receiving."""
        due = select(func.count()).where(job.c.state.in_(("waiting", "running")))
        due = due.where(job.c.run_after <= datetime.now(UTC))  # SQLite's own clock has no fractions
        end = time.monotonic() + LONGEST_WAIT_S
        while time.monotonic() < end:
            with self.engine.connect() as conn:
                if conn.execute(due).scalar_one() == 0:
                    return
            time.sleep(0.1)
        raise StoreBusy

    def close(self):
        """Let go of the database."""
        self.engine.dispose()


def _send(plan):
    with TemporaryDirectory() as folder:
        file = Path(folder) / "plan.pickle"
        file.write_bytes(pickle.dumps(plan))
        subprocess.run([sys.executable, "-m", "tests.bench.load", file], cwd=ROOT, check=True)
        return json.loads(file.with_suffix(".json").read_text())


def pace():
    """CPU milliseconds of a fixed piece of Python: whether the machine is slow or the server."""
    begun = time.process_time()
    total = 0
    for number in range(LOOP):
        total += number * number % 7
    return round(1000 * (time.process_time() - begun), 1)

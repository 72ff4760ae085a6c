"""Measure receiving against the targets: `make bench` or `python -m tests.bench [--quick]`.

The real server on a data folder of its own: the demonstration city, its home survey, a tablet for
each of 400 villages.  Senders are another process, so that their CPU is not counted; photos and
other jobs are counted until the last is done.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from server.app import open_services
from tests.bench import city as cities
from tests.bench import report, steps
from tests.bench.fill import fill
from tests.bench.serving import Bench
from tests.served import Served

FULL = {"rows": (1_000, 100_000), "senders": (1, 8, 32), "count": 1_200, "photos": 200}
QUICK = {"rows": (1_000,), "senders": (1, 8), "count": 300, "photos": 40}
STEPS = 800
WARM_SENDERS, WARM_COUNT = 8, 400
"""Sent before anything is measured: a server that runs all day is warm."""


def main():
    """Run and print; results are kept in bench-results/."""
    options = _options()
    plan = QUICK if options.quick else FULL
    rows = options.rows or plan["rows"]
    senders = options.senders or plan["senders"]
    with tempfile.TemporaryDirectory(prefix="minzheng-bench-") as folder:
        city = cities.build(Path(folder) / "data", options.database)
        served = Served(city.settings.data_dir, city.settings.database_url)
        bench = Bench(city, served)
        runs, found = [], {}
        for wanted in rows:
            _fill_up(bench, wanted)
            found = steps.measure(city, bench.skip(STEPS)) if options.steps else {}
            runs += _serve(bench, plan, senders, photos=not options.no_photos)
        bench.close()
    kind = "postgresql" if options.database else "sqlite"
    before = report.save(kind, runs, found, {"rows": rows, "senders": senders})
    print("\n".join(report.lines(runs, found, before)))  # noqa: T201  # this is what it is run for
    return 1 if any(run.errors for run in runs) else 0


def _options():
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="about a minute, to see the direction")
    parser.add_argument("--database", default="", metavar="URL", help="PostgreSQL, emptied before")
    parser.add_argument("--rows", type=int, nargs="*", help="submissions stored before measuring")
    parser.add_argument("--senders", type=int, nargs="*", help="connections at once")
    parser.add_argument("--no-photos", action="store_true", help="leave out the runs with photos")
    parser.add_argument(
        "--steps", action="store_true", help="also where the CPU goes, step by step"
    )
    return parser.parse_args()


def _fill_up(bench, wanted):
    """Store surveys until so many are there; the server is down meanwhile."""
    services = open_services(bench.city.settings)
    fill(services, bench.city, bench.skip(max(0, wanted - bench.rows())))
    services.store.close()


def _serve(bench, plan, senders, *, photos):
    """All runs at the present size of the store."""
    bench.served.start()
    bench.run(WARM_SENDERS, WARM_COUNT, files=False)
    if photos:
        bench.run(WARM_SENDERS, plan["photos"] // 4, files=True)
    runs = [bench.run(n, plan["count"], files=False) for n in senders]
    if photos:
        runs.append(bench.run(senders[-1], plan["photos"], files=True))
    bench.served.terminate()
    bench.served.wait()
    return runs


if __name__ == "__main__":
    sys.exit(main())

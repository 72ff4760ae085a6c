"""Measure searching with a county loaded: `python -m tests.bench.search [--persons 400000]`.

The target is p95 < 50 ms for any search (design README 5).  Searches are asked as a clerk of one
township, the auditor of the county and the city's office ask them, through the use case, masking
included; `--database postgresql` starts a server of its own, `--explain` prints the plans.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from random import Random

from sqlalchemy import event

from server.app import open_services
from server.areas.loading import load_demo_city
from server.core import pinyin
from server.core.desk.people import Asker, Post
from server.core.rights import MAY
from server.core.search import Filters
from server.core.types import AdminUnit, Level, UnitCode
from server.registers.searching import search
from server.settings import Settings
from tests.bench import people
from tests.databases import start_postgresql

NOW = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
COUNTY = f"{people.COUNTY}000000"
TOWNSHIP = f"{people.COUNTY}100000"
CITY = f"{people.COUNTY[:4]}00000000"
WHO = {
    "township": (Post.TOWNSHIP_CLERK, TOWNSHIP, Level.TOWNSHIP),
    "county": (Post.COUNTY_AUDIT, COUNTY, Level.COUNTY),
    "city": (Post.CITY, CITY, Level.CITY),
}
TARGET_MS = 50
DISABLED_OLD = Filters(age_from=60, disabled="disabled")


def main():
    """Fill, ask, print; the exit code is 1 when a kind of search is slower than the target."""
    options = _options()
    with tempfile.TemporaryDirectory(prefix="minzheng-search-") as folder:
        if options.database == "sqlite":
            return _run(options, Path(folder), "")
        server = start_postgresql()
        try:
            with server.empty() as url:
                return _run(options, Path(folder), url)
        finally:
            server.close()


def _options():
    parser = argparse.ArgumentParser(prog="python -m tests.bench.search", description=__doc__)
    parser.add_argument("--persons", type=int, default=400_000)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--rounds", type=int, default=60)
    parser.add_argument("--explain", action="store_true")
    return parser.parse_args()


def _run(options, folder, url):
    services = open_services(Settings(data_dir=folder / "data", database_url=url))
    load_demo_city(services)
    start = time.perf_counter()
    sample = people.fill(services.store, options.persons, sealer=services.sealer)
    print(f"{options.persons:,} persons in {time.perf_counter() - start:.0f} s")  # noqa: T201
    if url:
        _analyse(services)
    slow = _measure(services, sample, options)
    services.store.close()
    return int(slow)


def _analyse(services):
    """What autovacuum does by itself after a load."""
    with services.store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as conn:
        conn.exec_driver_sql("VACUUM ANALYZE")


def asker_of(post, code, level, *, actor=1):
    """Somebody of that post who works in one unit."""
    unit = AdminUnit(code=UnitCode(code), name="", level=level, unit_kind="")
    return Asker(actor, "bench", "bench", post, (unit,), MAY[post], "x")


def _questions(services, sample, dice, who):
    """Kinds of search -> a text and filters of somebody who is there."""
    inside = [row for row in sample if who != "township" or row["village"].startswith("620422100")]
    row = dice.choice(inside or sample)
    name = row["name"]
    reading = pinyin.readings(name)[0]
    return {
        "household number": (f"{row['village']}0001", None),
        "full ID number": (services.sealer.open(row["id_sealed"]), None),
        "whole name": (name, None),
        "two characters": (name[-2:], None),
        "one character": (name[-1], None),
        "surname": (name[0], None),
        "pinyin": ("".join(reading), None),
        "beginning of pinyin": ("".join(reading)[:4], None),
        "initials": (pinyin.initials(reading), None),
        "address": (f"四社{dice.randrange(1, 200)}号", None),
        "end of a telephone": (f"{dice.randrange(10**4):04d}", None),
        "surname, disabled, 60+": (name[0], DISABLED_OLD),
        "nobody of that name": ("欧阳无此人", None),
        "no text, disabled, 60+": ("", DISABLED_OLD),
        "surname, orphans (none)": (name[0], Filters(benefit="orphan")),
    }


def _measure(services, sample, options):
    slow = False
    dice = Random(7)  # noqa: S311  # drawn alike each time
    for who, (post, code, level) in WHO.items():
        asker = asker_of(post, code, level)
        times: dict[str, list[float]] = {}
        for _ in range(options.rounds):
            for kind, (text, filters) in _questions(services, sample, dice, who).items():
                start = time.perf_counter()
                search(services, asker, text, filters=filters, now=NOW)
                times.setdefault(kind, []).append(1000 * (time.perf_counter() - start))
        for kind, found in times.items():
            found.sort()
            p95 = found[int(0.95 * (len(found) - 1))]
            slow |= p95 > TARGET_MS
            line = f"{who:9} {kind:26} p50 {statistics.median(found):7.2f}  p95 {p95:7.2f} ms"
            print(line + ("  SLOW" if p95 > TARGET_MS else ""))  # noqa: T201
        if options.explain:
            _explain(services, asker, sample, dice, who)
    return slow


def _explain(services, asker, sample, dice, who):
    """The plan of each statement of each kind of search, once."""
    prefix = "EXPLAIN QUERY PLAN " if services.store.is_sqlite else "EXPLAIN "
    for kind, (text, filters) in _questions(services, sample, dice, who).items():
        asked: list[tuple[str, object]] = []

        def note(_conn, _cursor, statement, parameters, *_more, asked=asked):
            asked.append((statement, parameters))

        event.listen(services.store.engine, "before_cursor_execute", note)
        search(services, asker, text, filters=filters, now=NOW)
        event.remove(services.store.engine, "before_cursor_execute", note)
        print(f"-- {who}, {kind}: {len(asked)} statements")  # noqa: T201
        with services.store.engine.connect() as conn:
            for statement, parameters in asked[:3]:
                for line in conn.exec_driver_sql(prefix + statement, parameters):
                    print("  ", line[-1])  # noqa: T201


if __name__ == "__main__":
    sys.exit(main())

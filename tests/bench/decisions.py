"""Measure what one decision of a reviewer costs: `python -m tests.bench.decisions [--count 200]`.

Clean home surveys of the demonstration city are received and then accepted, each by a clerk of its
township: the record is checked, its household and persons are written, everything is counted and
noted.  The target is 20 ms of CPU; it is counted over all threads of the process.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from statistics import quantiles

from sqlalchemy import select

from server.app import open_services
from server.auth.tokens import tablet_sender
from server.core.desk.people import Post
from server.core.desk.record import Decision
from server.core.types import Level
from server.intake import SentFile, Upload, receive
from server.intake.worker import drain
from server.review.decisions import Verdict, decide
from server.store import users
from server.store.tables.submissions import submission
from tests.bench import city as cities
from tests.bench.photos import photo, signature
from tests.bench.search import asker_of
from tests.bench.serving import pace
from tests.bench.surveys import files_of

TARGET_MS = 20
WARM = 20
"""Decisions that are not counted."""


def main():
    """Receive, decide, print; the exit code is 1 when a decision costs more than the target."""
    options = _options()
    with tempfile.TemporaryDirectory(prefix="minzheng-decisions-") as folder:
        city = cities.build(Path(folder) / "data", options.database)
        services = open_services(city.settings)
        _receive(services, city, options.count + WARM)
        cpu, wall = _decide(services)
        services.store.close()
    mean, typical, slowest = sum(cpu) / len(cpu), *(quantiles(wall, n=20)[n] for n in (9, 18))
    print(f"{len(cpu)} decisions: {mean:.1f} ms of CPU each, pace {pace()} ms")  # noqa: T201
    print(f"p50 {typical:.1f} ms, p95 {slowest:.1f} ms")  # noqa: T201
    return int(mean > TARGET_MS)


def _options():
    parser = argparse.ArgumentParser(prog="python -m tests.bench.decisions", description=__doc__)
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--database", default="", metavar="URL", help="PostgreSQL, emptied before")
    return parser.parse_args()


def _receive(services, city, count):
    now = datetime.now(UTC)
    for number in range(count):
        token = city.tokens[city.surveys.tablet_of(number)]
        sender = tablet_sender(services, token, address="127.0.0.1", now=now)
        xml = city.surveys.xml(number)
        photos = zip(files_of(number), (photo(number), signature()), strict=True)
        files = tuple(_stored(services, *each) for each in photos)
        receive(
            services, Upload(project_id=1, sender=sender, xml=xml, files=files, received_at=now)
        )
    drain(services)


def _stored(services, name, content):
    blob = services.vault.put_bytes(content)
    return SentFile(name, "image/jpeg", blob.digest, blob.md5, blob.size)


def _decide(services):
    """CPU and wall milliseconds of each decision after the first ones."""
    with services.store.read() as conn:
        waiting = conn.execute(select(submission.c.id, submission.c.unit_code)).all()
    actor = services.store.write(
        lambda conn: users.add_actor(conn, "user", "clerk", now=datetime.now(UTC), by=None)
    )
    cpu, wall = [], []
    for record, unit in waiting:
        clerk = asker_of(Post.TOWNSHIP_CLERK, f"{unit[:9]}000", Level.TOWNSHIP, actor=actor)
        begun, spent = time.perf_counter(), time.process_time()
        decide(services, clerk, record, Verdict(decision=Decision.APPROVE), now=datetime.now(UTC))
        cpu.append(1000 * (time.process_time() - spent))
        wall.append(1000 * (time.perf_counter() - begun))
    return cpu[WARM:], wall[WARM:]


if __name__ == "__main__":
    sys.exit(main())

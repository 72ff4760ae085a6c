"""The senders, in a process of their own so that their CPU is not the server's.

    python -m tests.bench.load PLAN

PLAN is a pickled `Plan`; the result is written beside it as JSON: milliseconds of every request,
seconds from the first to the last, and every answer that was not 201.
"""

from __future__ import annotations

import http.client
import json
import pickle
import sys
import threading
import time
from collections import Counter
from dataclasses import dataclass
from itertools import chain
from pathlib import Path


@dataclass(frozen=True)
class Plan:
    """Whom to send what: one list of (path, body) per sender, in the order of sending."""

    port: int
    content_type: str
    lanes: tuple[tuple[tuple[str, bytes], ...], ...]


def lane(plan: Plan, posts, took: list[float], answers: Counter) -> None:
    """Send one lane on one connection, as a tablet on a good line does."""
    connection = http.client.HTTPConnection("127.0.0.1", plan.port, timeout=60)
    headers = {"Content-Type": plan.content_type, "X-OpenRosa-Version": "1.0"}
    for path, content in posts:
        begun = time.perf_counter()
        connection.request("POST", path, content, headers)
        answer = connection.getresponse()
        answer.read()
        took.append(1000 * (time.perf_counter() - begun))
        answers[answer.status] += 1
    connection.close()


def run(plan: Plan) -> dict[str, object]:
    """Send all lanes at once."""
    took: list[list[float]] = [[] for _ in plan.lanes]
    answers: Counter[int] = Counter()
    threads = [
        threading.Thread(target=lane, args=(plan, posts, mine, answers))
        for posts, mine in zip(plan.lanes, took, strict=True)
    ]
    begun = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - begun
    return {"seconds": seconds, "ms": sorted(chain.from_iterable(took)), "answers": dict(answers)}


if __name__ == "__main__":
    file = Path(sys.argv[1])
    with file.open("rb") as pickled:
        told = run(pickle.load(pickled))  # noqa: S301  # written by our own process just now
    file.with_suffix(".json").write_text(json.dumps(told))

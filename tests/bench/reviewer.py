"""What one record costs a reviewer: `python -m tests.bench.reviewer [--records 200]`.

A reviewer who knows the keys works through a queue in a real browser: a warning is confirmed with
Y, a clean record approved with A, an error returned with R, 1, Enter.  Keys, page loads, the
server's time and the first paint are counted; in ODK Central the same record takes about five
clicks and one or two page loads, in KoboToolbox about three clicks (both read from their sources).
"""

from __future__ import annotations

import argparse
import re
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import sync_playwright

from server.app import create_app
from server.auth import passwords
from server.settings import Settings
from tests.builders import office as built
from tests.builders.desk import arrived, sent
from tests.builders.instances import START
from tests.builders.office import CHEAP, PASSWORD, REVIEWER, person, tablet, token_of
from tests.databases import SQLite
from tests.live import serving
from tools.browser import find

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

NUMBER = re.compile(r"/\d+")
SCREEN = {"width": 1366, "height": 768}
UUID = "5e1f2a3b-4c5d-4e6f-8a7b-{:012x}"
WARNED_EVERY = 5
"""One record in so many has two warnings: another count in the household book, a far fix."""

FAR = "36.5300 104.0100 1707.0 45.0"
SHOWN = """() => {
  const record = document.querySelector('.mz-record[id]');
  if (!record) return null;
  return { id: record.id, warnings: document.querySelectorAll('.mz-flag.w:not(.done)').length,
           errors: document.querySelectorAll('.mz-flag.e:not(.done)').length };
}"""
ANSWERED = """([id, left]) => document.querySelector('.mz-record')?.id !== id
  || document.querySelectorAll('.mz-flag.w:not(.done)').length === left"""
GONE = "id => document.querySelector('.mz-record')?.id !== id"
PAINTED = "() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime"


@dataclass(frozen=True)
class Worked:
    """One record: what stood against it, and what it took."""

    warnings: int
    errors: int
    keys: int
    loads: int
    ms: float


@dataclass
class Timed:
    """The application, with the time of every answer of the review desk."""

    app: object
    took: dict[str, list[float]]

    def __call__(self, environ, start_response):
        begun = time.perf_counter()
        answer = self.app(environ, start_response)
        path = environ["PATH_INFO"]
        if path.startswith("/review") and "/files/" not in path:
            kind = f"{environ['REQUEST_METHOD']} {NUMBER.sub('/…', path)}"
            self.took[kind].append(1000 * (time.perf_counter() - begun))
        return answer


@contextmanager
def queue(folder: Path, sqlite: SQLite, records: int) -> Iterator[tuple[str, Timed]]:
    """An office whose reviewer has so many records waiting: its address, and its times."""
    kept, passwords.HASHER = passwords.HASHER, CHEAP
    office = built.services(Settings(folder / "data", sqlite.migrated(folder / "desk.sqlite3")))
    app = create_app(office.settings, office)
    person(office, REVIEWER)
    arrived(app, office, **_answers(1))
    token = token_of(office, tablet(office, name="再一台").id)
    for number in range(2, records + 1):
        sent(app, office, token, number=number, **_answers(number))
    timed = Timed(app, defaultdict(list))
    with serving(timed) as address:
        yield address, timed
    office.store.close()
    passwords.HASHER = kept


def _answers(number: int) -> dict[str, object]:
    """A household of its own, every so often with two warnings."""
    spot = f"36.{5290 + number % 20:04} 104.{90 + number // 20:04} 1707.0 4.5"
    given = {
        "new_uuid": UUID.format(number),
        "at": START - timedelta(minutes=50 * number),
        "/ident/gps": spot,
    }
    return given | ({"member_count_book": 5, "/ident/gps": FAR} if is_warned(number) else {})


def is_warned(number: int) -> bool:
    """Whether record `number` has two warnings."""
    return number % WARNED_EVERY == 0


def work_through(page: Page) -> list[Worked]:
    """Decide about every record of the queue that is open on `page`."""
    loads: list[str] = []
    page.on("request", lambda asked: asked.is_navigation_request() and loads.append(asked.url))
    done = []
    while (shown := page.evaluate(SHOWN)) is not None:
        begun, before = time.perf_counter(), len(loads)
        keys = _decide(page, shown)
        took = 1000 * (time.perf_counter() - begun)
        done.append(Worked(shown["warnings"], shown["errors"], keys, len(loads) - before, took))
    return done


def _decide(page: Page, shown: dict[str, object]) -> int:
    pressed = ["r", "1", "Enter"] if shown["errors"] else ["y"] * shown["warnings"] + ["a"]
    left = shown["warnings"]
    for key in pressed:
        if key == "a":
            page.wait_for_selector("[data-key=a]:not([disabled])")
        page.keyboard.press(key)
        if key == "y":
            left -= 1
            page.wait_for_function(ANSWERED, arg=[shown["id"], left])
        elif key == "r":
            page.wait_for_selector(".mz-return:visible")
    page.wait_for_function(GONE, arg=shown["id"])
    page.wait_for_function("() => !document.querySelector('.htmx-request')")
    return len(pressed)


def sign_in(page: Page, address: str) -> float:
    """Open the queue; the first paint of it in ms."""
    page.goto(f"{address}/sign-in?next=/review")
    page.fill("[name=login]", REVIEWER)
    page.fill("[name=password]", PASSWORD)
    page.click("button.primary")
    page.wait_for_url("**/review")
    page.wait_for_function(PAINTED)
    return page.evaluate(PAINTED)


def lines(done: list[Worked], timed: Timed, painted: float) -> Iterator[str]:
    """The result in words."""
    yield f"{'record':24} {'number':>7} {'keys':>6} {'loads':>6} {'p50 ms':>7} {'p95 ms':>7}"
    for kind in sorted({(each.errors, each.warnings) for each in done}):
        group = [each for each in done if (each.errors, each.warnings) == kind]
        name = f"{kind[0]} errors, {kind[1]} warnings"
        times = [each.ms for each in group]
        yield (
            f"{name:24} {len(group):7} {statistics.mean(e.keys for e in group):6.2f} "
            f"{sum(e.loads for e in group):6} {_share(times, 50):7.0f} {_share(times, 95):7.0f}"
        )
    for kind, times in sorted(timed.took.items()):
        yield f"server {kind:32} {len(times):5} times, p95 {_share(times, 95):6.1f} ms"
    yield f"first paint of the queue {painted:.0f} ms"


def _share(times: list[float], percent: int) -> float:
    return sorted(times)[min(len(times) - 1, len(times) * percent // 100)]


def main() -> None:
    """Run it and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.reviewer", description=__doc__)
    parser.add_argument("--records", type=int, default=200)
    options = parser.parse_args()
    with (
        tempfile.TemporaryDirectory(prefix="minzheng-reviewer-") as name,
        sync_playwright() as play,
    ):
        folder = Path(name)
        browser = play.chromium.launch(executable_path=find(), args=["--no-sandbox"])
        with queue(folder, SQLite(folder / "mould.sqlite3"), options.records) as (address, timed):
            page = browser.new_page(viewport=SCREEN, locale="zh-CN")
            painted = sign_in(page, address)
            timed.took.clear()
            done = work_through(page)
        browser.close()
    print("\n".join(lines(done, timed, painted)))  # noqa: T201  # this is what it is run for


if __name__ == "__main__":
    sys.exit(main())

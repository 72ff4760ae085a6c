"""Measure feeds and exports: `python -m tests.bench.exports [--rows 20000] [--data DIR]`.

The demonstration city's home survey with four members each, filled into a data folder of its own.
Questions are asked in a process of their own, through the whole application, so that its memory
is what is told.  With `--data` the folder is kept and used again.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from server.app import create_app, open_services
from server.auth import passwords
from server.auth.ha1 import sealed_ha1
from server.cli.serving import keep_what_lives
from server.core.desk.people import Post
from server.core.rights import Grant
from server.core.types import UnitCode
from server.settings import Settings
from server.store import users
from tests.bench import city as cities
from tests.bench.fill import fill
from tests.builders.office import PASSWORD
from tests.tree import ROOT

LOGIN = "bench.reader"
CITY = UnitCode("620400000000")
FORM = "/v1/projects/1/forms/household_survey"
PAGE = 250
PAGES = 20
SINGLES = 50
RESULTS = ROOT / "bench-results"


def main():
    """Fill if needed, ask, print."""
    options = _options()
    if options.ask:
        print(json.dumps(_ask(Path(options.data), options.rows)))  # noqa: T201  # for the process above
        return
    with tempfile.TemporaryDirectory(prefix="minzheng-bench-") as folder:
        data = Path(options.data or folder) / "data"
        if not data.exists():
            _fill(data, options.rows)
        found = _asked(data, options.rows)
    RESULTS.mkdir(exist_ok=True)
    now = datetime.now(UTC)
    (RESULTS / f"exports-{now:%Y%m%dT%H%M%S}.json").write_text(json.dumps(found, indent=1))
    for name, value in found.items():
        print(f"{value:>12}  {name}")  # noqa: T201  # this is what it is run for


def _options():
    parser = argparse.ArgumentParser(prog="python -m tests.bench.exports", description=__doc__)
    parser.add_argument("--rows", type=int, default=20_000, help="submissions stored")
    parser.add_argument("--data", default="", metavar="DIR", help="keep and use again")
    parser.add_argument("--ask", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args()


def _fill(data, rows):
    city = cities.build(data, "")
    services = open_services(Settings(data_dir=data, database_url=""))
    fill(services, city, range(rows))
    now = datetime.now(UTC)

    def work(conn):
        reader = users.add_account(
            conn,
            login=LOGIN,
            name="导出测试",
            password_hash=passwords.hashed(PASSWORD),
            digest_sealed=sealed_ha1(services, LOGIN, PASSWORD),
            must_change_password=False,
            now=now,
            by=None,
        )
        users.assign(conn, reader, [Grant(Post.COUNTY_AUDIT, CITY)])

    services.store.write(work)
    services.store.close()


def _asked(data, rows):
    """What the other process measured."""
    command = [sys.executable, "-m", "tests.bench.exports", "--ask", "--data", str(data)]
    done = subprocess.run([*command, "--rows", str(rows)], check=True, stdout=subprocess.PIPE)
    return json.loads(done.stdout)


class _Reader:
    """Somebody's program inside this process."""

    def __init__(self, app):
        self._client = app.test_client(use_cookies=False)
        said = self._client.post("/v1/sessions", json={"email": LOGIN, "password": PASSWORD})
        self._headers = {"Authorization": f"Bearer {said.json['token']}"}

    def get(self, path):
        return self._client.get(path, headers=self._headers)

    def size(self, path):
        """Bytes of an answer that is dropped while it comes, and seconds."""
        start = time.perf_counter()
        answer = self._client.get(path, headers=self._headers, buffered=False)
        assert answer.status_code == 200, answer.text
        return sum(len(each) for each in answer.response), time.perf_counter() - start


def _ask(data, rows):
    services = open_services(Settings(data_dir=data, database_url=""))
    reader = _Reader(create_app(services.settings, services))
    reader.get(f"{FORM}.svc")
    keep_what_lives()
    found = {"rows": rows, "MB before": _peak_mb()}
    page = f"{FORM}.svc/Submissions?$top={PAGE}"
    found["ms a page of 250"] = _median_ms(lambda: reader.get(page), PAGES)
    found["ms a page of 250 with count"] = _median_ms(lambda: reader.get(f"{page}&$count=true"), 5)
    found["ms a page of 250 by an answer"] = _median_ms(
        lambda: reader.get(f"{page}&$filter=members_check/head_name ne null"), 5
    )
    start = time.perf_counter()
    for table in ("Submissions", "Submissions.member"):
        _walk(reader, f"{FORM}.svc/{table}?$top=1000")
    found["s whole pull by pages"] = round(time.perf_counter() - start, 2)
    for name, path in (
        ("OData whole", f"{FORM}.svc/Submissions"),
        ("OData whole expanded", f"{FORM}.svc/Submissions?$expand=*"),
        ("CSV", f"{FORM}/submissions.csv"),
        ("CSV zip", f"{FORM}/submissions.csv.zip?attachments=false"),
    ):
        size, seconds = reader.size(path)
        found[f"s {name}"] = round(seconds, 2)
        found[f"MB {name}"] = round(size / 1e6, 1)
    instance = reader.get(f"{page}&$select=__id").json["value"][0]["__id"]
    found["ms one XML"] = _median_ms(
        lambda: reader.get(f"{FORM}/submissions/{instance}.xml"), SINGLES
    )
    found["MB peak"] = _peak_mb()
    services.store.close()
    return found


def _walk(reader, path):
    while path:
        answer = reader.get(path).json
        path = (
            "/v1/" + answer["@odata.nextLink"].partition("/v1/")[2]
            if "@odata.nextLink" in answer
            else ""
        )


def _median_ms(ask, times):
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        ask()
        taken.append(time.perf_counter() - start)
    return round(statistics.median(taken) * 1000, 1)


def _peak_mb():
    """The most memory this process ever held, which what it was started by does not count to."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return round(next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024)


if __name__ == "__main__":
    main()

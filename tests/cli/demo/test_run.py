"""`minzheng run-demo` from an empty folder to submissions, and `minzheng demo` beside it."""

from __future__ import annotations

import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from contextlib import closing, contextmanager
from urllib.error import URLError

import pytest

from server.cli import main
from tests.tree import ROOT

PATIENCE_S = 120
HOUSEHOLDS = 3


@contextmanager
def running(data, port):
    """The command, until the test is over; gives what it has printed so far."""
    log = data.parent / "log.txt"
    command = [sys.executable, "-m", "server.cli", "run-demo", "--scale", "village"]
    command += ["--households", str(HOUSEHOLDS), "--data", str(data), "--port", str(port)]
    command += ["--host", "127.0.0.1", "--public-url", f"http://127.0.0.1:{port}"]
    unset = {key: value for key, value in os.environ.items() if not key.startswith("MINZHENG_")}
    with (
        log.open("ab") as out,
        subprocess.Popen(command, cwd=ROOT, env=unset, stdout=out, stderr=out) as server,
    ):
        try:
            yield lambda: log.read_text("utf-8")
        finally:
            server.send_signal(signal.SIGTERM)
            assert server.wait(30) == 0


def until(happened):
    """Wait for something, not for ever."""
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        if happened():
            return
        time.sleep(0.2)
    pytest.fail("waited in vain")


def answers(url):
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310 — our own address
            return answer.status == 200
    except (URLError, TimeoutError):
        return False


def sent(data):
    """How many submissions there are."""
    file = data / "minzheng.sqlite3"
    if not file.exists():
        return 0
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as conn:
        return conn.execute("SELECT count(*) FROM submission").fetchone()[0]


@pytest.fixture(scope="module")
def port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    return tmp_path_factory.mktemp("demo") / "var"


def test_from_an_empty_folder_to_submissions_and_on_at_the_second_start(data, port):
    with running(data, port) as printed:
        until(lambda: answers(f"http://127.0.0.1:{port}/healthz"))
        until(lambda: "all" in printed().splitlines()[-1])
        text = printed()
        assert f"http://127.0.0.1:{port}" in text
        assert re.search(r"^  clerk +\S+-\S+-\S+ ", text, re.MULTILINE)
        assert "█" in text
        assert re.search(rf"http://127\.0\.0\.1:{port}/tablets/\d+", text)
        assert (data / "demo-accounts.txt").read_text("utf-8").startswith("clerk\t")
    whole = sent(data)
    assert whole >= HOUSEHOLDS
    with running(data, port) as printed:
        until(lambda: answers(f"http://127.0.0.1:{port}/healthz"))
    assert sent(data) == whole


def test_a_demo_that_is_finished_is_not_sent_again(data, capsys):
    before = sent(data)
    assert main(["demo", "--scale", "village", "--data", str(data)]) == 0
    assert sent(data) == before
    assert capsys.readouterr().out == ""


def test_without_an_installation_there_is_nothing_to_fill(tmp_path, capsys):
    assert main(["demo", "--scale", "village", "--data", str(tmp_path / "var")]) == 1
    assert capsys.readouterr().err

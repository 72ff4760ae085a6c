"""The command as an administrator types it, on an installation of the test's own."""

from dataclasses import dataclass

import pytest

from server.auth import passwords
from server.cli import main
from tests.builders import office


@dataclass(frozen=True)
class Ran:
    """What a command printed, and its exit status."""

    status: int
    out: str
    err: str


@pytest.fixture
def minzheng(settings, monkeypatch, capsys):
    """Run a command on the data folder and the database of this test."""
    monkeypatch.setattr(passwords, "HASHER", office.CHEAP)
    monkeypatch.setenv("MINZHENG_ADMIN_PASSWORD", office.PASSWORD)
    place = ["--data", str(settings.data_dir), "--database", settings.database_url]

    def run(*words, at=None):
        capsys.readouterr()
        status = main([*map(str, words), *(place if at is None else ["--data", str(at)])])
        return Ran(status, *capsys.readouterr())

    return run


@pytest.fixture
def installed(minzheng):
    """The same after `init`."""
    assert minzheng("init", "--admin", "admin@example.org").status == 0
    return minzheng

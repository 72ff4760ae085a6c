"""What tests of more than one package ask for."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as examples

from server.settings import Settings
from tests.databases import PostgreSQL, SQLite, quickest_folder, start_postgresql

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

KINDS = ("sqlite", "postgresql")

# How long an example takes says something about the machine, nothing about the program.  In CI the
# same examples are tried each time, so that what fails there fails again here.
examples.register_profile(
    "steady",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize="CI" in os.environ,
)
examples.load_profile("steady")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database",
        choices=(*KINDS, "both"),
        default="both",
        help="run the tests that need a database on one kind only",
    )


def pytest_configure() -> None:
    """Keep what tests write where nothing waits for a disk (pytest reads this when it needs it)."""
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(quickest_folder()))


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Each test that asks for a database, also through another fixture, runs on every kind."""
    for name in ("database_url", "empty_database_url"):
        if name in metafunc.fixturenames:
            chosen = metafunc.config.getoption("--database")
            metafunc.parametrize(name, KINDS if chosen == "both" else (chosen,), indirect=True)


@pytest.fixture(scope="session")
def sqlite(tmp_path_factory: pytest.TempPathFactory) -> SQLite:
    return SQLite(tmp_path_factory.mktemp("sqlite") / "mould.sqlite3")


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgreSQL]:
    server = start_postgresql()
    yield server
    server.close()


@pytest.fixture
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """URL of a database with the present schema and no rows, of the test's own."""
    if request.param == "sqlite":
        yield request.getfixturevalue("sqlite").migrated(tmp_path / "minzheng.sqlite3")
        return
    with request.getfixturevalue("postgresql").migrated() as url:
        yield url


@pytest.fixture
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """URL of a database without any table, of the test's own."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.sqlite3'}"
        return
    with request.getfixturevalue("postgresql").empty() as url:
        yield url


@pytest.fixture
def settings(tmp_path: Path, database_url: str) -> Settings:
    """An installation of the test's own."""
    data_dir = tmp_path / "data"
    data_dir.mkdir()
    return Settings(data_dir=data_dir, database_url=database_url)

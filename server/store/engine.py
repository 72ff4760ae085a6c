"""The database: opening it, reading it, and the one way to write to it.

On SQLite every change goes through one writer thread that commits a whole batch with one fsync
(measurements: docs/adr/0009-group-commit.md).  On PostgreSQL every change is a transaction of its
own; the engine groups commits itself.  The statements are the same.
"""

from __future__ import annotations

import logging
import queue
import sqlite3
import threading
import time
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import Connection, create_engine, event
from sqlalchemy.exc import DBAPIError, DisconnectionError, OperationalError, SQLAlchemyError
from sqlalchemy.pool import QueuePool

from server.core.errors import DiskFull, StoreBusy
from server.store.turn import Turn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy import Dialect, Engine
    from sqlalchemy.engine.interfaces import DBAPIConnection
    from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection

T = TypeVar("T")

logger = logging.getLogger(__name__)

BATCH = 64
"""Most pieces of work in one commit; what is queued already is taken, nobody waits for more."""

STOP_WAIT_S = 30

SOON_S = 1.0
"""How long a small change waits at most for a commit to join."""

POOL = 24
"""Connections kept open: one for each thread of the server, its jobs and the writer."""

SILENCE_S = 10.0
"""A connection to PostgreSQL that was used a moment ago is taken to be there."""

TRY_AGAIN = frozenset({"40001", "40P01"})
"""PostgreSQL's serialization failure and deadlock: it has undone one so that others go on."""

ATTEMPTS = 3


def open_engine(url: str) -> Engine:
    """Open the database at a SQLAlchemy `url` with the settings durability needs.

    What a failing statement was given stays out of its message: it would stand in the log.
    """
    if url.startswith("sqlite"):
        engine = create_engine(
            url,
            hide_parameters=True,
            poolclass=QueuePool,
            pool_size=POOL,
            max_overflow=32,
            connect_args={"check_same_thread": False, "timeout": 30},
        )
        event.listen(engine, "connect", _prepare_sqlite)
        return engine
    engine = create_engine(url, hide_parameters=True, pool_size=8, max_overflow=POOL)
    event.listen(engine, "checkin", _note_return)
    event.listen(engine, "checkout", partial(_ask_if_idle, engine.dialect))
    return engine


def _note_return(_connection: DBAPIConnection | None, record: ConnectionPoolEntry) -> None:
    record.info["returned"] = time.monotonic()


def _ask_if_idle(
    dialect: Dialect,
    connection: DBAPIConnection,
    record: ConnectionPoolEntry,
    _proxy: PoolProxiedConnection,
) -> None:
    """Whether PostgreSQL is still at the other end, after a while of silence only.

    Asking each time costs as much as every tenth statement of a submission.
    """
    if time.monotonic() - record.info.get("returned", 0.0) < SILENCE_S:
        return
    try:
        dialect.do_ping(connection)
    except dialect.loaded_dbapi.Error as gone:
        raise DisconnectionError from gone


def _prepare_sqlite(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
    """WAL with FULL: an acknowledged commit survives a power cut (safety.md 1).

    Nothing is mapped: whoever reads after a commit would let go of the whole file and map it anew,
    which cost more than the reading.
    """
    # Autocommit in the driver: we send BEGIN ourselves, so that DDL and savepoints behave.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "temp_store=MEMORY",
        "cache_size=-16000",
        "mmap_size=0",
        "journal_size_limit=67108864",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


@dataclass(slots=True)
class _Work:
    """One piece of work and the place where its caller waits."""

    run: Callable[[Connection], Any]
    done: Future[Any] = field(default_factory=Future)


class Store:
    """Reads and writes of one database; two stores in one process share nothing."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.turn = Turn(applies=engine.dialect.name == "sqlite")
        self._writer = _Writer(engine) if engine.dialect.name == "sqlite" else None
        self._reading = (
            engine
            if self._writer is not None
            else engine.execution_options(
                isolation_level="REPEATABLE READ", postgresql_readonly=True
            )
        )

    @property
    def is_sqlite(self) -> bool:
        """Whether this is the embedded database."""
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Give a connection that sees one state of the store and never writes."""
        with self._reading.connect() as connection:
            if self._writer is not None:
                _file(connection).execute("BEGIN")
            yield connection
            if self._writer is None:
                connection.commit()  # psycopg forgets its prepared statements at a rollback

    def write(self, work: Callable[[Connection], T]) -> T:
        """Run `work` in a transaction and return its result once that is durable.

        `work` may run again if its batch could not be committed, so it must not have effects
        outside the connection.  What it raises reaches the caller and undoes only this work.
        Raise StoreBusy when the server is stopping, DiskFull when there is no space.
        """
        if self._writer is not None:
            done = self._writer.enqueue(work)
            self.turn.give_up()  # not before: what is queued now joins the commit that comes
            result: T = done.result()
            return result
        return self._transact(work, ATTEMPTS)

    def _transact(self, work: Callable[[Connection], T], attempts: int) -> T:
        try:
            with self.engine.begin() as connection:
                return work(connection)
        except OperationalError as error:
            if attempts > 1 and getattr(error.orig, "sqlstate", None) in TRY_AGAIN:
                return self._transact(work, attempts - 1)
            raise told(error) from error

    def soon(self, work: Callable[[Connection], object]) -> None:
        """Have `work` done without waiting for its commit, for what a power cut may take.

        With SQLite it joins the next batch, or makes one after a second, in the order of calls; a
        failure is logged only.
        """
        try:
            if self._writer is None:
                self.write(work)
            else:
                self._writer.postpone(work).add_done_callback(_log_failure)
        except (DiskFull, StoreBusy, SQLAlchemyError) as failure:
            logger.warning("small change dropped", exc_info=failure)

    def close(self) -> None:
        """Finish what is queued, then close every connection."""
        if self._writer is not None:
            self._writer.stop()
        self.engine.dispose()


def _file(connection: Connection) -> sqlite3.Connection:
    """SQLite's own connection: what needs no parameters and no rows goes to it directly."""
    own: sqlite3.Connection = connection.connection.dbapi_connection  # type: ignore[assignment]  # of a SQLite engine
    return own


def told(error: BaseException) -> BaseException:
    """Say a driver's failure in our words where the sender can act on it."""
    if not isinstance(error, (DBAPIError, sqlite3.Error)):
        return error
    text = str(getattr(error, "orig", error)).lower()
    if "disk is full" in text or "no space" in text or "disk i/o error" in text:
        return DiskFull()
    if any(word in text for word in ("locked", "busy", "connection", "deadlock", "serialize")):
        return StoreBusy()
    return error


def _log_failure(done: Future[Any]) -> None:
    if failure := done.exception():
        logger.warning("small change dropped", exc_info=failure)


class _Writer:
    """The thread that owns the only writing connection of a SQLite file."""

    def __init__(self, engine: Engine) -> None:
        self._queue: queue.SimpleQueue[_Work | None] = queue.SimpleQueue()
        self._postponed: list[_Work] = []
        self._stopped = False
        self._gate = threading.Lock()
        self._connection = engine.connect()  # here, so that a file that cannot be opened is told
        self._thread = threading.Thread(target=self._loop, name="writer", daemon=True)
        self._thread.start()

    def enqueue(self, work: Callable[[Connection], Any]) -> Future[Any]:
        item = _Work(work)
        with self._gate:  # nothing may be queued behind the stop mark
            if self._stopped:
                raise StoreBusy
            self._queue.put(item)
        return item.done

    def postpone(self, work: Callable[[Connection], Any]) -> Future[Any]:
        """Queue what may wait for the next batch; no commit of its own while others commit."""
        item = _Work(work)
        with self._gate:
            if self._stopped:
                raise StoreBusy
            self._postponed.append(item)
        return item.done

    def stop(self) -> None:
        with self._gate:
            if self._stopped:
                return
            self._stopped = True
            self._queue.put(None)
        self._thread.join(STOP_WAIT_S)

    def _loop(self) -> None:
        with self._connection as connection:
            while True:
                batch, stopping = self._take()
                if batch:
                    self._run(connection, batch)
                if stopping:
                    return

    def _take(self) -> tuple[list[_Work], bool]:
        """Wait for one piece of work, then take what else is queued already.

        What was postponed goes first: it was asked for before.
        """
        queued, stopping = self._queued()
        with self._gate:
            postponed, self._postponed = self._postponed, []
        return postponed + queued, stopping

    def _queued(self) -> tuple[list[_Work], bool]:
        batch: list[_Work] = []
        try:
            item = self._queue.get(timeout=SOON_S)
            while item is not None:
                batch.append(item)
                if len(batch) == BATCH:
                    return batch, False
                item = self._queue.get_nowait()
        except queue.Empty:
            return batch, False
        return batch, True

    def _run(self, connection: Connection, batch: list[_Work]) -> None:
        """Commit the batch; if that fails as a whole, each piece on its own."""
        try:
            outcomes = self._attempt(connection, batch)
        except BaseException as trouble:  # noqa: BLE001  # callers hear it; the thread must go on
            if len(batch) > 1:
                for item in batch:
                    self._run(connection, [item])
            else:
                batch[0].done.set_exception(told(trouble))
            return
        for item, (result, failure) in zip(batch, outcomes, strict=True):
            if failure is None:
                item.done.set_result(result)
            else:
                item.done.set_exception(failure)

    def _attempt(
        self, connection: Connection, batch: list[_Work]
    ) -> list[tuple[Any, BaseException | None]]:
        """Run every piece behind a savepoint of its own and commit once."""
        outcomes: list[tuple[Any, BaseException | None]] = []
        file = _file(connection)
        file.execute("BEGIN IMMEDIATE")
        try:
            outcomes.extend(self._one(connection, item, alone=len(batch) == 1) for item in batch)
            file.execute("COMMIT")
        except BaseException:
            if file.in_transaction:
                file.execute("ROLLBACK")
            raise
        finally:
            connection.rollback()  # SQLAlchemy's own bookkeeping; the driver is in autocommit
        return outcomes

    @staticmethod
    def _one(
        connection: Connection, item: _Work, *, alone: bool
    ) -> tuple[Any, BaseException | None]:
        """Run one piece; what it raises is kept for its caller and undone here."""
        file = _file(connection)
        if not alone:
            file.execute("SAVEPOINT piece")
        try:
            result = item.run(connection)
        except OperationalError:
            raise  # the database itself is in trouble: the batch is tried again in pieces
        except BaseException as failure:  # noqa: BLE001  # it is handed to the caller, not swallowed
            if alone:
                file.execute("ROLLBACK")
                file.execute("BEGIN IMMEDIATE")
            else:
                file.execute("ROLLBACK TO piece")
                file.execute("RELEASE piece")
            return None, failure
        if not alone:
            file.execute("RELEASE piece")
        return result, None

"""Fresh tables beside the live ones: one connection that sees both, and taking their place.

On SQLite the fresh tables lie in a file of their own and the live file is attached behind it; on
PostgreSQL they lie in a schema of their own before the public one.  Either way a name means the
fresh table where there is one and the live table else, so that the same statements serve both.
"""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from server.core.errors import ChangedDuringRebuild
from server.store import counters, journal
from server.store.derived import ABSORBED, DERIVED
from server.store.tables import metadata

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection, Engine

    from server.store.engine import Store

SCHEMA = "rebuilt"
LIVE = "live"
FILE = "rebuilt.sqlite3"


@contextmanager
def fresh(store: Store, folder: Path) -> Iterator[Connection]:
    """A connection to empty tables before the live ones; they are gone at the end."""
    file = folder / FILE
    _discard(file)
    engine = _sqlite(store.engine, file) if store.is_sqlite else _postgresql(store.engine)
    try:
        with engine.connect() as conn:
            if not store.is_sqlite:
                conn.execute(text(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE"))
                conn.execute(text(f"CREATE SCHEMA {SCHEMA}"))
            metadata.create_all(conn, tables=[*DERIVED, *ABSORBED], checkfirst=False)
            conn.commit()
            yield conn
            conn.rollback()
            if not store.is_sqlite:
                conn.execute(text(f"DROP SCHEMA {SCHEMA} CASCADE"))
                conn.commit()
    finally:
        engine.dispose()
        _discard(file)


def _discard(file: Path) -> None:
    for each in (file, file.with_name(f"{file.name}-journal")):
        each.unlink(missing_ok=True)


def _sqlite(live: Engine, file: Path) -> Engine:
    """The fresh file, with the live one behind it to be read only."""

    def connect() -> sqlite3.Connection:
        connection = sqlite3.connect(file.resolve().as_uri(), uri=True)
        for pragma in ("synchronous=OFF", "cache_size=-64000", "temp_store=MEMORY"):
            connection.execute(f"PRAGMA {pragma}")
        source = f"{Path(str(live.url.database)).resolve().as_uri()}?mode=ro"
        connection.execute(f"ATTACH DATABASE ? AS {LIVE}", (source,))
        return connection

    return create_engine("sqlite://", creator=connect, hide_parameters=True, poolclass=NullPool)


def _postgresql(live: Engine) -> Engine:
    return create_engine(
        live.url,
        hide_parameters=True,
        poolclass=NullPool,
        connect_args={"options": f"-csearch_path={SCHEMA},public"},
    )


def live_name(conn: Connection) -> str:
    """The schema in which the live tables are, as a connection of `fresh` names it."""
    return LIVE if conn.dialect.name == "sqlite" else "public"


def take_over(conn: Connection, store: Store, *, last: int) -> None:
    """Put the fresh tables into the place of the live ones, all or none.

    Raise ChangedDuringRebuild when an act was noted since the one whose key is `last`.
    """
    conn.commit()
    if store.is_sqlite:
        file = conn.exec_driver_sql("PRAGMA database_list").all()[0][2]
        _copy_over(store, file, last)
    else:
        _move_over(conn, last)
        conn.commit()


def _refuse_later_acts(conn: Connection, last: int) -> None:
    if journal.extent(conn)[1] != last:
        raise ChangedDuringRebuild


def _copy_over(store: Store, file: str, last: int) -> None:
    """One transaction of the live file; it waits for whoever is writing."""
    with store.engine.connect() as conn:
        conn.exec_driver_sql("ATTACH DATABASE ? AS fresh", (file,))
        try:
            conn.exec_driver_sql("BEGIN IMMEDIATE")
            _refuse_later_acts(conn, last)
            for table in DERIVED:
                columns = ", ".join(f'"{column.name}"' for column in table.columns)
                source = f"SELECT {columns} FROM fresh.{table.name}"  # noqa: S608 — names of our tables
                conn.exec_driver_sql(f"DELETE FROM main.{table.name}")  # noqa: S608 — as above
                conn.exec_driver_sql(f"INSERT INTO main.{table.name} ({columns}) {source}")
            _count_anew(conn)
            conn.exec_driver_sql("COMMIT")
        except BaseException:
            conn.exec_driver_sql("ROLLBACK")
            raise
        finally:
            conn.exec_driver_sql("DETACH DATABASE fresh")


def _move_over(conn: Connection, last: int) -> None:
    names = ", ".join(f"public.{table.name}" for table in DERIVED)
    conn.execute(text(f"LOCK TABLE {names}, public.journal IN ACCESS EXCLUSIVE MODE"))
    _refuse_later_acts(conn, last)
    for table in DERIVED:
        conn.execute(text(f"DROP TABLE public.{table.name}"))
        conn.execute(text(f"ALTER TABLE {SCHEMA}.{table.name} SET SCHEMA public"))
    _count_anew(conn)


def _count_anew(conn: Connection) -> None:
    """Count what has arrived meanwhile: that is no act, and counters know it all the same."""
    counters.replace(conn, counters.recounted(conn))

"""A database as rows, from one engine to another: what a backup holds, and the way to outgrow.

The copy is always a SQLite file, whatever the source is: one format to read in twenty years, and
the road from the embedded database to PostgreSQL and back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, insert, select, text

from server.store.engine import open_engine
from server.store.schema import upgrade
from server.store.tables import metadata

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import Any

    from sqlalchemy import Connection, Engine, Table

BATCH = 1000


def copy_to_file(source: Connection, target: Path) -> int:
    """Copy every row into a new SQLite file and return how many there are.

    `source` must see one state for the whole copy; the caller has begun its transaction.
    """
    engine = open_engine(f"sqlite:///{target}")
    try:
        upgrade(engine)
        return _copied(source, engine)
    finally:
        with engine.connect() as connection:  # one file to pack: nothing may stay in the log
            connection.exec_driver_sql("PRAGMA journal_mode=DELETE")
        engine.dispose()


def copy_from_file(source: Path, target: Engine) -> int:
    """Put every row of a copy into an empty, migrated database and return how many there are."""
    engine = open_engine(f"sqlite:///{source}")
    try:
        with engine.connect() as connection:
            return _copied(connection, target)
    finally:
        engine.dispose()


def is_empty(connection: Connection) -> bool:
    """Whether no table of ours holds a row."""
    return not any(
        connection.execute(select(func.count()).select_from(table)).scalar_one()
        for table in metadata.sorted_tables
    )


def _copied(source: Connection, target: Engine) -> int:
    total = 0
    with target.connect() as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        for table in metadata.sorted_tables:
            for batch in _batches(source, table):
                connection.execute(insert(table), batch)
                total += len(batch)
        if connection.dialect.name == "postgresql":
            _after_the_highest(connection)
            connection.commit()
        else:
            connection.exec_driver_sql("COMMIT")
    return total


def _batches(source: Connection, table: Table) -> Iterator[list[dict[str, Any]]]:
    rows = source.execution_options(yield_per=BATCH).execute(
        select(table).order_by(*table.primary_key.columns)
    )
    for part in rows.partitions():
        yield [dict(row._mapping) for row in part]  # noqa: SLF001  # SQLAlchemy's public name


def _after_the_highest(connection: Connection) -> None:
    """Let PostgreSQL's counters go on behind the ids that were copied."""
    for table in metadata.sorted_tables:
        key = table.autoincrement_column
        if key is None or key.type.python_type is not int or len(table.primary_key.columns) > 1:
            continue
        sequence = connection.execute(
            text("SELECT pg_get_serial_sequence(:table, :column)"),
            {"table": table.name, "column": key.name},
        ).scalar()
        if sequence is not None:
            highest = connection.execute(select(func.max(key))).scalar()
            connection.execute(
                text("SELECT setval(:sequence, :value, :called)"),
                {"sequence": sequence, "value": highest or 1, "called": highest is not None},
            )

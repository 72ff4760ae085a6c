from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import inspect, text

from server.store.engine import Store, open_engine
from server.store.tables import metadata

if TYPE_CHECKING:
    from collections.abc import Iterator

    from server.settings import Settings


@pytest.fixture
def store(settings: Settings) -> Iterator[Store]:
    store = Store(open_engine(settings.sqlalchemy_url))
    yield store
    store.close()


@pytest.mark.parametrize("attempt", ["first", "second"])
def test_every_test_has_the_schema_and_no_rows(store: Store, attempt: str) -> None:
    assert set(metadata.tables) <= set(inspect(store.engine).get_table_names())
    store.write(lambda conn: conn.execute(text("CREATE TABLE mark (name TEXT)")))
    insert = text("INSERT INTO mark VALUES (:attempt)")
    store.write(lambda conn: conn.execute(insert, {"attempt": attempt}))
    with store.read() as conn:
        assert conn.execute(text("SELECT name FROM mark")).scalars().all() == [attempt]


def test_an_empty_database_has_no_table(settings: Settings, empty_database_url: str) -> None:
    url = empty_database_url.replace("postgresql://", "postgresql+psycopg://")
    engine = open_engine(url)
    assert inspect(engine).get_table_names() == []
    engine.dispose()
    assert settings.database_url != empty_database_url


def test_both_kinds_are_real(store: Store) -> None:
    version = "SELECT version()" if not store.is_sqlite else "SELECT sqlite_version()"
    with store.read() as conn:
        assert conn.execute(text(version)).scalar_one()

"""The migrations end in exactly the tables the program works with, on both databases."""

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect

from server.store.engine import open_engine
from server.store.schema import is_current, upgrade
from server.store.tables import metadata


def test_migrated_tables_equal_the_models(database_url):
    engine = open_engine(database_url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
        assert is_current(connection)
    engine.dispose()


def test_upgrading_twice_changes_nothing(empty_database_url):
    engine = open_engine(empty_database_url)
    upgrade(engine)
    tables = set(inspect(engine).get_table_names())
    upgrade(engine)
    assert set(inspect(engine).get_table_names()) == tables == {*metadata.tables, "alembic_version"}
    engine.dispose()

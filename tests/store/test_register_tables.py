"""Every register has its table in a migrated database, with the keys a county is kept by."""

import pytest
from sqlalchemy import LargeBinary, inspect

from server.core.registers import REGISTERS
from server.store.engine import open_engine
from server.store.tables.registers import TABLES, digest_name, main_name


@pytest.fixture
def migrated(database_url):
    engine = open_engine(database_url)
    yield inspect(engine)
    engine.dispose()


def test_the_migrated_database_has_the_tables_the_registers_declare(migrated):
    for name, table in TABLES.items():
        there = {column["name"] for column in migrated.get_columns(name)}
        assert there == {column.name for column in table.c}, name


@pytest.mark.parametrize("register", REGISTERS, ids=lambda register: register.name)
def test_a_table_is_kept_by_county_and_sealed_where_it_must_be(register):
    table = TABLES[register.name]
    assert [column.name for column in table.primary_key] == ["county", "id"]
    for field in register.columns:
        column = table.c[main_name(field)]
        assert isinstance(column.type, LargeBinary) == field.is_sealed
        if field.is_sealed and field.find:
            assert digest_name(field) in table.c
    names = [column.name for column in table.c]
    assert len(set(names)) == len(names)

"""An office with households in two townships, their people of both sexes and all ages."""

from datetime import date

import pytest

from server.store.tables.households import person
from tests.builders import office as built
from tests.builders.areas import DABA, GUAYUAN, SANHE
from tests.builders.lives import home

OLD = ("李守田", date(1950, 4, 11), "1")
YOUNG = ("李小花", date(2015, 8, 2), "2")
GROWN = ("王桂兰", date(1985, 8, 2), "2")
UNKNOWN = ("无名", None, "1")


@pytest.fixture
def office(settings):
    made = built.services(settings)
    home(made, OLD, GROWN, YOUNG, number=1, village=SANHE)
    home(made, GROWN, number=2, village=SANHE)
    home(made, OLD, UNKNOWN, number=3, village=DABA)
    home(made, GROWN, YOUNG, number=4, village=GUAYUAN)
    yield made
    made.store.close()


@pytest.fixture
def people(office):
    """Every living person's row, for counting by hand."""
    with office.store.read() as conn:
        return conn.execute(person.select().where(person.c.status == "alive")).all()

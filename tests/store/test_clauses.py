"""Codes as ranges: which rows lie in an area."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import column, literal, select, union_all

from server.store.clauses import SIGNIFICANT, significant, within
from server.store.engine import Store, open_engine
from tests.builders.areas import (
    BAIYIN,
    DABA,
    DONGWAN,
    GUAYUAN,
    JINGYUAN,
    PINGCHUAN,
    SANHE,
    WULAN,
    YANGLIU,
)

UNPLACED = ""
ELSEWHERE = "620521102201"
PLACES = (SANHE, DABA, YANGLIU, GUAYUAN, DONGWAN, JINGYUAN, ELSEWHERE, UNPLACED)


@pytest.fixture
def store(settings):
    made = Store(open_engine(settings.sqlalchemy_url))
    yield made
    made.close()


def found(store, *units):
    rows = union_all(*(select(literal(place).label("code")) for place in PLACES)).subquery()
    with store.read() as conn:
        return set(conn.scalars(select(rows.c.code).where(within(rows.c.code, units))))


@pytest.mark.parametrize(
    ("units", "inside"),
    [
        ([SANHE], {SANHE}),
        ([SANHE, GUAYUAN], {SANHE, GUAYUAN}),
        ([DONGWAN], {SANHE, DABA, YANGLIU, DONGWAN}),
        ([DONGWAN, SANHE], {SANHE, DABA, YANGLIU, DONGWAN}),
        ([JINGYUAN], {SANHE, DABA, YANGLIU, GUAYUAN, DONGWAN, JINGYUAN}),
        ([WULAN], {GUAYUAN}),
        ([PINGCHUAN], set()),
        ([], set()),
    ],
    ids=["village", "two villages", "township", "overlapping", "county", "other", "empty", "none"],
)
def test_rows_of_an_area_are_those_whose_code_lies_below_it(store, units, inside):
    assert found(store, *units) == inside


def test_what_has_no_place_yet_is_the_citys_alone(store):
    assert found(store, BAIYIN) == set(PLACES) - {ELSEWHERE}
    assert UNPLACED not in found(store, JINGYUAN, DONGWAN, SANHE)


def test_the_last_number_of_a_level_does_not_reach_into_the_next():
    where = within(column("code"), ["620499000000"]).compile(compile_kwargs={"literal_binds": True})
    assert str(where) == "code >= '620499' AND code < '620500'"


@given(st.integers(1, 999_999_999_999))
def test_a_code_without_its_padding_becomes_the_code_again(number):
    code = f"{number:012d}"
    short = significant(code)
    assert short.ljust(12, "0") == code
    assert len(short) in SIGNIFICANT

import doctest
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.core import area
from server.core.area import (
    AreaTree,
    UnitKind,
    at_level,
    county_of,
    is_valid_on,
    is_within,
    kind_by_number,
    level_of,
    padded,
    parent_of,
    prefix,
    short_name,
    township_of,
    unit_code,
)
from server.core.errors import BadUnitCode, SuccessionCircle, UnitNotFound
from server.core.types import Level, UnitCode
from tests.builders.areas import BAIYIN, DABA, DONGWAN, JINGYUAN, SANHE, WULAN, small_county, unit

MERGED = date(2016, 3, 1)


def test_the_examples_in_the_docstrings_hold():
    assert doctest.testmod(area).failed == 0


@st.composite
def unit_codes(draw):
    """Codes of every level, a city's at least."""
    parts = [draw(st.integers(11, 65)), draw(st.integers(1, 90))]
    parts += [draw(st.integers(0, 99)), draw(st.integers(0, 399)), draw(st.integers(0, 399))]
    text = "{:02d}{:02d}{:02d}{:03d}{:03d}".format(*parts)
    return unit_code(text if parts[3] else text[:9] + "000")


@pytest.mark.parametrize(
    ("code", "level", "parent", "digits"),
    [
        ("620400000000", Level.CITY, None, "6204"),
        ("620421000000", Level.COUNTY, "620400000000", "620421"),
        ("620421102000", Level.TOWNSHIP, "620421000000", "620421102"),
        ("620421102201", Level.VILLAGE, "620421102000", "620421102201"),
        ("441900003000", Level.TOWNSHIP, "441900000000", "441900003"),
    ],
    ids=["city", "county", "township", "village", "township of a city without counties"],
)
def test_a_code_tells_level_parent_and_prefix(code, level, parent, digits):
    read = unit_code(code)
    assert (level_of(read), parent_of(read), prefix(read)) == (level, parent, digits)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "62042110220",
        "6204211022011",
        "62042110220x",
        "６２０４２１１０２２０１",
        " 620421102201",
        "620421102201\n",
        "620000000000",
        "620421000201",
    ],
    ids=[
        "empty",
        "11 digits",
        "13 digits",
        "letter",
        "full-width digits",
        "space before",
        "line end",
        "province",
        "village without township",
    ],
)
def test_what_is_no_code_is_refused(text):
    with pytest.raises(BadUnitCode):
        unit_code(text)


def test_a_refusal_says_why_in_both_languages():
    with pytest.raises(BadUnitCode) as refused:
        unit_code("6204")
    assert refused.value.status == 400
    assert "12位" in refused.value.sentence("zh")
    assert "12 digits" in refused.value.sentence("en")


@pytest.mark.parametrize("text", ["62042", "6204211", "62", "", "six"])
def test_official_codes_of_odd_length_are_refused(text):
    with pytest.raises(BadUnitCode):
        padded(text)


@given(unit_codes())
def test_every_unit_lies_in_itself_and_in_everything_above_it(code):
    above = code
    while above is not None:
        assert is_within(code, above)
        above = parent_of(above)


@given(unit_codes())
def test_padding_an_official_code_gives_the_code_back(code):
    assert padded(prefix(code)) == code


@given(unit_codes(), unit_codes())
def test_of_two_units_that_lie_in_each_other_there_is_one(code, other):
    assert (is_within(code, other) and is_within(other, code)) == (code == other)


def test_a_neighbouring_code_is_not_within():
    assert not is_within(UnitCode("620421103201"), DONGWAN)
    assert not is_within(JINGYUAN, DONGWAN)


def test_county_and_township_of_a_wider_unit_are_nothing():
    assert (county_of(SANHE), township_of(SANHE)) == (JINGYUAN, DONGWAN)
    assert (county_of(JINGYUAN), township_of(JINGYUAN)) == (JINGYUAN, None)
    assert county_of(BAIYIN) is None
    assert at_level(SANHE, Level.CITY) == BAIYIN


@pytest.mark.parametrize(
    ("code", "name", "kind"),
    [
        ("620400000000", "", UnitKind.PREFECTURE),
        ("620403000000", "", UnitKind.DISTRICT),
        ("620421000000", "", UnitKind.COUNTY),
        ("620481000000", "", None),
        ("620402001000", "", UnitKind.SUBDISTRICT),
        ("620421102000", "", UnitKind.TOWN),
        ("620421206000", "", UnitKind.TOWNSHIP),
        ("620422202000", "新添堡回族乡", UnitKind.ETHNIC_TOWNSHIP),
        ("620421400000", "", None),
        ("620421102001", "", UnitKind.RESIDENTS_COMMITTEE),
        ("620421102201", "", UnitKind.VILLAGE_COMMITTEE),
        ("620423100400", "", UnitKind.RESIDENTS_COMMITTEE),
        ("620421102598", "", None),
    ],
)
def test_number_ranges_give_the_kind_of_unit(code, name, kind):
    assert kind_by_number(UnitCode(code), name) is kind


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("三合村村民委员会", "三合村"),
        ("砂梁村委会", "砂梁村"),
        ("新民社区居民委员会", "新民社区"),
        ("铁路居委会", "铁路社区"),
        ("民安社区", "民安社区"),
        ("东湾镇", "东湾镇"),
        ("村民委员会", "村民委员会"),
    ],
)
def test_a_short_name_leaves_the_committee_out(name, short):
    assert short_name(name) == short


def test_the_path_of_a_village_names_county_township_and_village():
    tree = AreaTree.of(small_county())
    assert tree.path_name(SANHE) == "靖远县 东湾镇 三合村"
    assert tree.path_name(SANHE, below=Level.COUNTY) == "东湾镇 三合村"
    assert tree.path_name(BAIYIN) == "白银市"


def test_the_path_of_an_unknown_code_is_the_code():
    assert AreaTree.of([]).path_name(SANHE) == SANHE


def test_children_and_all_below_come_in_the_order_of_codes():
    tree = AreaTree.of(reversed(small_county()))
    assert [child.code for child in tree.children(JINGYUAN)] == [DONGWAN, WULAN]
    assert [u.code for u in tree.below(DONGWAN)] == [SANHE, DABA, "620421102204"]
    assert [u.code for u in tree.below(BAIYIN, Level.TOWNSHIP)] == [DONGWAN, WULAN]
    assert tree.children(SANHE) == ()


def test_one_name_may_be_several_villages():
    twin = unit("620421103299", "三合村村民委员会")
    tree = AreaTree.of([*small_county(), twin])
    assert {found.code for found in tree.named("三合村")} == {SANHE, twin.code}
    assert [found.code for found in tree.named("三合村", within=DONGWAN)] == [SANHE]
    assert tree.named("没有村") == ()


def test_an_unknown_unit_is_not_found():
    with pytest.raises(UnitNotFound):
        AreaTree.of(small_county()).get(UnitCode("620421999999"))


@pytest.mark.parametrize(
    ("day", "there"),
    [
        (date(2016, 2, 29), False),
        (MERGED, True),
        (date(2020, 12, 31), True),
        (date(2021, 1, 1), False),
    ],
    ids=["day before", "first day", "last day", "day after"],
)
def test_both_ends_of_validity_count(day, there):
    village = unit(SANHE, valid_from=MERGED, valid_to=date(2020, 12, 31))
    assert is_valid_on(village, day) is there


def upgraded():
    """A township of 2015 that became a town, and the town of today."""
    return AreaTree.of(
        [
            unit("620421201000", "东湾乡", valid_to=date(2016, 2, 29), successor=DONGWAN),
            unit(DONGWAN, valid_from=MERGED),
        ]
    )


def test_an_ended_unit_is_stood_for_by_its_successor():
    old = UnitCode("620421201000")
    assert upgraded().current(old, date(2026, 1, 1)).code == DONGWAN
    assert upgraded().current(old).code == DONGWAN


def test_a_unit_stands_for_itself_while_it_lasts():
    old = UnitCode("620421201000")
    assert upgraded().current(old, date(2010, 1, 1)).code == old


def test_a_unit_whose_successor_is_unknown_stands_for_itself():
    tree = AreaTree.of([unit(SANHE, valid_to=MERGED, successor=DABA)])
    assert tree.current(SANHE, date(2026, 1, 1)).code == SANHE


def test_successors_in_a_circle_are_refused():
    tree = AreaTree.of([unit(SANHE, successor=DABA), unit(DABA, successor=SANHE)])
    with pytest.raises(SuccessionCircle):
        tree.current(SANHE)

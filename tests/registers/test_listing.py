"""Lists narrow, sort and go on by any column, and never show what is not the asker's."""

from datetime import UTC, datetime

import pytest

from server.core.desk.people import Post
from server.core.errors import NotAllowed, NotFound, UnexpectedValue
from server.core.registers import REGISTERS
from server.core.registers.masking import Hidden
from server.core.rights import Grant
from server.registers import editing, listing
from tests.builders import office as people
from tests.builders import registers as built
from tests.builders.areas import DABA, JINGYUAN, SANHE, WULAN, YANGLIU
from tests.builders.office import NOW

HOMES = (
    ("甲院", SANHE, 10, "2019-05-01", "day_care"),
    ("乙院", DABA, 30, "", "happiness_home"),
    ("丙院", YANGLIU, 20, "2022-01-01", "day_care"),
    ("丁院", SANHE, 15, "2020-01-01", "care_home"),
)


@pytest.fixture
def homes(office, clerk):
    for name, unit, beds, opened, kind in HOMES:
        raw = built.institution(
            name=name, unit=unit, beds=beds, residents=5, opened=opened, kind=kind
        )
        editing.create(office, clerk, "institution", raw, now=NOW)


def names(office, who, *pairs, limit=50, unit=None, name="institution", now=NOW, **more):
    """What a list shows, walked through all of its pages."""
    register = listing.readable(who, name)
    asked = listing.asked_for(register, who, pairs=pairs, now=now, **more)
    found, after = [], None
    while True:
        page = listing.page(office, who, name, asked, unit=unit, after=after, limit=limit, now=now)
        found += [line.values["name"] for line in page.lines]
        if page.after is None:
            assert len(found) == page.total
            return found
        after = page.after


@pytest.mark.parametrize("limit", [1, 2, 50])
@pytest.mark.parametrize(
    ("sort", "order"),
    [
        pytest.param("beds", "甲丁丙乙", id="numbers"),
        pytest.param("-beds", "乙丙丁甲", id="largest first"),
        pytest.param("opened", "甲丁丙乙", id="empty ones last"),
        pytest.param("-opened", "丙丁甲乙", id="empty ones last backwards, too"),
    ],
)
@pytest.mark.usefixtures("homes")
def test_a_list_is_sorted_by_any_column_page_by_page(office, clerk, sort, order, limit):
    assert [name[0] for name in names(office, clerk, sort=sort, limit=limit)] == list(order)


@pytest.mark.parametrize(
    ("pairs", "found"),
    [
        pytest.param([("beds.from", "20")], "乙丙", id="at least"),
        pytest.param([("beds.from", "15"), ("beds.to", "25")], "丙丁", id="between"),
        pytest.param([("kind", "日间照料中心")], "甲丙", id="by label"),
        pytest.param([("name.has", "乙")], "乙", id="part of a name"),
        pytest.param([("name.has", "%")], "", id="no wildcards"),
        pytest.param([("opened.none", "1")], "乙", id="empty"),
        pytest.param([("opened.some", "1"), ("opened.from", "2020-01-01")], "丙丁", id="since"),
        pytest.param([("unit", SANHE)], "甲丁", id="a village"),
        pytest.param([("beds", "")], "甲乙丙丁", id="nothing asked"),
    ],
)
@pytest.mark.usefixtures("homes")
def test_a_list_is_narrowed_by_any_column(office, clerk, pairs, found):
    assert {name[0] for name in names(office, clerk, *pairs)} == set(found)


@pytest.mark.parametrize(
    "pair",
    [("colour", "red"), ("beds.has", "1"), ("beds", "many"), ("gps", "1 1"), ("name.from", "a")],
    ids=["no column", "comparison", "no number", "position", "order of texts"],
)
def test_what_a_column_cannot_be_asked_is_refused(office, clerk, pair):
    with pytest.raises(UnexpectedValue):
        names(office, clerk, pair)


@pytest.mark.parametrize("cursor", ["x", "W10", "e30", "%%%"])
@pytest.mark.usefixtures("homes")
def test_a_foreign_cursor_is_refused(office, clerk, cursor):
    register = listing.readable(clerk, "institution")
    asked = listing.asked_for(register, clerk, now=NOW)
    with pytest.raises(UnexpectedValue):
        listing.page(office, clerk, "institution", asked, after=cursor, now=NOW)


@pytest.mark.usefixtures("homes")
def test_the_area_narrows_rows_and_counts_alike(office, clerk, county, stranger):
    assert len(names(office, county)) == 4
    assert names(office, stranger) == []
    assert set(names(office, clerk, unit=SANHE)) == {"甲院", "丁院"}
    with pytest.raises(NotFound):
        names(office, clerk, unit=WULAN)
    counts = {
        who: {card.register.name: card.records for card in listing.cards(office, who)}
        for who in (clerk, stranger)
    }
    assert counts[clerk]["institution"] == 4
    assert counts[stranger]["institution"] == 0


def somebody(office, post, unit):
    login = f"{post}@example.org"
    key = people.person(office, login, grants=[Grant(post, unit)])
    return people.asker_by_id(office, key, now=NOW)


def test_who_only_counts_sees_names_and_phones_masked(office, clerk):
    editing.create(office, clerk, "staff", built.staff(), now=NOW)
    reader = somebody(office, Post.COUNTY_READ, JINGYUAN)
    register = listing.readable(reader, "staff")
    asked = listing.asked_for(register, reader, now=NOW)
    (line,) = listing.page(office, reader, "staff", asked, now=NOW).lines
    assert line.values["name"] == Hidden("李某")
    assert line.values["phone"] == Hidden("139******78")
    for hidden in ("name.has", "phone", "id_number"):
        with pytest.raises(NotAllowed):
            listing.asked_for(register, reader, pairs=[(hidden, "13912345678")], now=NOW)
    with pytest.raises(NotAllowed):
        listing.asked_for(register, reader, sort="name", now=NOW)


@pytest.mark.parametrize("post", [Post.ASSISTANT, Post.ADMIN])
def test_some_posts_open_no_register(office, post):
    who = somebody(office, post, JINGYUAN)
    assert listing.cards(office, who) == ()
    for register in REGISTERS:
        with pytest.raises(NotAllowed):
            listing.readable(who, register.name)


def test_the_emergency_office_opens_the_disaster_registers_only(office):
    who = somebody(office, Post.EMERGENCY, JINGYUAN)
    assert {card.register.database for card in listing.cards(office, who)} <= {7}


def test_a_township_writes_no_register_of_the_county(office, clerk, county):
    may = {
        who.post: {card.register.name for card in listing.cards(office, who) if card.may_write}
        for who in (clerk, county)
    }
    assert "marriage_stat" not in may[clerk.post]
    assert {"marriage_stat", "institution"} <= may[county.post]


def test_an_unknown_register_is_not_there(clerk):
    with pytest.raises(NotFound):
        listing.readable(clerk, "unicorns")


@pytest.mark.usefixtures("homes")
def test_a_day_in_the_past_shows_what_was_in_force(office, clerk):
    early = datetime(2025, 12, 31, 3, tzinfo=UTC)
    assert names(office, clerk, now=early) == []
    assert names(office, clerk, on="2025-12-31") == []
    assert len(names(office, clerk, on="2026-01-01")) == 4
    with pytest.raises(UnexpectedValue):
        names(office, clerk, on="yesterday")


@pytest.mark.usefixtures("homes")
def test_a_file_holds_all_rows_of_a_list_without_sealed_columns(office, clerk):
    register = listing.readable(clerk, "institution")
    asked = listing.asked_for(register, clerk, pairs=[("beds.from", "20")], now=NOW)
    rows = list(listing.every(office, clerk, "institution", asked))
    assert {row["name"][0] for row in rows} == set("乙丙")
    staff = listing.readable(clerk, "staff")
    assert "id_number" not in {column.name for column in listing.visible_columns(staff)}

"""Lists made for each tablet: what stands in them, and what never does."""

import csv
import io
from datetime import UTC, datetime

import pytest

from server.publish import entity_lists, lists
from tests.builders.areas import (
    DABA,
    DONGWAN,
    GUAYUAN,
    JINGYUAN,
    SANHE,
    WULAN,
    YANGLIU,
)
from tests.builders.field import sender
from tests.builders.households import (
    ACCOUNT,
    ID_NUMBER,
    INCOME,
    PHONE,
    WIFE,
    entity,
    later,
    stored,
    withdrawn,
)


def content(office, source, *units):
    with office.store.read() as conn:
        return lists.content(office, conn, sender(*units), source)


def rows(office, source, *units):
    return list(csv.DictReader(io.StringIO(content(office, source, *units).decode())))


def codes(office, source, *units):
    return [row["name"] for row in rows(office, source, *units)]


def token(office, *units):
    with office.store.read() as conn:
        return entity_lists.token(conn, carried(conn, *units))


def carried(conn, *units):
    return entity_lists.carried(conn, sender(*units), 1, "households")


def deleted(office, ids, *units):
    with office.store.read() as conn:
        return entity_lists.deleted(conn, carried(conn, *units), ids)


@pytest.mark.parametrize(
    ("units", "villages", "townships"),
    [
        ([SANHE], [SANHE], [DONGWAN]),
        ([SANHE, GUAYUAN], [SANHE, GUAYUAN], [DONGWAN, WULAN]),
        ([DONGWAN], [SANHE, DABA, YANGLIU], [DONGWAN]),
        ([JINGYUAN], [SANHE, DABA, YANGLIU, GUAYUAN], [DONGWAN, WULAN]),
    ],
    ids=["one village", "villages of two townships", "a township", "a county"],
)
def test_a_tablet_chooses_among_its_own_villages_and_what_lies_above_them(
    office, units, villages, townships
):
    assert codes(office, "villages", *units) == villages
    assert codes(office, "townships", *units) == townships
    assert codes(office, "counties", *units) == [JINGYUAN]


def test_units_name_the_one_above_so_that_the_form_can_narrow_its_choices(office):
    (village,) = rows(office, "villages", SANHE)
    (township,) = rows(office, "townships", SANHE)
    assert (village["township"], township["county"]) == (DONGWAN, JINGYUAN)
    assert village["label"] == "三合村村民委员会"


def test_a_village_comes_with_its_centre(office):
    (village,) = rows(office, "villages", SANHE)
    assert (village["lat"], village["lon"]) == ("36.530000", "104.010000")


def test_an_area_that_no_longer_exists_brings_nothing(office):
    assert codes(office, "villages", "620421999000") == []


@pytest.mark.parametrize("source", sorted(lists.SOURCES.values()))
def test_or_81_a_list_has_no_byte_order_mark_and_no_carriage_return(office, source):
    stored(office)
    made = content(office, source, SANHE)
    assert not made.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in made
    assert made.endswith(b"\n")


def test_a_household_is_listed_as_the_next_visit_needs_it(office):
    stored(office)
    (row,) = rows(office, "households", SANHE)
    assert row == {
        "name": entity(),
        "label": "李守田 三组 2人",
        "__version": "1",
        "geometry": "36.53 104.01 0 4.5",
        "hh_no": f"{SANHE}0001",
        "village": SANHE,
        "township": DONGWAN,
        "group_no": "三组",
        "head_name": "李守田",
        "member_count": "2",
        "benefits": "dibao_rural",
        "last_visit_date": "2026-11-23",
        "last_visit_result": "",
        "visit_due": "2027-02-23",
    }


def test_the_day_of_the_last_visit_is_the_day_in_the_village(office):
    stored(office, last_visit_at=datetime(2026, 11, 22, 23, 30, tzinfo=UTC))
    assert [row["last_visit_date"] for row in rows(office, "households", SANHE)] == ["2026-11-23"]


def test_a_household_without_position_has_an_empty_geometry(office):
    stored(office, lat=None, lon=None, accuracy_m=None)
    assert [row["geometry"] for row in rows(office, "households", SANHE)] == [""]


@pytest.mark.parametrize("source", sorted(lists.SOURCES.values()))
def test_no_list_holds_what_a_lost_tablet_must_not_lose(office, source):
    stored(office)
    text = content(office, source, JINGYUAN).decode()
    private = [ID_NUMBER, ACCOUNT, str(INCOME), PHONE, WIFE]
    assert [each for each in private if each in text] == []


def test_households_of_other_villages_are_not_on_the_tablet(office):
    for number, village in enumerate((SANHE, DABA, GUAYUAN), start=1):
        stored(office, number, village=village)
    assert codes(office, "households", SANHE) == [entity(1)]
    assert codes(office, "households", DONGWAN) == [entity(1), entity(2)]


def test_a_tablet_without_an_area_has_no_households(office):
    stored(office)
    with office.store.read() as conn:
        made = lists.content(office, conn, sender("620499000000"), "households")
    assert made.decode().splitlines() == [",".join(entity_lists.HOUSEHOLD_COLUMNS)]


def test_a_household_that_is_gone_is_not_offered_again(office):
    stored(office, status="gone")
    assert codes(office, "households", SANHE) == []


def test_more_households_than_one_batch_come_each_once_in_order(office, monkeypatch):
    monkeypatch.setattr("server.store.households.BATCH", 2)
    for number in range(5, 0, -1):
        stored(office, number)
    assert codes(office, "households", SANHE) == [entity(n) for n in range(1, 6)]


def create(office):
    stored(office, 2, at=later())


def update(office):
    stored(office, at=later(), version=2, head_name="李守仓")


def end(office):
    stored(office, at=later(), status="gone")


def take_back(office):
    withdrawn(office)


CHANGES = pytest.mark.parametrize("change", [create, update, end, take_back])


@CHANGES
def test_or_147_the_token_changes_with_every_household_of_the_area(office, change):
    stored(office)
    before = token(office, SANHE), token(office, DONGWAN)
    change(office)
    after = token(office, SANHE), token(office, DONGWAN)
    assert before[0] != after[0]
    assert before[1] != after[1]


@CHANGES
def test_or_147_the_token_stays_when_another_area_changes(office, change):
    stored(office)
    stored(office, 9, village=DABA)
    before = token(office, DABA), content(office, "households", DABA)
    change(office)
    assert (token(office, DABA), content(office, "households", DABA)) == before


def test_or_147_two_changes_at_once_in_the_same_moment_are_seen(office):
    stored(office)
    stored(office, 2)
    before = token(office, SANHE)
    stored(office, 2, version=2, head_name="王守仓")
    assert token(office, SANHE) != before


def test_tablets_of_the_same_villages_have_the_same_token_in_any_order(office):
    stored(office)
    assert token(office, SANHE, DABA) == token(office, DABA, SANHE)
    assert token(office, SANHE) != token(office, DABA)


def test_or_155_known_entities_are_answered_in_the_order_asked(office):
    stored(office, 1)
    stored(office, 2, status="gone")
    asked = [entity(2), "never-heard-of", entity(1)]
    assert deleted(office, asked, SANHE) == ((entity(2), True), (entity(1), False))


def test_or_155_entities_of_other_villages_are_not_answered(office):
    stored(office, village=GUAYUAN)
    assert deleted(office, [entity()], DONGWAN) == ()

"""The search box over a small county, on both databases."""

from __future__ import annotations

from datetime import date

import pytest

from server.core.errors import NotAllowed, NotFound, UnexpectedValue
from server.core.search import Filters
from server.registers.searching import search
from server.store import audit, households
from tests.builders import lives
from tests.builders.areas import DABA, DONGWAN, GUAYUAN, SANHE
from tests.builders.office import ASSISTANT, AUDITOR, NOW, REVIEWER, STRANGER, asker, settled
from tests.builders.people import id_number

OLD = date(1950, 1, 1)
YOUNG = date(2005, 6, 1)


@pytest.fixture
def clerk(office):
    lives.home(
        office,
        ("单守田", OLD, "1"),
        ("王桂兰", date(1955, 2, 3), "2"),
        number=1,
        phone="13912345678",
    )
    lives.home(office, ("王桂兰", YOUNG, "2"), ("李桂兰花", YOUNG, "2"), number=2, village=DABA)
    lives.home(office, ("王桂兰", OLD, "2"), number=3, village=GUAYUAN)
    return asker(office, REVIEWER)


def names(found):
    return [(hit.name, hit.how) for hit in found.people]


def find(office, who, text, **more):
    return search(office, who, text, now=NOW, **more)


def test_exact_comes_before_part_and_sound(office, clerk):
    hits = names(find(office, clerk, "王桂兰"))
    assert hits[:2] == [("王桂兰", "name"), ("王桂兰", "name")]
    hits = names(find(office, clerk, "桂兰"))
    assert {name for name, _ in hits} == {"王桂兰", "李桂兰花"}
    assert {how for _, how in hits} == {"name_part"}


@pytest.mark.parametrize(
    ("text", "how"),
    [
        ("shanshoutian", "pinyin"),
        ("danshoutian", "pinyin"),
        ("sst", "initials"),
        ("SHAN shou", "pinyin_begins"),
        ("shoutian", "pinyin_part"),
        ("单寿田", "homophone"),
        ("田", "name_part"),
        ("单", "name_begins"),
    ],
)
def test_a_name_is_found_by_what_people_type(office, clerk, text, how):
    assert ("单守田", how) in names(find(office, clerk, text))


def test_nothing_of_another_township_is_found(office, clerk):
    assert all("瓜园" not in hit.village for hit in find(office, clerk, "王桂兰").people)
    other = asker(office, STRANGER)
    assert len(find(office, other, "王桂兰").people) == 1
    assert find(office, other, "单守田").is_empty
    assert find(office, other, f"{SANHE}0001").is_empty
    assert find(office, other, "13912345678").is_empty
    assert find(office, other, id_number(OLD, sex="1", running=10)).is_empty


def test_near_comes_first(office, clerk):
    villages = [hit.hh_no[:12] for hit in find(office, clerk, "王桂兰", near=DABA).people]
    assert villages == [DABA, SANHE]


def test_a_unit_narrows_and_one_outside_does_not_exist(office, clerk):
    assert len(find(office, clerk, "王桂兰", unit=DABA).people) == 1
    with pytest.raises(NotFound):
        find(office, clerk, "王桂兰", unit=GUAYUAN)


def test_a_word_that_names_a_village_narrows(office, clerk):
    found = find(office, clerk, "三合村 桂兰")
    assert [unit.code for unit in found.narrowed] == [SANHE]
    assert [hit.hh_no for hit in found.people] == [f"{SANHE}0001"]


def test_pages_follow_one_another_without_gap_or_double(office, clerk):
    seen, after = [], None
    for _ in range(5):
        found = find(office, clerk, "兰", after=after, limit=1)
        seen += [hit.id for hit in found.people]
        after = found.after
        if after is None:
            break
    whole = [hit.id for hit in find(office, clerk, "兰").people]
    assert seen == whole
    assert len(set(whole)) == 3


def test_a_cursor_of_something_else_is_refused(office, clerk):
    with pytest.raises(UnexpectedValue):
        find(office, clerk, "兰", after="x~1")


def test_a_full_number_finds_its_person_and_is_written_down(office, clerk):
    number = id_number(OLD, sex="1", running=10)
    found = find(office, clerk, number)
    assert names(found) == [("单守田", "id_number")]
    assert found.is_logged
    settled(office)
    with office.store.read() as conn:
        entry = audit.entries(conn, action="search.id_number")[0]
    assert entry.actor_id == clerk.id
    assert number not in str(entry)


@pytest.mark.parametrize(
    ("text", "how"),
    [
        (f"{SANHE}0001", "number"),
        (SANHE, "number"),
        ("0001", "number_tail"),
        ("13912345678", "phone"),
        ("5678", "phone_tail"),
        ("三社17", "address"),
    ],
)
def test_a_household_is_found_by_number_phone_and_address(office, clerk, text, how):
    hits = {(hit.hh_no, hit.how) for hit in find(office, clerk, text).homes}
    assert (f"{SANHE}0001", how) in hits


def test_numbers_are_masked(office, clerk):
    found = find(office, clerk, "单守田")
    assert found.people[0].id_masked == "620421********" + id_number(OLD, sex="1", running=10)[-4:]
    assert find(office, clerk, "5678").homes[0].phone_masked == "139******78"


def test_filters_narrow_with_and_without_a_name(office, clerk):
    old = Filters(age_from=60)
    assert {name for name, _ in names(find(office, clerk, "", filters=old))} == {"单守田", "王桂兰"}
    young = Filters(age_to=30, sex="female")
    assert names(find(office, clerk, "王", filters=young)) == [("王桂兰", "name_begins")]
    assert find(office, clerk, "王", filters=Filters(benefit="orphan")).is_empty
    shared = Filters(benefit="dibao_rural", flags=("danger", "head"))
    assert len(find(office, clerk, "", filters=shared).people) == 2


def test_the_county_finds_all_its_townships(office, clerk):
    del clerk
    assert len(find(office, asker(office, AUDITOR), "王桂兰").people) == 3


def test_who_collects_only_does_not_search(office, clerk):
    del clerk
    with pytest.raises(NotAllowed):
        find(office, asker(office, ASSISTANT), "王桂兰")


def test_places_are_found_by_name(office, clerk):
    assert [unit.code for unit in find(office, clerk, "三合").places] == [SANHE]
    assert DONGWAN in {unit.code for unit in find(office, clerk, "东湾").places}


def test_what_is_withdrawn_is_not_found_and_the_index_is_empty(office, clerk):
    key = find(office, clerk, "单守田").people[0].hh_no
    row = lives.household_of(office, _id_of(office, key))
    office.store.write(lambda conn: households.withdraw(conn, row.county, row.id))
    assert find(office, clerk, "单守田").is_empty


def _id_of(office, hh_no):
    with office.store.read() as conn:
        return households.by_number(conn, hh_no, (hh_no[:12],)).id

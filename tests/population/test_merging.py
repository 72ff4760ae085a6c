"""Merging persons and households, and taking it back, on both databases."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from server.core.errors import ChangedMeanwhile, MergeRefused, NotFound, NothingToUndo
from server.core.lifeevent import LifeEvent
from server.core.registers.benefit import BENEFIT
from server.registers import editing, identity
from server.registers.identity import Seen
from server.registers.life import Told, record
from server.registers.searching import search
from server.store.tables.registers import TABLES
from server.store.tables.search import household_act, lookalike
from tests.builders import lives
from tests.builders import office as built
from tests.builders.areas import DABA, GUAYUAN, SANHE
from tests.builders.field import counts_are_right
from tests.builders.lives import household_of, persons_of
from tests.builders.office import NOW, REVIEWER, STRANGER
from tests.builders.people import id_number

BORN = date(1963, 4, 11)
FAMILY = (
    ("李守田", BORN, "1"),
    ("王桂兰", date(1965, 8, 2), "2"),
    ("李小军", date(1990, 1, 9), "1"),
)
AGAIN = (("李守田", date(1963, 11, 4), "1", ""), ("王贵兰", date(1965, 8, 2), "2", ""))


@pytest.fixture
def office(settings):
    """Counters are right at the end, whatever was merged."""
    made = built.services(settings)
    yield made
    are_right = counts_are_right(made)
    made.store.close()
    assert are_right


@pytest.fixture
def clerk(office):
    return built.asker(office, REVIEWER)


@pytest.fixture
def two(office):
    """A household and the same once more in the next village."""
    first = lives.home(office, *FAMILY, number=1, phone="13993001234")
    second = lives.home(office, *AGAIN, number=2, village=DABA, phone="13993001234")
    return first, second


def pairs(office):
    with office.store.read() as conn:
        return conn.execute(select(lookalike).order_by(lookalike.c.kind)).all()


def merge(office, clerk, kind, stays, goes, *, seen=None, **more):
    return identity.merge(
        office, clerk, kind, stays=stays, goes=goes, seen=seen or Seen(), now=NOW, **more
    )


def benefit(office, clerk, hh_no, village, person=""):
    values = {
        "unit": village,
        "kind": "dibao_rural",
        "level": "household",
        "hh_no": hh_no,
        "person_id": person,
        "class": "2",
        "persons_covered": "2",
        "amount": "300",
        "start_date": "2026-01-01",
        "next_review": "2027-01-01",
    }
    return editing.create(office, clerk, "benefit", values, note="", now=NOW)


def benefits_of(office):
    table = TABLES[BENEFIT.name]
    with office.store.read() as conn:
        return [row.hh_no for row in conn.execute(select(table).where(table.c.is_last.is_(True)))]


def test_loading_finds_the_same_people_and_the_same_household(office, two):
    found = [(pair.kind, {pair.a_id, pair.b_id} == set(two)) for pair in pairs(office)]
    assert found == [("household", True), ("person", False), ("person", False)]


def test_both_sides_must_lie_in_the_area(office, clerk):
    lives.home(office, *FAMILY, number=1)
    lives.home(office, *AGAIN, number=2, village=GUAYUAN)
    assert pairs(office)
    assert identity.pairs(office, clerk).lines == ()
    assert identity.pairs(office, clerk, kind="person").totals == {"household": 0, "person": 0}
    pair = pairs(office)[0]
    with pytest.raises(NotFound):
        identity.pair(office, clerk, pair.kind, pair.a_id, pair.b_id)
    with pytest.raises(NotFound):
        merge(office, clerk, pair.kind, pair.a_id, pair.b_id)


def test_a_merged_household_keeps_its_number_and_its_people_go_over(office, clerk, two):
    first, second = two
    merge(office, clerk, "household", second, first)
    gone, stays = household_of(office, first), household_of(office, second)
    assert (gone.status, gone.merged_into) == ("merged", second)
    assert stays.member_count == 3
    assert {name for name, row in persons_of(office, second).items() if row.status == "alive"} == {
        "李守田",
        "王贵兰",
        "李小军",
    }
    assert persons_of(office, second)["李守田"].id_digest is not None  # only the other one knew it
    assert [hit.goes_on for hit in search(office, clerk, gone.hh_no, now=NOW).homes] == [
        stays.hh_no
    ]
    assert len(search(office, clerk, "李守田", now=NOW).people) == 1


def test_undoing_puts_everything_back(office, clerk, two):
    first, second = two
    before = [persons_of(office, key) for key in two]
    act = merge(office, clerk, "household", first, second)
    identity.undo(office, clerk, act, now=NOW)
    assert [
        {name: (row.id, row.status, row.household_id) for name, row in people.items()}
        for people in before
    ] == [
        {
            name: (row.id, row.status, row.household_id)
            for name, row in persons_of(office, key).items()
        }
        for key in two
    ]
    assert household_of(office, second).status == "active"
    assert {pair.state for pair in pairs(office)} == {"open"}
    with pytest.raises(NothingToUndo):
        identity.undo(office, clerk, act, now=NOW)


def test_what_registers_hold_goes_over_and_comes_back(office, clerk, two):
    first, second = (household_of(office, key).hh_no for key in two)
    benefit(office, clerk, second, DABA)
    act = merge(office, clerk, "household", *two)
    assert benefits_of(office) == [first]
    identity.undo(office, clerk, act, now=NOW)
    assert benefits_of(office) == [second]


def test_two_households_with_the_same_benefit_are_refused_with_the_reason(office, clerk, two):
    for key, village in zip(two, (SANHE, DABA), strict=True):
        benefit(office, clerk, household_of(office, key).hh_no, village)
    with pytest.raises(MergeRefused, match="one first"):
        merge(office, clerk, "household", *two)
    assert household_of(office, two[1]).status == "active"


def test_a_page_that_was_left_open_merges_nothing(office, clerk, two):
    seen = Seen(a_version=1, b_version=1)
    wife = persons_of(office, two[0])["王桂兰"]
    told = Told(event=LifeEvent.MOVE_OUT, on_date=date(2026, 11, 1), person_ids=(wife.id,))
    record(office, clerk, household_of(office, two[0]).hh_no, told, now=NOW)
    with pytest.raises(ChangedMeanwhile):
        merge(office, clerk, "household", *two, seen=seen)


def test_a_person_goes_with_the_values_that_were_chosen(office, clerk, two):
    stays, goes = persons_of(office, two[1])["王贵兰"], persons_of(office, two[0])["王桂兰"]
    merge(office, clerk, "person", stays.id, goes.id, take=("m_name",))
    assert persons_of(office, two[1])["王桂兰"].id == stays.id
    old = next(row for row in persons_of(office, two[0]).values() if row.id == goes.id)
    assert (old.status, old.merged_into) == ("merged", stays.id)
    assert household_of(office, two[0]).member_count == 2


def test_two_sound_numbers_are_two_people(office, clerk):
    first = lives.home(
        office, ("李守田", BORN, "1", id_number(BORN, sex="1", running=11)), number=1
    )
    second = lives.home(
        office, ("李守田", BORN, "1", id_number(BORN, sex="1", running=485)), number=2
    )
    assert [pair.kind for pair in pairs(office)] == []
    a, b = persons_of(office, first)["李守田"], persons_of(office, second)["李守田"]
    with pytest.raises(MergeRefused):
        merge(office, clerk, "person", a.id, b.id)


@pytest.mark.usefixtures("two")
def test_that_two_are_different_is_remembered(office, clerk):
    pair = pairs(office)[0]
    identity.decide(
        office,
        clerk,
        pair.kind,
        a_id=pair.a_id,
        b_id=pair.b_id,
        state="different",
        seen=Seen(note="父子两户"),
        now=NOW,
    )
    assert identity.pairs(office, clerk).lines == ()
    lives.home(office, *AGAIN, number=3)  # another load that looks again
    states = {(p.a_id, p.b_id): p.state for p in pairs(office) if p.kind == "household"}
    assert states[pair.a_id, pair.b_id] == "different"
    with office.store.read() as conn:
        assert conn.execute(select(household_act)).one().kind == "different"


def test_a_clerk_of_the_next_township_undoes_nothing(office, clerk, two):
    act = merge(office, clerk, "household", *two)
    with pytest.raises(NotFound):
        identity.undo(office, built.asker(office, STRANGER), act, now=NOW)

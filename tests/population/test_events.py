"""Events of life, recorded by staff, on both databases."""

from __future__ import annotations

from datetime import date

import pytest

from server.core.errors import LifeEventRefused, NotFound, NothingToUndo
from server.core.lifeevent import LifeEvent
from server.registers import identity
from server.registers.life import Told, record
from server.store import household_acts
from tests.builders import lives
from tests.builders import office as built
from tests.builders.field import counts_are_right
from tests.builders.lives import household_of, persons_of
from tests.builders.office import NOW, REVIEWER, STRANGER

DAY = date(2026, 11, 20)
FAMILY = (
    ("李守田", date(1963, 4, 11), "1"),
    ("王桂兰", date(1965, 8, 2), "2"),
    ("李小军", date(1990, 1, 9), "1"),
)


@pytest.fixture
def office(settings):
    made = built.services(settings)
    yield made
    are_right = counts_are_right(made)
    made.store.close()
    assert are_right


@pytest.fixture
def clerk(office):
    return built.asker(office, REVIEWER)


@pytest.fixture
def home(office):
    return lives.home(office, *FAMILY, number=77)


def tell(office, clerk, home, event, *names, on=DAY, **more):
    people = persons_of(office, home)
    keys = tuple(people[name].id for name in names)
    told = Told(event=event, on_date=on, person_ids=keys, **more)
    return record(office, clerk, household_of(office, home).hh_no, told, now=NOW)


def test_a_death_has_its_day_and_the_household_one_less(office, clerk, home):
    tell(office, clerk, home, LifeEvent.DEATH, "李守田")
    person = persons_of(office, home)["李守田"]
    assert (person.status, person.status_date) == ("dead", DAY)
    assert household_of(office, home).member_count == 2


@pytest.mark.parametrize(
    ("on", "reason"),
    [(date(2027, 1, 1), "日期晚于今天"), (date(1950, 1, 1), "日期早于本人出生日期")],
)
def test_a_day_that_cannot_be_is_refused(office, clerk, home, on, reason):
    with pytest.raises(LifeEventRefused) as refused:
        tell(office, clerk, home, LifeEvent.DEATH, "李守田", on=on)
    assert refused.value.details["reason_zh"] == reason


def test_nobody_dies_twice(office, clerk, home):
    tell(office, clerk, home, LifeEvent.DEATH, "李守田")
    with pytest.raises(LifeEventRefused):
        tell(office, clerk, home, LifeEvent.MOVE_OUT, "李守田")


def test_who_left_comes_back_under_the_same_key(office, clerk, home):
    key = persons_of(office, home)["李小军"].id
    tell(office, clerk, home, LifeEvent.MOVE_OUT, "李小军")
    tell(
        office,
        clerk,
        home,
        LifeEvent.MOVE_IN,
        name="李小军",
        relation="20",
        birth_date=date(1990, 1, 9),
    )
    back = persons_of(office, home)["李小军"]
    assert (back.id, back.status, back.since) == (key, "alive", DAY)


def test_a_split_makes_a_household_that_leads_to_its_origin_and_can_be_undone(office, clerk, home):
    son = persons_of(office, home)["李小军"].id
    act = tell(office, clerk, home, LifeEvent.SPLIT, "李小军", head_id=son)
    assert "李小军" not in persons_of(office, home)
    with office.store.read() as conn:
        row = household_acts.find(conn, household_of(office, home).county, act)
    new = household_of(office, row.other_household_id)
    assert (new.origin_id, new.head_name, new.hh_no[:12]) == (home, "李小军", new.village)
    moved = persons_of(office, new.id)["李小军"]
    assert (moved.id, moved.relation, moved.since) == (son, "02", DAY)
    identity.undo(office, clerk, act, now=NOW)
    assert persons_of(office, home)["李小军"].id == son
    assert household_of(office, new.id) is None


def test_a_split_needs_somebody_to_stay_and_a_head_who_leaves(office, clerk, home):
    people = persons_of(office, home)
    with pytest.raises(LifeEventRefused):
        tell(office, clerk, home, LifeEvent.SPLIT, *people, head_id=people["李小军"].id)
    with pytest.raises(LifeEventRefused):
        tell(office, clerk, home, LifeEvent.SPLIT, "李小军", head_id=people["李守田"].id)


def test_a_member_joins_another_household(office, clerk, home):
    other = lives.home(office, ("赵敏", date(1992, 5, 5), "2"), number=2)
    son = persons_of(office, home)["李小军"].id
    told = Told(event=LifeEvent.JOIN, on_date=DAY, person_ids=(son,), relation="11")
    act = record(office, clerk, household_of(office, other).hh_no, told, now=NOW)
    assert persons_of(office, other)["李小军"].id == son
    assert "李小军" not in persons_of(office, home)
    identity.undo(office, clerk, act, now=NOW)
    assert persons_of(office, home)["李小军"].id == son


def test_only_the_newest_can_be_undone(office, clerk, home):
    first = tell(office, clerk, home, LifeEvent.DEATH, "李守田")
    tell(office, clerk, home, LifeEvent.MOVE_OUT, "李小军")
    with pytest.raises(NothingToUndo):
        identity.undo(office, clerk, first, now=NOW)


def test_nobody_writes_in_another_township(office, home):
    stranger = built.asker(office, STRANGER)
    with pytest.raises(NotFound):
        tell(office, stranger, home, LifeEvent.DEATH, "李守田")

"""When a household is due, and the way from house to house."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.core.procedures.visits import Resident, Situation, categories, next_visit, walk
from server.core.types import GeoPoint

DAY = date(2026, 11, 23)
KNOWN = date(2026, 1, 10)


def household(*kinds, **more):
    return Situation(benefits=dict.fromkeys(kinds), known_since=KNOWN, **more)


@pytest.mark.parametrize(
    ("situation", "expected"),
    [
        (household(), ()),
        (household("dibao_rural"), ("dibao",)),
        (household("dibao"), ("dibao",)),
        (household("tekun"), ("tekun",)),
        (household("tekun", is_institution=True), ()),
        (household("youfu"), ("youfu",)),
        (household(residents=[Resident(81)]), ("elder80",)),
        (household(residents=[Resident(81), Resident(79)]), ()),
        (household(residents=[Resident(79)]), ()),
        (household("dibao_urban", residents=[Resident(50, "4", "1")]), ("severe", "dibao")),
        (household("dibao_urban", residents=[Resident(50, "1", "1")]), ("dibao",)),
        (household("disab_care"), ("severe",)),
        (household("orphan"), ("orphan",)),
    ],
)
def test_categories_follow_benefits_and_people(situation, expected):
    assert categories(situation) == expected


def test_the_next_visit_is_the_last_plus_the_shortest_interval():
    seen = household("dibao_rural", last_visit=date(2026, 10, 1))
    assert next_visit(seen, DAY).day == date(2027, 1, 1)
    both = household("dibao_rural", "tekun", last_visit=date(2026, 10, 1))
    assert next_visit(both, DAY).day == date(2026, 11, 1)


def test_who_was_never_visited_counts_from_the_benefit_else_from_the_register():
    begun = Situation(benefits={"dibao_rural": date(2026, 9, 1)}, known_since=KNOWN)
    assert next_visit(begun, DAY).day == date(2026, 12, 1)
    assert next_visit(household("dibao_rural"), DAY).day == date(2026, 4, 10)


def test_who_receives_nothing_and_is_not_old_and_alone_is_not_visited():
    assert next_visit(household(residents=[Resident(40)]), DAY) is None


def test_a_damaged_house_is_seen_after_a_week_and_after_a_month():
    hit = DAY - timedelta(days=3)
    assert next_visit(household(damaged=[hit]), DAY).day == hit + timedelta(days=7)
    seen = household(damaged=[hit], last_visit=hit + timedelta(days=6))
    assert next_visit(seen, DAY).day == hit + timedelta(days=30)
    done = household(damaged=[hit], last_visit=hit + timedelta(days=9))
    assert next_visit(done, DAY) is None


POINTS = st.builds(GeoPoint, st.floats(36, 37), st.floats(104, 105)) | st.none()


@given(st.none() | st.builds(GeoPoint, st.just(36.5), st.just(104.5)), st.lists(POINTS, max_size=8))
def test_every_house_is_on_the_way_once_and_those_without_position_come_last(start, houses):
    order = walk(start, houses)
    assert sorted(order) == list(range(len(houses)))
    placed = [houses[at] is not None for at in order]
    assert placed == sorted(placed, reverse=True)


def test_the_nearest_house_is_next():
    houses = [GeoPoint(36.53, 104.0), GeoPoint(36.51, 104.0), GeoPoint(36.52, 104.0)]
    assert walk(GeoPoint(36.50, 104.0), houses) == [1, 2, 0]

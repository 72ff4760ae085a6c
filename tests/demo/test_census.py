"""The households made up for a county add up to its control totals, to the last person."""

from collections import Counter
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.core.days import age_on
from server.core.types import Level
from server.demo.archive import Cards, homes
from server.demo.census import IN_TOWN, Kind, plan
from server.demo.quotas import Spread, shared, sizes
from server.demo.totals import CITY, targets
from server.review.archive import errors_of
from tests.builders.baiyin import drawn_baiyin

COUNTIES = sorted(set(targets()) - {CITY})
DAY = date(2026, 11, 24)
NOW = datetime(2026, 11, 24, 3, tzinfo=UTC)


def villages(county):
    units = [unit for unit in drawn_baiyin() if unit.level is Level.VILLAGE]
    return sorted((u for u in units if u.code[:6] == county), key=lambda unit: unit.code)


def test_the_counties_add_up_to_the_figures_of_the_report():
    first, *others = (targets()[county] for county in COUNTIES)
    total = first
    for each in others:
        total = total + each
    assert total == targets()[CITY]
    assert (str(total.urban_share), str(total.rural_share)) == ("11.40", "12.79")


@pytest.mark.parametrize("county", COUNTIES)
def test_a_planned_county_is_its_control_total(county):
    wanted = targets()[county]
    households, persons, more = Counter(), Counter(), Counter()
    for _, homes_wanted in plan(wanted, villages(county), seed="1"):
        for each in homes_wanted:
            households[each.kind] += 1
            persons[each.kind] += each.size
            more.update(elders=each.elders, ill=each.ill, served=each.served)
    urban = sum(n for kind, n in persons.items() if kind in IN_TOWN)
    assert (sum(persons.values()), urban) == (wanted.population, wanted.urban_population)
    assert households[Kind.URBAN_DIBAO] == wanted.urban_dibao_households
    assert persons[Kind.URBAN_DIBAO] == wanted.urban_dibao_persons
    assert households[Kind.RURAL_DIBAO] == wanted.rural_dibao_households
    assert persons[Kind.RURAL_DIBAO] == wanted.rural_dibao_persons
    assert (households[Kind.TEKUN], persons[Kind.TEKUN]) == (
        wanted.tekun_households,
        wanted.tekun_persons,
    )
    assert persons[Kind.EDGE] == wanted.edge_persons
    assert more == {
        "elders": wanted.elderly_persons,
        "ill": wanted.medical_persons,
        "served": wanted.youfu_persons,
    }


def test_no_made_up_household_breaks_a_rule_and_ages_are_as_planned():
    cards = Cards("620421")
    numbers = set()
    for unit, wanted in list(plan(targets()["620421"], villages("620421"), seed="1"))[3:6]:
        some = wanted[::7]
        for home, each in zip(homes(unit, some, cards, DAY, seed="1"), some, strict=True):
            members = home.household.members
            assert errors_of(home, NOW) == ()
            assert len(members) == each.size
            assert sum(age_on(DAY, member.birth_date) >= 60 for member in members) == each.elders
            numbers.update(member.id_number for member in members)
            assert "" not in numbers


@given(st.integers(0, 5_000), st.lists(st.floats(0.1, 9), min_size=1, max_size=40))
def test_shares_lose_nothing(total, weights):
    parts = shared(total, weights)
    assert sum(parts) == total
    assert min(parts) >= 0


@given(st.integers(1, 400), st.integers(0, 900))
def test_sizes_and_spreads_add_up(households, more):
    assert sum(sizes(households, households + more)) == households + more
    spread = Spread(more, households)
    assert sum(spread.step() for _ in range(households)) == more

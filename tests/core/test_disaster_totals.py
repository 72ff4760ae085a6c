"""Sums over villages add up, whatever the villages say."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from server.core import disaster_totals as sums
from server.core.disaster_indicators import INDICATORS
from server.core.disaster_report import GROUPS, Stage
from server.core.disaster_totals import HouseCheck, Standing
from server.core.facts import VillageReport
from server.core.types import UnitCode

AT = datetime(2026, 7, 12, 8, 0, tzinfo=UTC)
FIGURES = st.dictionaries(st.sampled_from(sums.NAMES), st.integers(0, 10_000).map(Decimal))


def village(number, figures, **more):
    code = UnitCode(f"620421102{number:03d}")
    return Standing(code, Stage.FIRST, figures, "uuid:1", AT, is_accepted=True, reports=1, **more)


def test_every_figure_of_the_form_has_a_name_and_a_unit():
    assert [each.name for each in INDICATORS] == [n for names in GROUPS.values() for n in names]


@given(st.lists(FIGURES, max_size=8), st.integers(0, 8))
def test_a_total_is_the_sum_of_its_parts_however_they_are_grouped(parts, cut):
    held = [village(n, figures) for n, figures in enumerate(parts)]
    whole = sums.totals(held).figures
    halves = [sums.totals(held[:cut]).figures, sums.totals(held[cut:]).figures]
    assert whole == sums.added(halves)
    assert sums.since(whole, whole) == {}
    assert sums.fallen(whole, whole) == ()


@given(st.permutations(range(4)))
def test_the_order_of_arrival_changes_nothing(order):
    told = [
        VillageReport(
            f"uuid:{n}",
            "2" if n else "1",
            AT,
            seq=n + 1,
            cutoff=AT + timedelta(hours=n),
            figures={"affected": Decimal(10 * n)} if n != 3 else {},
        )
        for n in range(4)
    ]
    came = [
        replace(told[n], received_at=AT + timedelta(days=1, minutes=place))
        for place, n in enumerate(order)
    ]
    found = sums.standing(UnitCode("620421102201"), came)
    assert found.figures == {"affected": Decimal(20)}  # the nil report repeats the third
    assert found.instance_id == "uuid:3"


def test_a_household_counts_once_at_its_worst():
    code = UnitCode("620421102201")
    checks = [
        HouseCheck(code, "1", {"col": 2, "sev": 1, "min": 3}),
        HouseCheck(code, "2", {"min": 1}),
    ]
    found = sums.assessed(checks)[code]
    assert (found["col_res_hh"], found["sev_res_hh"], found["min_res_hh"]) == (1, 0, 1)
    assert (found["col_res_rooms"], found["sev_res_rooms"], found["min_res_rooms"]) == (2, 1, 4)


def test_sums_that_do_not_hold_are_named():
    broken = {"affected": 5, "dead": 4, "missing": 2, "crop_failed": 3, "crop_damaged": 2}
    found = sums.faults({name: Decimal(n) for name, n in broken.items()})
    assert {fault.names for fault in found} == {
        ("crop_failed", "crop_damaged"),
        ("crop_damaged", "crop_affected"),
        ("dead", "missing", "affected"),
    }
    assert sums.faults({}) == ()

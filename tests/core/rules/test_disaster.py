"""A disaster report: what its rules say beside each other, and what they leave to another."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from server.core.disaster_event import EventState
from server.core.disaster_report import DWELLINGS, FARM, HOUSES, LOSSES, PATHS, PEOPLE
from server.core.facts import Casualties, Facts
from server.core.limits import Limits
from server.core.rules import examine
from server.core.types import Severity
from tests.builders.cases import RECEIVED
from tests.builders.village_cases import (
    CUTOFF,
    NOTHING,
    event,
    first_report,
    follow_up,
    report,
)

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def rules(case):
    return [issue.rule for issue in examine(case)]


def paths(case):
    return [(issue.rule, issue.path) for issue in examine(case)]


def having(**figures):
    """An accepted first report with other figures."""
    changed = {name: Decimal(figure) for name, figure in figures.items()}
    return first_report(figures=report().report.figures | changed)


def test_a_chain_of_parts_is_told_link_by_link():
    case = report(NOTHING | {"affected": 1, "injured": 2, "injured_serious": 3})
    assert paths(case) == [("D-02", "/people/injured_serious"), ("D-02", "/people/injured")]


def test_each_grade_is_judged_for_itself():
    case = report(col_rooms=3, sev_rooms=3, min_res_hh=0)
    assert paths(case) == [
        ("D-06", "/houses/col_res_rooms"),
        ("D-06", "/houses/sev_res_rooms"),
        ("D-07", "/houses/min_res_hh"),
    ]


def test_rooms_without_households_have_no_average():
    assert rules(report(min_rooms=99, min_res_rooms=99, min_res_hh=0)) == ["D-07"]


def test_an_unanswered_loss_counts_nothing_as_on_the_tablet():
    assert rules(report(loss_other=None)) == []


def test_a_version_that_does_not_ask_is_not_judged():
    assert rules(report(people=None, houses=None, farm=None, loss=None, loss_total=None)) == []


def test_everybody_elsewhere_is_not_asked_of_a_form_without_the_question():
    assert rules(report(resettled=12, resettled_central=0)) == []


def test_a_loss_alone_is_no_damage_that_somebody_suffered():
    assert rules(report(NOTHING | {"loss_infra": Decimal(3)})) == ["D-17"]


def test_a_village_without_people_has_no_affected():
    case = report(facts=Facts(village_population=0, village_farmland_mu=Decimal(0)))
    assert rules(case) == ["D-13", "D-14"]


def test_a_drought_is_told_by_the_register_or_by_the_events_number():
    drought = event(disaster_type="drought")
    assert rules(report(drought_need=3)) == ["D-22"]
    assert rules(report(drought_need=3, facts=Facts(event=drought))) == []
    assert rules(report(drought_need=3, head={"event_id": "somewhere"})) == []


def test_while_the_other_reports_were_not_asked_for_no_order_is_judged():
    case = follow_up()
    assert rules(replace(case, facts=Facts())) == []


def test_a_first_report_that_comes_after_its_follow_up_puts_it_right():
    late = first_report(received_at=RECEIVED + HOUR, is_accepted=False)
    assert rules(follow_up(before=(late,))) == []


def test_of_two_first_reports_the_second_received_is_wrong():
    theirs = first_report(cutoff=None)
    assert rules(report(facts=Facts(village_reports=(theirs,)))) == ["D-10"]
    theirs = replace(theirs, received_at=RECEIVED + HOUR)
    assert rules(report(facts=Facts(village_reports=(theirs,)))) == []


@pytest.mark.parametrize("name", [*PEOPLE[:2], *HOUSES[:1], *FARM[:1], *LOSSES[:1]])
def test_whatever_is_cumulative_does_not_fall(name):
    case = follow_up(before=(having(**{name: 400}),))
    fallen = [issue for issue in examine(case) if issue.rule == "D-11"]
    assert [issue.path for issue in fallen] == [PATHS[name]]
    assert fallen[0].severity is (Severity.ERROR if name == "dead" else Severity.WARNING)


def test_a_report_still_in_review_is_nothing_to_compare_with():
    waiting = replace(having(affected=400), is_accepted=False)
    assert rules(follow_up(before=(waiting,))) == []


def test_the_last_accepted_report_counts_not_a_nil_report_after_it():
    nil = first_report(
        instance_id="uuid:nil",
        stage="2",
        figures={},
        received_at=RECEIVED - HOUR / 2,
        cutoff=CUTOFF - timedelta(minutes=1),
    )
    assert rules(follow_up(before=(having(affected=400), nil))) == ["D-11"]


def test_a_nil_report_falls_behind_nothing():
    assert rules(follow_up({}, head={"zero": "1"}, before=(having(dead=3),))) == []


def test_from_nothing_to_a_hundred_is_no_jump_and_to_more_is():
    assert rules(follow_up(before=(having(affected=0, evacuated=0),))) == ["D-12"]


def test_the_registers_start_counts_before_what_the_tablet_knew():
    long_ago = event(start_at=RECEIVED - 3 * HOUR)
    assert rules(report(facts=Facts(event=long_ago))) == ["D-18"]
    before = {"event_start_dt": (RECEIVED - 3 * HOUR).isoformat()}
    assert rules(report(head=before)) == ["D-18"]
    assert rules(report(head=before, facts=Facts(event=event()))) == []


def test_a_drought_has_no_clock_for_its_first_report():
    declared = event(disaster_type="drought", start_at=RECEIVED - 9 * DAY)
    assert rules(report(facts=Facts(event=declared))) == []


def test_a_township_may_set_its_own_clock():
    assert rules(report(limits=Limits(first_report_min=30))) == ["D-18"]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"nil_report_duty": False}, []),
        ({"nil_report_duty": True}, ["D-19"]),
        ({"nil_report_duty": True, "state": EventState.CLOSED}, []),
    ],
    ids=["no duty", "duty", "closed"],
)
def test_follow_ups_are_due_while_the_duty_lasts(changes, said):
    started = event(start_at=RECEIVED - 9 * DAY, **changes)
    last = first_report(received_at=RECEIVED - 2 * DAY, cutoff=None)
    assert rules(follow_up(before=(last,), facts=Facts(event=started))) == said


def test_a_village_is_not_late_because_its_township_is():
    started = event(start_at=RECEIVED - 9 * DAY, nil_report_duty=True)
    days = [
        first_report(
            instance_id=f"uuid:{ago}",
            stage="1" if ago == 3 else "2",
            received_at=RECEIVED - ago * DAY,
            cutoff=None,
            is_accepted=False,
        )
        for ago in (3, 2, 1)
    ]
    assert rules(follow_up(before=tuple(days), facts=Facts(event=started))) == []


def test_each_dwelling_figure_is_compared_with_the_house_checks():
    nothing_checked = Facts(house_checks=dict.fromkeys(DWELLINGS, 0))
    assert rules(follow_up(stage="3", facts=nothing_checked)) == ["D-20"] * 6
    assert rules(follow_up(stage="2", facts=nothing_checked)) == []


def test_the_roster_is_compared_by_the_dead_and_by_the_missing():
    swapped = Facts(casualties=Casualties(dead=1, missing=2))
    case = follow_up(stage="3", dead=2, missing=1, facts=swapped)
    assert rules(case) == ["D-21"]


def test_a_report_without_casualties_needs_no_roster():
    assert rules(follow_up(stage="3", facts=Facts(casualties=Casualties(0, 0)))) == []

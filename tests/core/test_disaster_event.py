"""An event and its clocks."""

import doctest
from datetime import UTC, datetime, timedelta

import pytest

from server.core import disaster_event
from server.core.disaster_event import (
    DisasterEvent,
    EventState,
    first_report_due,
    follow_up_due,
    type_in,
)
from server.core.limits import Limits

LIMITS = Limits()
NIGHT = datetime(2026, 7, 12, 2, 0, tzinfo=UTC)
MORNING = NIGHT + timedelta(hours=6)


def event(**changes):
    return DisasterEvent("EV-620422-20260712-hail_wind-01", **changes)


def test_the_examples_in_the_module_are_true():
    assert doctest.testmod(disaster_event).failed == 0


@pytest.mark.parametrize("event_id", ["", "E1", "EV-620421-2026-flood-01", "620421 flood"])
def test_an_id_of_another_form_names_no_disaster(event_id):
    assert type_in(event_id) == ""


def test_the_clock_starts_when_the_disaster_is_found():
    due = first_report_due(event(start_at=NIGHT, found_at=MORNING), LIMITS)
    assert due == MORNING + timedelta(hours=2)
    assert first_report_due(event(start_at=NIGHT), LIMITS) == NIGHT + timedelta(hours=2)
    assert first_report_due(event(), LIMITS) is None


def test_a_drought_is_reported_every_ten_days():
    drought = event(disaster_type="drought", start_at=NIGHT)
    assert first_report_due(drought, LIMITS) is None
    assert follow_up_due(drought, MORNING, LIMITS) == MORNING + timedelta(days=10)


@pytest.mark.parametrize("state", EventState)
def test_follow_ups_are_due_while_the_event_is_open(state):
    due = follow_up_due(event(state=state, nil_report_duty=True), MORNING, LIMITS)
    expected = MORNING + timedelta(days=1) if state in {"open", "reopened"} else None
    assert due == expected


def test_without_the_duty_a_report_is_due_as_figures_change():
    assert follow_up_due(event(), MORNING, LIMITS) is None

"""An assistant is at one place at a time, by day, and not faster than a motorcycle."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import groupby, pairwise

import pytest

from server.core.days import local_date
from server.core.geodesy import distance_m
from server.demo.rounds import working_days
from server.demo.town import stops
from tests.builders.demo import UNTIL, town


@pytest.fixture(scope="module")
def rounds():
    return stops(town(households=31))


def test_weekends_are_free_and_the_day_of_sending_is_left_out():
    days = working_days(UNTIL, 10)
    assert (days[0], days[-1]) == (date(2026, 11, 10), date(2026, 11, 23))
    assert all(day.weekday() < 5 for day in days)


def test_the_oldest_form_is_not_too_old_to_send(rounds):
    oldest = min(stop.at for stops_of_one in rounds for stop in stops_of_one)
    assert UNTIL - oldest < timedelta(days=15)


def test_one_form_ends_before_the_next_begins(rounds):
    for one_round in rounds:
        for stop, following in pairwise(one_round):
            assert stop.at + timedelta(minutes=stop.minutes) < following.at


def test_nobody_travels_faster_than_a_motorcycle(rounds):
    for one_round in rounds:
        for stop, following in pairwise(one_round):
            away_km = distance_m(stop.door.position, following.door.position) / 1000
            hours = (following.at - stop.at).total_seconds() / 3600
            assert away_km / hours < 40


def test_the_work_is_spread_over_the_days_and_done_by_daylight(rounds):
    for one_round in rounds:
        by_day = [list(day) for _, day in groupby(one_round, lambda stop: local_date(stop.at))]
        assert max(map(len, by_day)) <= 9
        assert len(by_day) >= 5 or len(one_round) < 40
        assert all(8 <= stop.at.hour < 19 for stop in one_round)

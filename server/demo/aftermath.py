"""After the flood: damaged houses, looked at one by one, and the reports of the villages."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from itertools import cycle
from typing import TYPE_CHECKING

from server.core.days import LOCAL
from server.demo import damages, reports
from server.demo.tasks import Task, fill_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from server.core.types import AdminUnit, GeoPoint
    from server.demo.crew import Tablet
    from server.demo.drafts import Draft
    from server.demo.oddities import Oddity
    from server.demo.tasks import Make, Pair, Register
    from server.demo.town import Town

HIT, EVERY, WRONG = 4, 5, 1
"""Households hit in each village: of every so many, as many at most, one of them assessed wrong."""

REPORTED_SHARE = 0.75
DAMAGE_MIN, REPORT_MIN = 14.5, 7.5
BREAKFAST = time(7, 10)


def aftermath(town: Town, pairs: Sequence[Pair], register: Register) -> list[Draft]:
    """Everything about the flood, in the order in which the forms end."""
    drafts: list[Draft] = []
    slips = cycle(damages.ODDITIES)
    for officer in town.officers:
        tasks = list(_damages(town, pairs, register, officer, slips))
        drafts += fill_in(town, officer, tasks)
        drafts += _reports(town, officer)
    return sorted(drafts, key=lambda draft: draft.ended_at)


def _damages(
    town: Town,
    pairs: Sequence[Pair],
    register: Register,
    officer: Tablet,
    slips: Iterator[Oddity],
) -> Iterator[Task]:
    """Of the houses that were hit in each village one is assessed wrongly, each in its way."""
    for village in officer.villages:
        sound = [pair for pair in pairs if pair[1].village == village and not pair[1].odd]
        for n, (stop, surveyed) in enumerate(sound[::EVERY][:HIT]):
            slip = next(slips) if n == WRONG else None
            make = _damage(town, register, officer, (stop, surveyed), slip)
            yield Task(stop.door.position, DAMAGE_MIN, make)


def _damage(
    town: Town, register: Register, officer: Tablet, pair: Pair, slip: Oddity | None
) -> Make:
    stop, surveyed = pair

    def make(at: datetime, minutes: float) -> Draft | None:
        draft = damages.damage(stop, surveyed, town.event, officer, at=at, minutes=minutes)
        if register.number(surveyed):
            damages.listed(draft, surveyed)
        if slip is not None:
            slip.apply(draft)
        damages.close(draft)
        return draft

    return make


def _reports(town: Town, officer: Tablet) -> Iterator[Draft]:
    """First reports of most villages before the houses are looked at, a nil report of the first."""
    for n, village in enumerate(officer.villages):
        dice, place = town.dice(f"report {village.code}"), village.centre
        if place is None or dice.random() > REPORTED_SHARE:
            continue
        yield _report(town, officer, village, place, n)
        if n == 0:
            yield _report(town, officer, village, place, n, stage=reports.FOLLOW_UP)


def _report(
    town: Town,
    officer: Tablet,
    village: AdminUnit,
    place: GeoPoint,
    n: int,
    *,
    stage: str = reports.FIRST,
) -> Draft:
    day = town.last_days[0 if stage == reports.FIRST else -1]
    draft = reports.report(
        village,
        town.event,
        officer,
        place,
        seed=town.seed,
        number=FIRST_REPORT + n,
        at=datetime.combine(day, BREAKFAST, LOCAL) + timedelta(minutes=9 * n),
        minutes=REPORT_MIN,
        until=town.until,
        stage=stage,
    )
    if stage == reports.FIRST and n == len(officer.villages) - 1:
        reports.more_dead_than_affected.apply(draft)
    reports.close(draft)
    return draft


FIRST_REPORT = 900

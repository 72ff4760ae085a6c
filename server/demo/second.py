"""The second chapter: visits, second surveys and newcomers beside what is in the register.

What is not in the register yet is left out; nothing else changes by that.
"""

from __future__ import annotations

from itertools import cycle
from typing import TYPE_CHECKING

from server.demo import clashes, surveys, visits
from server.demo.drafts import Fate
from server.demo.first import shared_phone
from server.demo.tasks import Task, evening, fill_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from server.demo.crew import Tablet
    from server.demo.drafts import Draft
    from server.demo.oddities import Oddity
    from server.demo.surveys import Stop
    from server.demo.tasks import Make, Register
    from server.demo.town import Town

VISITS, WRONG = 4, 0
"""Visits of each tablet, and which of them goes wrong."""

UPDATES = (None, clashes.member_left_out, clashes.richer_overnight)
"""What is odd about each second survey of a tablet."""

SECOND = "second"
FIRST_NEWCOMER = 401
APART = 9
VISIT_MIN, SURVEY_MIN = 6.5, 9.5


def second(town: Town, register: Register) -> list[Draft]:
    """Everything but the flood, in the order in which the forms end."""
    drafts: list[Draft] = []
    slips = cycle(visits.ODDITIES)
    for tablet in town.assistants:
        tasks = [*_visits(register, tablet, slips), *_updates(register, tablet)]
        drafts += fill_in(town, tablet, tasks)
    drafts += _newcomers(town, register)
    return sorted(drafts, key=lambda draft: draft.ended_at)


def _visits(register: Register, tablet: Tablet, slips: Iterator[Oddity]) -> Iterator[Task]:
    """Households that receive something; one visit of each tablet goes wrong, each in its way."""
    receiving = [
        pair for pair in register.of_tablet(tablet) if pair[1].answers.chosen("hh_benefit") != ["0"]
    ]
    for n, (stop, surveyed) in enumerate(receiving[:VISITS]):
        slip = next(slips) if n == WRONG else None
        yield Task(stop.door.position, VISIT_MIN, _visit(register, stop, surveyed, slip))


def _visit(register: Register, stop: Stop, surveyed: Draft, slip: Oddity | None) -> Make:
    def make(at: datetime, minutes: float) -> Draft | None:
        hh_no = register.number(surveyed)
        if not hh_no:
            return None
        draft = visits.visit(stop, surveyed, hh_no, at=at, minutes=minutes)
        if slip is not None:
            slip.apply(draft)
        visits.close(draft)
        return draft

    return make


def _updates(register: Register, tablet: Tablet) -> Iterator[Task]:
    for (stop, surveyed), change in zip(updated(register, tablet), UPDATES, strict=False):
        yield Task(stop.door.position, SURVEY_MIN, _update(register, stop, surveyed, change))


def updated(register: Register, tablet: Tablet) -> list[tuple[Stop, Draft]]:
    """The households a tablet surveys again: the last ones from which somebody can be left out."""
    pairs = [pair for pair in register.of_tablet(tablet) if len(pair[1].rows) > len(UPDATES) - 1]
    return pairs[-len(UPDATES) :]


def _update(
    register: Register, stop: Stop, surveyed: Draft, change: Callable[[Draft], None] | None
) -> Make:
    def make(at: datetime, minutes: float) -> Draft | None:
        hh_no = register.number(surveyed)
        if not hh_no:
            return None
        draft = clashes.again(stop, hh_no, at=at, minutes=minutes, tag=SECOND)
        if change is None:
            draft.fate = Fate.ACCEPT  # the third chapter needs one that was surveyed twice
        else:
            change(draft)
        surveys.close(draft)
        return draft

    return make


def _newcomers(town: Town, register: Register) -> Iterator[Draft]:
    """Four households that clash with the register (P-10, P-11, H-09, P-25)."""
    phone = shared_phone(town)
    families = [pair for pair in register.pairs if len(pair[1].rows) > 1]
    clash: tuple[Callable[[Draft, Draft, str], None], ...] = (
        lambda new, old, _: clashes.lives_in_two_households(new, old),
        lambda new, old, _: clashes.namesake_without_card(new, old),
        lambda new, _, number: clashes.number_of_the_neighbour(new, number),
        lambda new, *_: clashes.one_phone_too_many(new, phone),
    )
    for n, ((stop, old), change) in enumerate(zip(families[::APART], clash, strict=False)):
        number = FIRST_NEWCOMER + n
        draft = clashes.newcomer(stop, number, at=evening(town, n), minutes=SURVEY_MIN)
        hh_no = register.number(old)
        if hh_no:
            change(draft, old, hh_no)
            surveys.close(draft)
            yield draft

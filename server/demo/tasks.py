"""Forms still to be filled in on somebody's way, and the register they speak of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from server.core.days import LOCAL
from server.demo.drafts import Draft, Fate
from server.demo.rounds import Round
from server.demo.town import each_day

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from server.core.types import GeoPoint
    from server.demo.crew import Tablet
    from server.demo.surveys import Stop
    from server.demo.town import Town

    Pair = tuple[Stop, Draft]
    Make = Callable[[datetime, float], Draft | None]

ACCEPTED = 0.45
SUPPER = time(19, 5)


@dataclass(frozen=True, slots=True)
class Task:
    """A form still to be filled in: where, how long it takes, and how it is made at its time."""

    place: GeoPoint
    minutes: float
    make: Make


@dataclass(frozen=True, slots=True)
class Register:
    """Households accepted without a word, and the numbers that those have which were loaded."""

    pairs: tuple[Pair, ...]
    numbers: Mapping[str, str]

    @classmethod
    def of(cls, pairs: Sequence[Pair], numbers: Mapping[str, str]) -> Register:
        """The register after the first chapter; `numbers` are by entity, as lists tell them."""
        accepted = (pair for pair in pairs if pair[1].fate is Fate.ACCEPT and not pair[1].odd)
        return cls(tuple(accepted), numbers)

    def of_tablet(self, tablet: Tablet) -> list[Pair]:
        """Those that one tablet surveyed."""
        return [pair for pair in self.pairs if pair[1].tablet == tablet]

    def number(self, draft: Draft) -> str:
        """The number in the register; empty for a household that is not there."""
        return self.numbers.get(draft.answers.text("entity_id"), "")


def fill_in(town: Town, tablet: Tablet, tasks: Sequence[Task]) -> Iterator[Draft]:
    """The forms of the last days, each at its time; a task that cannot be done leaves a gap."""
    dice = town.dice(f"later {tablet.device}")
    on_the_way = Round(town.last_days, each_day(len(tasks), town.last_days), dice)
    for task in tasks:
        at = on_the_way.arrive(task.place, task.minutes)
        luck, draft = dice.random(), task.make(at, task.minutes)
        if draft is not None:
            if luck < ACCEPTED and not draft.odd:
                draft.fate = Fate.ACCEPT
            yield draft


def evening(town: Town, n: int) -> datetime:
    """After supper on the last day: nobody's round is in the way."""
    return datetime.combine(town.last_days[-1], SUPPER, LOCAL) + timedelta(minutes=17 * n)

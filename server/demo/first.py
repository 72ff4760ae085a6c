"""The first chapter of a township's survey: every house once, a quarter of them with a slip."""

from __future__ import annotations

from typing import TYPE_CHECKING

from server.demo import (
    odd_cards,
    odd_homes,
    odd_lives,
    odd_photos,
    odd_places,
    odd_times,
)
from server.demo.drafts import Fate, Sending, beside
from server.demo.homes import phone
from server.demo.surveys import close, survey
from server.demo.town import stops

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random

    from server.demo.drafts import Draft
    from server.demo.oddities import Oddity
    from server.demo.surveys import Stop
    from server.demo.town import Town

ODDITIES: tuple[Oddity, ...] = (
    *odd_cards.ODDITIES,
    *odd_lives.ODDITIES,
    *odd_homes.ODDITIES,
    *odd_places.ODDITIES,
    *odd_times.ODDITIES,
    *odd_photos.ODDITIES,
)
ODD_SHARE = 0.25
RARE = 0.2
"""How often, among the slips of a place too small for all of them, one that is not common."""

SAME_SPOT, SAME_PHONE = 7, 7
MANY_AT_ONE_SPOT = "many_at_one_spot"
SPOT_M = 1.0

ACCEPTED, HELD = 0.52, 0.03
ODD_ACCEPTED, ODD_RETURNED = 0.2, 0.28
TWICE, SPLIT = 0.04, 0.03


def first(town: Town) -> list[tuple[Stop, Draft]]:
    """Every household with its stop, in the order in which the forms were closed."""
    made: list[tuple[Stop, Draft]] = []
    for one_round in stops(town):
        before: Draft | None = None
        for stop in one_round:
            draft = survey(stop)
            draft.before, draft.foreign = before, town.elsewhere
            made.append((stop, draft))
            before = draft
    drafts = [draft for _, draft in made]
    dice = town.dice("first")
    _share_a_phone(drafts, town)
    _meet_at_one_spot(drafts)
    _spoil(drafts, dice)
    for draft in drafts:
        close(draft)
        _decide(draft, dice)
    return sorted(made, key=lambda pair: pair[1].ended_at)


def _share_a_phone(drafts: Sequence[Draft], town: Town) -> None:
    """The village clerk's telephone for those who have none: to be noticed at the sixth (P-25)."""
    if len(drafts) < SAME_PHONE * 4:
        return
    for draft in drafts[: SAME_PHONE * 2 : 2]:
        draft.answers["phone"] = shared_phone(town)
        draft.fate = Fate.ACCEPT


def shared_phone(town: Town) -> str:
    """The telephone of the village clerk."""
    return phone(int(town.villages[0].code[6:]) * 1000)


def _meet_at_one_spot(drafts: Sequence[Draft]) -> None:
    """One afternoon an assistant had everybody come to the office (S-09)."""
    for n in range(len(drafts) - SAME_SPOT):
        group = drafts[n : n + SAME_SPOT]
        is_one_day = len({(draft.device, draft.at.date()) for draft in group}) == 1
        if is_one_day and not any(draft.fate is Fate.ACCEPT for draft in group):
            for draft in group:
                draft.odd = MANY_AT_ONE_SPOT
                draft.door = group[0].door
                draft.answers["gps"] = beside(group[0].door, draft.dice, SPOT_M)
            return


def _spoil(drafts: Sequence[Draft], dice: Random) -> None:
    """Each slip once where there is room for all, then the common ones up to the share."""
    free = [draft for draft in drafts if not draft.odd and draft.fate is Fate.WAIT]
    dice.shuffle(free)
    wanted = _slips(round(len(drafts) * ODD_SHARE), dice)
    for slip in wanted:
        draft = next((each for each in free if slip.fits(each)), None)
        if draft is not None:
            slip.apply(draft)
            free.remove(draft)


def _slips(count: int, dice: Random) -> list[Oddity]:
    weights = [oddity.often or RARE for oddity in ODDITIES]
    if count < len(ODDITIES):
        return dice.choices(ODDITIES, weights, k=count)
    common = [float(oddity.often) for oddity in ODDITIES]
    return [*ODDITIES, *dice.choices(ODDITIES, common, k=count - len(ODDITIES))]


def _decide(draft: Draft, dice: Random) -> None:
    """What the office will make of it, and how it is sent."""
    luck, manner = dice.random(), dice.random()
    if draft.fate is Fate.WAIT:
        draft.fate = _fate(luck, is_odd=bool(draft.odd))
    if not draft.odd and manner < TWICE + SPLIT:
        draft.sending = Sending.TWICE if manner < TWICE else Sending.SPLIT


def _fate(luck: float, *, is_odd: bool) -> Fate:
    if is_odd:
        if luck < ODD_ACCEPTED:
            return Fate.ACCEPT
        return Fate.RETURN if luck < ODD_ACCEPTED + ODD_RETURNED else Fate.WAIT
    if luck < ACCEPTED:
        return Fate.ACCEPT
    return Fate.HOLD if luck < ACCEPTED + HELD else Fate.WAIT

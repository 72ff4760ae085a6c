"""The third chapter: what was returned comes back corrected; one tablet still has an old list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from server.demo import clashes, odd_cards, odd_homes, surveys
from server.demo.drafts import Draft, Fate
from server.demo.second import updated
from server.demo.tasks import evening

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from server.demo.surveys import Stop
    from server.demo.tasks import Pair, Register
    from server.demo.town import Town

CORRECTED, STALE = 6, 5
"""Forms that come back corrected, tablets whose list was not fetched anew; of one township."""

CORRECTABLE = {oddity.name for oddity in (*odd_cards.ODDITIES, *odd_homes.ODDITIES)}
AFTER_NEWCOMERS = 5
SURVEY_MIN, LONGER_MIN = 9.5, 2


def third(town: Town, pairs: Sequence[Pair], register: Register) -> list[Draft]:
    """Corrections of returned forms, and second surveys made with a list that was too old."""
    drafts = [*_corrections(pairs), *_from_an_old_list(town, register)]
    return sorted(drafts, key=lambda draft: draft.ended_at)


def _corrections(pairs: Sequence[Pair]) -> Iterator[Draft]:
    """The same form without the slip, as an edit of what was sent (protocol.md 3.4)."""
    returned = [
        pair for pair in pairs if pair[1].fate is Fate.RETURN and pair[1].odd in CORRECTABLE
    ]
    for stop, old in returned[:CORRECTED]:
        draft = surveys.survey(stop)
        draft.deprecated_id = old.instance_id
        draft.instance_id = f"uuid:{draft.uuid('corrected')}"
        draft.minutes = stop.minutes + LONGER_MIN
        surveys.close(draft)
        yield draft


def _from_an_old_list(town: Town, register: Register) -> Iterator[Draft]:
    """W-06: surveyed again on the version before the last."""
    for n, tablet in enumerate(town.assistants[:STALE]):
        again: list[tuple[Stop, Draft]] = updated(register, tablet)
        for stop, surveyed in again[:1]:
            hh_no = register.number(surveyed)
            if hh_no:
                at = evening(town, AFTER_NEWCOMERS + n)
                draft = clashes.again(stop, hh_no, at=at, minutes=SURVEY_MIN, tag="third")
                clashes.changed_by_a_colleague(draft)
                surveys.close(draft)
                yield draft

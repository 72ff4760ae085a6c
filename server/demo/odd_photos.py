"""Photos that prove nothing (rules F-02 to F-06)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from server.demo.oddities import Oddity, always
from server.demo.photos import Oddity as Flaw

if TYPE_CHECKING:
    from collections.abc import Callable

    from server.demo.drafts import Draft


def _change(flaw: Flaw) -> Callable[[Draft], None]:
    def spoil(draft: Draft) -> None:
        for picture in draft.pictures[:1]:
            picture.oddity = flaw

    return spoil


def _has_neighbour(draft: Draft) -> bool:
    return draft.before is not None and draft.before.picture("photo_door") is not None


RULES = {
    Flaw.TOO_DARK: ("F-06", 2),
    Flaw.TOO_BRIGHT: ("F-06", 1),
    Flaw.BLURRED: ("F-06", 5),
    Flaw.NO_EXIF: ("F-04", 5),
    Flaw.TAKEN_ELSEWHERE: ("F-03", 1),
    Flaw.TAKEN_EARLIER: ("F-02", 2),
    Flaw.OF_THE_NEIGHBOUR: ("F-05", 2),
    Flaw.LYING: ("", 3),
}
"""By flaw of the photo: the rule that notices, and how often it happens."""

ODDITIES = tuple(
    Oddity(
        f"photo_{flaw}",
        frozenset(rules.split()),
        _change(flaw),
        _has_neighbour if flaw is Flaw.OF_THE_NEIGHBOUR else always,
        often,
    )
    for flaw, (rules, often) in RULES.items()
)

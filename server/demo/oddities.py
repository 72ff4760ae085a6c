"""What can be wrong with a form: named changes to a draft, with the rules that are to notice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from server.demo.drafts import Draft

    Change = Callable[[Draft], None]
    Fits = Callable[[Draft], bool]


def always(draft: Draft) -> bool:
    """Whether an oddity fits; most fit everywhere."""
    del draft
    return True


@dataclass(frozen=True, slots=True)
class Oddity:
    """One thing that goes wrong; `rules` are those that speak of it (rules.csv).

    `often` says how common it is in ordinary life; 0 is for what happens once in a township.
    """

    name: str
    rules: frozenset[str]
    change: Change
    fits: Fits = always
    often: int = 0

    def apply(self, draft: Draft) -> None:
        """Spoil the draft."""
        draft.odd = self.name
        self.change(draft)


def odd(rules: str, *, fits: Fits = always, often: int = 0) -> Callable[[Change], Oddity]:
    """Make an oddity of a function that spoils a draft; its rules as in ``"S-03 W-05"``."""

    def made(change: Change) -> Oddity:
        return Oddity(change.__name__, frozenset(rules.split()), change, fits, often)

    return made

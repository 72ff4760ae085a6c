"""The people with tablets in one township, and which villages each of them looks after."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import TYPE_CHECKING

from server.core.area import short_name
from server.demo.names import full_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from server.core.types import AdminUnit, UnitCode

LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghjkmnpqrstuvwxyz23456789"
EACH = 2
"""Villages of one assistant."""


@dataclass(frozen=True, slots=True)
class Tablet:
    """A tablet with its holder; `device` is what the tablet calls itself."""

    holder: str
    villages: tuple[AdminUnit, ...]
    device: str
    is_officers: bool = False

    @property
    def name(self) -> str:
        """What the office calls it: ``三合村 王芳``."""
        where = short_name(self.villages[0].name)
        return f"{where} {self.holder}（灾情）" if self.is_officers else f"{where} {self.holder}"

    @property
    def codes(self) -> tuple[UnitCode, ...]:
        """Codes of the villages."""
        return tuple(unit.code for unit in self.villages)


def crew(villages: Sequence[AdminUnit], *, seed: str) -> tuple[Tablet, ...]:
    """An assistant for every two villages, then two disaster officers for half of them each."""
    pairs = [villages[n : n + EACH] for n in range(0, len(villages), EACH)]
    half = (len(villages) + 1) // 2
    halves = [part for part in (villages[:half], villages[half:]) if part]
    assistants = [_tablet(pair, f"{seed} assistant {n}") for n, pair in enumerate(pairs)]
    officers = [
        _tablet(part, f"{seed} officer {n}", is_officers=True) for n, part in enumerate(halves)
    ]
    return (*assistants, *officers)


def _tablet(villages: Iterable[AdminUnit], seed: str, *, is_officers: bool = False) -> Tablet:
    dice = random.Random(seed)  # noqa: S311 — a demo has no secrets
    year = dice.randint(1970, 1986)
    holder = full_name(dice, year=year, is_man=dice.random() < 0.5)  # noqa: PLR2004 — a coin
    return Tablet(holder, tuple(villages), device_id(dice), is_officers=is_officers)


def device_id(dice: random.Random) -> str:
    """An id as Collect makes it at installation."""
    return "collect:" + "".join(dice.choice(LETTERS) for _ in range(16))

"""Classes of a coloured map: a few round limits that part the values evenly."""

from __future__ import annotations

from math import floor, log10
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

CLASSES: Final = 5
"""Shades the eye tells apart on a screen and in grey print (visual language, colour)."""

SHARP: Final = 2
"""Digits a limit keeps."""


def limits(values: Iterable[float]) -> tuple[float, ...]:
    """Lower limits of the classes above the first, rising; fewer than four where values repeat.

    >>> limits([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
    (3.0, 5.0, 7.0, 9.0)
    >>> limits([0, 0, 4]), limits([])
    ((), ())
    """
    told = sorted(value for value in values if value > 0)
    if not told:
        return ()
    cuts = (told[len(told) * part // CLASSES] for part in range(1, CLASSES))
    rounded = dict.fromkeys(_round(cut) for cut in cuts)
    return tuple(cut for cut in rounded if told[0] < cut)


def class_of(value: float, cuts: tuple[float, ...]) -> int:
    """Which class a value falls in: 0 for nothing, then from 1.

    >>> [class_of(v, (3.0, 5.0)) for v in (0, 1, 3, 9)]
    [0, 1, 2, 3]
    """
    return 0 if value <= 0 else 1 + sum(value >= cut for cut in cuts)


SHADES: Final = {1: (4,), 2: (2, 4), 3: (1, 3, 5), 4: (1, 2, 4, 5), 5: (1, 2, 3, 4, 5)}
"""Which of the five shades the classes take, so that few classes differ as much as many."""


def shade_of(value: float, cuts: tuple[float, ...]) -> int:
    """The shade of a value: 0 for nothing, 1 the lightest to 5 the darkest.

    >>> shade_of(7, ()), shade_of(1, (3.0, 5.0)), shade_of(9, (3.0, 5.0))
    (4, 1, 5)
    """
    place = class_of(value, cuts)
    return SHADES[len(cuts) + 1][place - 1] if place else 0


def _round(value: float) -> float:
    """The value with as many digits as people read in a key, never above it."""
    step = 10.0 ** (floor(log10(value)) - SHARP + 1)
    return round(floor(value / step + 1e-9) * step, 10)

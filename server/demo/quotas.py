"""Sharing out numbers so that nothing is lost: largest remainders, and even spreads."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


def shared(total: int, weights: Sequence[float]) -> list[int]:
    """`total` by weight, the largest remainders rounded up.

    >>> shared(10, [1, 1, 1]), shared(0, [2.0])
    ([4, 3, 3], [0])
    """
    whole = sum(weights)
    exact = [total * weight / whole for weight in weights]
    found = [int(each) for each in exact]
    order = sorted(range(len(exact)), key=lambda n: (found[n] - exact[n], n))
    for n in order[: total - sum(found)]:
        found[n] += 1
    return found


@dataclass(slots=True)
class Spread:
    """`part` of `whole` places, evenly: each step says how many fall on the next ones.

    >>> spread = Spread(3, 7)
    >>> [spread.step() for _ in range(7)]
    [0, 0, 1, 0, 1, 0, 1]
    """

    part: int
    whole: int
    _passed: int = field(default=0)
    _given: int = field(default=0)

    def step(self, places: int = 1) -> int:
        """How many fall on the next `places`."""
        if not self.whole:
            return 0
        self._passed += places
        due = self.part * self._passed // self.whole
        here, self._given = due - self._given, due
        return here


def sizes(households: int, persons: int) -> Iterator[int]:
    """Household sizes that differ by one at most and add up to `persons`.

    >>> list(sizes(4, 10))
    [2, 3, 2, 3]
    """
    if not households:
        return
    least, more = divmod(persons, households)
    spread = Spread(more, households)
    for _ in range(households):
        yield least + spread.step()

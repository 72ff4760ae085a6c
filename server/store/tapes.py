"""What an act gave out: keys and running numbers, kept so that it can be done again alike.

While an act is recorded, everything given out is noted in order; while it is played, the same is
given out again (decision D2).
"""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from server.core.errors import RebuildStuck

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@dataclass(slots=True)
class Tape:
    """Keys and numbers in the order they were given out."""

    ids: list[int] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    is_played: bool = False
    _at: list[int] = field(default_factory=lambda: [0, 0])

    def id(self, source: Callable[[], int]) -> int:
        """The next key; a new one where the tape ends, since rows may have been added since."""
        if not self.is_played:
            self.ids.append(source())
            return self.ids[-1]
        if self._at[0] >= len(self.ids):
            return source()
        self._at[0] += 1
        return self.ids[self._at[0] - 1]

    def number(self, source: Callable[[], int]) -> int:
        """The next running number; raise RebuildStuck where the tape ends."""
        if not self.is_played:
            self.numbers.append(source())
            return self.numbers[-1]
        if self._at[1] >= len(self.numbers):
            raise RebuildStuck
        self._at[1] += 1
        return self.numbers[self._at[1] - 1]


_running: ContextVar[Tape | None] = ContextVar("tape", default=None)


def is_running() -> bool:
    """Whether an act is being recorded or played."""
    return _running.get() is not None


def drawn_id(source: Callable[[], int]) -> int:
    """A key from `source`, or what the tape says."""
    tape = _running.get()
    return source() if tape is None else tape.id(source)


def drawn_number(source: Callable[[], int]) -> int:
    """A running number from `source`, or what the tape says; raise RebuildStuck."""
    tape = _running.get()
    return source() if tape is None else tape.number(source)


@contextmanager
def running(tape: Tape) -> Iterator[Tape]:
    """Record on `tape`, or play it, until the end of the block."""
    token = _running.set(tape)
    try:
        yield tape
    finally:
        _running.reset(token)

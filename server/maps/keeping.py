"""What is dear to make and soon old: kept up to a number of things, the least used go first."""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

T = TypeVar("T")


class Kept(Generic[T]):
    """At most `room` of weight; each thing's weight is told when it is put in."""

    def __init__(self, room: int) -> None:
        self._room = room
        self._weight = 0
        self._things: OrderedDict[Hashable, tuple[T, int]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable) -> T | None:
        """What is kept under a key, or None."""
        with self._lock:
            found = self._things.get(key)
            if found is None:
                return None
            self._things.move_to_end(key)
            return found[0]

    def put(self, key: Hashable, thing: T, *, weight: int) -> T:
        """Keep a thing and give it back; a thing heavier than all room is not kept."""
        with self._lock:
            old = self._things.pop(key, None)
            if old is not None:
                self._weight -= old[1]
            if weight <= self._room:
                self._things[key] = (thing, weight)
                self._weight += weight
            while self._weight > self._room:
                _, (_, gone) = self._things.popitem(last=False)
                self._weight -= gone
        return thing

    def made(self, key: Hashable, make: Callable[[], T], weigh: Callable[[T], int]) -> T:
        """What is kept under a key, made when it is not there."""
        found = self.get(key)
        if found is not None:
            return found
        thing = make()
        return self.put(key, thing, weight=weigh(thing))

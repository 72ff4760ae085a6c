"""How often something is done within a quarter of an hour, in this process."""

from __future__ import annotations

import math
import threading
from collections import deque
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from server.core.errors import TooManySent

if TYPE_CHECKING:
    from collections.abc import Hashable

WINDOW = timedelta(minutes=15)
MOST_KEYS = 10_000


class Pace:
    """Times at which each key took its turn, the latest last; keys long silent are forgotten."""

    def __init__(self) -> None:
        self._taken: dict[Hashable, deque[datetime]] = {}
        self._lock = threading.Lock()

    def take(self, key: Hashable, most: int, *, now: datetime) -> None:
        """Take a turn; raise TooManySent, with the minutes to wait, after `most` in the window."""
        with self._lock:
            times = self._taken.pop(key, deque[datetime]())
            self._taken[key] = times  # the order of entry is the order of forgetting
            while times and times[0] <= now - WINDOW:
                times.popleft()
            if len(times) >= most:
                wait = times[0] + WINDOW - now
                raise TooManySent(minutes=max(1, math.ceil(wait.total_seconds() / 60)))
            times.append(now)
            while len(self._taken) > MOST_KEYS:
                del self._taken[next(iter(self._taken))]

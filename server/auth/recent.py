"""What was seen lately in this process: bounded, and forgotten after a while."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Hashable
    from datetime import datetime, timedelta

MOST = 10_000


class Recent:
    """Keys seen within `span`; only a hint, since each process has its own."""

    def __init__(self, span: timedelta) -> None:
        self._span = span
        self._until: dict[Hashable, datetime] = {}
        self._lock = threading.Lock()

    def holds(self, key: Hashable, now: datetime) -> bool:
        """Whether `key` was seen within the span."""
        until = self._until.get(key)
        return until is not None and now < until

    def add(self, key: Hashable, now: datetime) -> bool:
        """Note `key`; false when it was seen within the span already, which is not prolonged."""
        with self._lock:
            if self.holds(key, now):
                return False
            self._until.pop(key, None)  # the order of entry is the order of forgetting
            self._until[key] = now + self._span
            while len(self._until) > MOST:
                del self._until[next(iter(self._until))]
            return True

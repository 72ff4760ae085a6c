"""Ids that need no central counter: time first, then a node, then a count (decision D5)."""

from __future__ import annotations

import secrets
import threading
import time

from server.store.tapes import drawn_id

EPOCH_MS = 1_735_689_600_000  # 2025-01-01T00:00:00Z
NODE_BITS = 10
COUNT_BITS = 11


class IdSource:
    """Hands out 63-bit integers that grow with time and never repeat within a node.

    41 bits of milliseconds last until 2094; 10 bits of node let 1,024 processes write at once;
    11 bits count within a millisecond.
    """

    def __init__(self, node: int | None = None) -> None:
        self._node = secrets.randbelow(1 << NODE_BITS) if node is None else node
        self._lock = threading.Lock()
        self._last_ms = 0
        self._count = 0

    def __call__(self) -> int:
        """Return the next id."""
        with self._lock:
            now = max(time.time_ns() // 1_000_000 - EPOCH_MS, self._last_ms)
            if now == self._last_ms:
                self._count += 1
                if self._count >> COUNT_BITS:
                    now, self._count = now + 1, 0
            else:
                self._count = 0
            self._last_ms = now
            return (now << (NODE_BITS + COUNT_BITS)) | (self._node << COUNT_BITS) | self._count

    def block(self, count: int) -> int:
        """Set `count` ids aside and return the first; `nth` tells the others."""
        with self._lock:
            now = max(time.time_ns() // 1_000_000 - EPOCH_MS, self._last_ms + 1)
            self._last_ms = now + (max(count, 1) - 1 >> COUNT_BITS)
            self._count = (1 << COUNT_BITS) - 1
            return (now << (NODE_BITS + COUNT_BITS)) | (self._node << COUNT_BITS)


SOURCE = IdSource()


def new_id() -> int:
    """The next id; in an act that is done again the one it drew the first time."""
    return drawn_id(SOURCE)


def new_ids(count: int) -> list[int]:
    """Ids for many rows at once: of an act only the first of them is noted."""
    first = drawn_id(lambda: SOURCE.block(count))
    return [nth(first, n) for n in range(count)]


def nth(first: int, n: int) -> int:
    """The id `n` places behind the first of a block.

    >>> nth(5 << 21, 2_050) == (6 << 21) + 2
    True
    """
    return first + ((n >> COUNT_BITS) << (NODE_BITS + COUNT_BITS)) + (n & ((1 << COUNT_BITS) - 1))

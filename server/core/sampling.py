"""Drawing a share of records so that everybody who knows the seed draws the same ones."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def drawn(ids: Iterable[int], *, seed: str, percent: int, least: int = 1) -> tuple[int, ...]:
    """At least `percent` of the ids, and `least` of them, in an order nobody can choose.

    The order hangs on seed and id alone: what else is among the ids changes nothing in it.

    >>> drawn(range(1, 41), seed="a", percent=5) == drawn(range(40, 0, -1), seed="a", percent=5)
    True
    >>> len(drawn(range(1, 42), seed="a", percent=5)), drawn([7], seed="a", percent=5)
    (3, (7,))
    """
    order = sorted(set(ids), key=lambda each: _lot(seed, each))
    wanted = max(least, -(-len(order) * percent // 100))
    return tuple(order[:wanted])


def _lot(seed: str, key: int) -> bytes:
    return hashlib.blake2b(f"{seed} {key}".encode(), digest_size=16).digest()

"""Lists taken out of the house as files: what was asked for, how far it is, whose it is."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime


class ExtractState(StrEnum):
    """Where a file stands."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


OPEN = frozenset({ExtractState.WAITING, ExtractState.RUNNING})
"""States that still change by themselves."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants taken out.

    `source` is the kind of list and its name, such as ``register:benefit``; `query` what narrows
    and sorts it, in the words of its own address; `format` one of `exports.formats.Format`.
    With `codes` values stay as stored instead of being written out in `language`.
    """

    source: str
    format: str
    purpose: str
    language: str = "zh"
    codes: bool = False
    query: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Extract:
    """One file, made or being made; `size` in bytes, `reason` why it failed."""

    id: int
    by: int
    by_name: str
    wish: Wish
    title: str
    state: ExtractState
    rows: int
    total: int
    size: int
    sha256: str
    reason: str
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    expires_at: datetime | None

    @property
    def percent(self) -> int:
        """How much of it is written."""
        if self.state is ExtractState.DONE:
            return 100
        return min(99, 100 * self.rows // self.total) if self.total else 0

"""Linked villages (分片联系村): each has exactly one lead contact on a day (S13)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from server.core.types import UnitCode


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody linked to a village today."""

    village: UnitCode
    name: str
    is_lead: bool


@dataclass(frozen=True, slots=True)
class Gaps:
    """Villages that nobody leads, and villages that two or more do."""

    without: tuple[UnitCode, ...]
    doubled: tuple[UnitCode, ...]


def gaps(villages: Iterable[UnitCode], contacts: Iterable[Contact]) -> Gaps:
    """Where the rule of one lead contact is broken, in the order of the villages."""
    leads = Counter(each.village for each in contacts if each.is_lead)
    ordered = tuple(villages)
    return Gaps(
        tuple(each for each in ordered if not leads[each]),
        tuple(each for each in ordered if leads[each] > 1),
    )

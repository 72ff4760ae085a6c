"""Rules on double entry: C (domain.md 4.7, 5.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from server.core.rules.printing import seen, seen_at
from server.core.types import Issue, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from server.core.double_entry import EntryPair


def entered_twice_by_one(pair: EntryPair) -> Iterator[Issue]:
    """C-01  The second entry is made by somebody else."""
    if pair.first.user and pair.first.user == pair.second.user:
        yield Issue("C-01", Severity.ERROR, "", {"user": seen(pair.second.user)})


def entries_differ(pair: EntryPair) -> Iterator[Issue]:
    """C-02  A field reads differently in the two entries; one issue each, for arbitration."""
    for name in pair.differing():
        values = {
            "first": seen_at(name, pair.first.values.get(name, "")),
            "second": seen_at(name, pair.second.values.get(name, "")),
        }
        yield Issue("C-02", Severity.WARNING, name, values)


RULES = (entered_twice_by_one, entries_differ)

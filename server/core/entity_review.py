"""Looking back at the versions of an entity: what each changed, which matter to a conflict."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from server.core.entity_history import changed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from server.core.entity_history import Version


@dataclass(frozen=True, slots=True)
class Looked:
    """One version with what it changed: against the version it was made on and the one before it.

    `is_last_good` marks the version before the first conflict that is not resolved, or the newest.
    """

    version: Version
    base_diff: tuple[str, ...]
    server_diff: tuple[str, ...]
    is_last_good: bool
    is_relevant: bool


@dataclass(frozen=True, slots=True)
class Difference:
    """One property that changed; None where there was none."""

    name: str
    old: str | None
    new: str | None


def looked_at(versions: Sequence[Version]) -> tuple[Looked, ...]:
    """All versions of an entity, oldest first, with what they changed."""
    if not versions:
        return ()
    by_number = {each.number: each for each in versions}
    open_ones = [each for each in versions if each.conflict and not each.is_resolved]
    good = open_ones[0].number - 1 if open_ones else versions[-1].number
    bases = {each.base for each in open_ones}
    return tuple(
        Looked(
            version=each,
            base_diff=_against(by_number.get(each.base or 0), each),
            server_diff=_against(by_number.get(each.number - 1), each),
            is_last_good=each.number == good,
            is_relevant=bool(open_ones) and (each.number >= good or each.number in bases),
        )
        for each in versions
    )


def _against(before: Version | None, after: Version) -> tuple[str, ...]:
    return () if before is None else changed(before, after)


def differences(before: Version, after: Version) -> tuple[Difference, ...]:
    """What changed from one version to the next."""
    old, new = before.all_values, after.all_values
    return tuple(Difference(n, old.get(n), new.get(n)) for n in changed(before, after))

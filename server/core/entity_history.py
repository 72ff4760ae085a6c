"""The life of one entity: which version a change was made on, what comes out, who contradicts whom.

A tablet that works offline counts on by itself: `branch_id` names its run of changes, `trunk` the
last version it had from here, `base` the version it counted before the change.  Such changes may
arrive in any order; each waits for the one before it, so the end is the same (OR-151).  The last
writer wins, and what it passed over is told as a conflict (protocol.md 4.2).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING

from server.core.entity_names import LABEL
from server.core.errors import (
    EntityDeleted,
    EntityInvalid,
    EntityNotFound,
    EntityVersionNotFound,
    NotUnique,
    SurveyError,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from server.core.entity import EntityAction

FIRST = 1
LONGEST_NUMBER = 9


class Conflict(StrEnum):
    """How two changes of one entity contradict each other (OR-152)."""

    SOFT = "soft"
    """One did not know of the other."""

    HARD = "hard"
    """Both changed the same property, to different values."""


@dataclass(frozen=True, slots=True)
class Version:
    """One version; `received` holds what was sent for it, the label under ``label``.

    `base` is the version here that it was made on, `branch_base` the one its tablet counted.
    """

    number: int
    label: str
    values: Mapping[str, str]
    received: Mapping[str, str] = field(default_factory=dict)
    base: int | None = None
    branch_id: str = ""
    trunk: int | None = None
    branch_base: int | None = None
    conflict: Conflict | None = None
    conflicting: tuple[str, ...] = ()
    is_resolved: bool = False
    is_forced: bool = False

    @property
    def all_values(self) -> Mapping[str, str]:
        """Its properties with the label among them."""
        return {LABEL: self.label, **self.values}


@dataclass(frozen=True, slots=True)
class History:
    """All versions of an entity, oldest first; none while there is no such entity."""

    versions: tuple[Version, ...] = ()
    is_deleted: bool = False

    @property
    def current(self) -> Version:
        """The newest version."""
        return self.versions[-1]

    def find(self, number: int) -> Version | None:
        """The version of a number, or None."""
        return next((each for each in self.versions if each.number == number), None)


@dataclass(frozen=True, slots=True)
class Change:
    """One change on its way in; `key` is the caller's name for it."""

    key: object
    action: EntityAction


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of some changes: versions made in order, what waits, what cannot be done."""

    history: History
    made: tuple[tuple[Change, Version], ...] = ()
    waiting: tuple[Change, ...] = ()
    failed: tuple[tuple[Change, SurveyError], ...] = ()


def settle(history: History, changes: Iterable[Change], *, is_forced: bool = False) -> Settled:
    """Apply every change whose time has come, again and again until none is left that can be.

    What waits for a version of its branch stays waiting; with `is_forced` it is applied on the
    newest version instead, or creates the entity.
    """
    waiting = sorted(changes, key=_turn)
    made: list[tuple[Change, Version]] = []
    failed: list[tuple[Change, SurveyError]] = []
    moved = True
    while moved:
        moved = False
        for change in tuple(waiting):
            try:
                version = applied(history, change.action, is_forced=is_forced)
            except SurveyError as error:
                failed.append((change, error))
                waiting.remove(change)
                continue
            if version is not None:
                history = replace(history, versions=(*history.versions, version))
                made.append((change, version))
                waiting.remove(change)
                moved = True
                break
    return Settled(history, tuple(made), tuple(waiting), tuple(failed))


def _turn(change: Change) -> tuple[bool, str, int]:
    """Creations first, then each branch by what its tablet counted."""
    action = change.action
    return (not action.creates, action.branch_id, _whole(action.base_version) or 0)


def applied(history: History, action: EntityAction, *, is_forced: bool = False) -> Version | None:
    """The version that `action` makes; None while it has to wait for one of its branch.

    Raise EntityInvalid, NotUnique for a creation of what is there, EntityNotFound,
    EntityVersionNotFound, EntityDeleted.
    """
    if action.updates:
        try:
            return _updated(history, action, is_forced=is_forced)
        except (EntityNotFound, EntityVersionNotFound):
            is_known = history.versions and _whole(action.base_version) is not None
            if not action.creates or is_known:
                raise
    return _created(history, action)


def _created(history: History, action: EntityAction, *, is_forced: bool = False) -> Version:
    if history.versions:
        if history.versions[0].is_forced and not history.is_deleted:
            return _after(history, action, history.versions[0])
        raise NotUnique(field="uuid", value=action.uuid)
    if not (action.label or "").strip():
        raise EntityInvalid(reason_zh="没有标签（label）", reason_en="Entity label is missing.")
    return Version(
        number=FIRST,
        label=action.label or "",
        values=dict(action.values),
        received=received(action),
        branch_id=action.branch_id if is_forced else "",
        branch_base=_whole(action.base_version) if is_forced else None,
        is_forced=is_forced,
    )


def _updated(history: History, action: EntityAction, *, is_forced: bool) -> Version | None:
    number = _whole(action.base_version)
    if number is None and not action.creates:
        reason = f"“{action.base_version}”"
        raise EntityInvalid(
            reason_zh=f"baseVersion {reason} 不是整数",
            reason_en=f"Invalid input data type: expected baseVersion {reason} to be an integer.",
        )
    if history.is_deleted:
        raise EntityDeleted(uuid=action.uuid)
    if not history.versions:
        return _without_history(action, is_forced=is_forced)
    base = _base(history, action, number)
    if base is None:
        return _after(history, action, history.current, is_forced=True) if is_forced else None
    return _after(history, action, base)


def _without_history(action: EntityAction, *, is_forced: bool) -> Version | None:
    """An offline change of an entity whose creation has not come yet waits for it."""
    if not action.branch_id or action.trunk_version or action.creates:
        raise EntityNotFound(uuid=action.uuid)
    return _created(History(), action, is_forced=True) if is_forced else None


def _base(history: History, action: EntityAction, number: int | None) -> Version | None:
    """The version here that a change was made on; None while that is still to come."""
    trunk = _whole(action.trunk_version)
    if not action.branch_id or number is None or number in {FIRST, trunk}:
        found = None if number is None else history.find(number)
        if found is None:
            raise EntityVersionNotFound(version=action.base_version, uuid=action.uuid)
        return found
    if trunk is not None and trunk > history.current.number:
        raise EntityVersionNotFound(version=trunk, uuid=action.uuid)
    return next(
        (
            each
            for each in reversed(history.versions)
            if each.branch_id == action.branch_id and each.branch_base == number - 1
        ),
        None,
    )


def _after(
    history: History, action: EntityAction, base: Version, *, is_forced: bool = False
) -> Version:
    """The next version, with what the change was made without knowing."""
    current = history.current
    missed = [
        (before, each)
        for before, each in pairwise(history.versions)
        if _is_missed(each, action, base)
    ]
    sent = received(action)
    clashing = tuple(sorted(_clashing(sent, missed, current)))
    return Version(
        number=current.number + 1,
        label=sent.get(LABEL, current.label),
        values={**current.values, **action.values},
        received=sent,
        base=base.number,
        branch_id=action.branch_id,
        trunk=_whole(action.trunk_version),
        branch_base=_whole(action.base_version) if action.branch_id else None,
        conflict=Conflict.HARD if clashing else Conflict.SOFT if missed else None,
        conflicting=clashing,
        is_forced=is_forced,
    )


def _is_missed(version: Version, action: EntityAction, base: Version) -> bool:
    """Whether the writer of `action` did not know a version.

    It lies behind the base, or somebody else made it since the branch began.
    """
    if version.number > base.number:
        return True
    begun = _whole(action.trunk_version) or FIRST
    return (
        bool(action.branch_id) and version.number > begun and version.branch_id != action.branch_id
    )


def _clashing(
    sent: Mapping[str, str], missed: Sequence[tuple[Version, Version]], current: Version
) -> Iterator[str]:
    """Properties that both sides changed, to different values."""
    touched = {name for before, after in missed for name in changed(before, after)}
    now = current.all_values
    return (name for name in sent if name in touched and now.get(name, "") != sent[name])


def received(action: EntityAction) -> dict[str, str]:
    """What an action sends: its properties, and its label unless that is blank."""
    label = {LABEL: action.label} if action.label and action.label.strip() else {}
    return {**label, **action.values}


def changed(before: Version, after: Version) -> tuple[str, ...]:
    """Names of the properties that differ between two versions, the label among them."""
    old, new = before.all_values, after.all_values
    return tuple(name for name in {**old, **new} if old.get(name, "") != new.get(name, ""))


def worse(held: Conflict | None, new: Conflict | None) -> Conflict | None:
    """The conflict an entity is in after another: hard never becomes soft (OR-152)."""
    return Conflict.HARD if Conflict.HARD in {held, new} else held or new


def _whole(text: str) -> int | None:
    is_number = text.isascii() and text.isdecimal() and len(text) <= LONGEST_NUMBER
    return int(text) if is_number else None

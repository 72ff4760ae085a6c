"""Forms, tablets and quarantine as lists."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from server.console.views import times
from server.console.views.labels import spoken
from server.core.area import short_name
from server.core.rules.catalogue import catalogue

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from server.core.desk.office import (
        FormRow,
        Quarantined,
        Tablet,
    )

SILENT_DAYS = 3


@dataclass(frozen=True, slots=True)
class VersionLine:
    """One published version."""

    version: str
    day: str
    by: str
    submissions: int


@dataclass(frozen=True, slots=True)
class FormLine:
    """One form of the list, newest version first."""

    form_id: str
    title: str
    state: str
    fields: int
    attachments: tuple[str, ...]
    versions: tuple[VersionLine, ...]

    @property
    def current(self) -> VersionLine | None:
        """The version tablets get."""
        return next(iter(self.versions), None)

    @property
    def submissions(self) -> int:
        """Submissions of all versions."""
        return sum(each.submissions for each in self.versions)


@dataclass(frozen=True, slots=True)
class TabletLine:
    """One tablet; `is_silent` when it has not been seen for three days."""

    id: int
    name: str
    villages: str
    created: str
    last_seen: str
    submissions: int
    is_silent: bool
    is_revoked: bool
    is_training: bool = False


@dataclass(frozen=True, slots=True)
class QuarantineLine:
    """One piece in quarantine; `rule` chooses the sentence, and is empty for what nobody can read.

    `todo` is what the rule asks for.
    """

    id: int
    rule: str
    when: str
    sender: str
    form_id: str
    version: str
    instance_id: str
    kilobytes: int
    files: int
    reason: str
    todo: str
    is_handled: bool


def forms(rows: Iterable[FormRow], language: str) -> tuple[FormLine, ...]:
    """The list of forms."""
    return tuple(
        FormLine(
            row.form_id,
            spoken(row.title, language) or row.form_id,
            row.state,
            row.fields,
            row.attachments,
            tuple(
                VersionLine(
                    each.version, times.iso_day(each.published_at), each.by, each.submissions
                )
                for each in row.versions
            ),
        )
        for row in rows
    )


def tablets(
    found: Iterable[Tablet], *, now: datetime, language: str, joiner: str = "、"
) -> tuple[TabletLine, ...]:
    """Tablets, those in use first, the longest silent on top."""
    ordered = sorted(found, key=lambda each: (each.is_revoked, each.last_seen_at or now, each.name))
    return tuple(
        TabletLine(
            each.id,
            each.name,
            joiner.join(short_name(unit.name) for unit in each.units),
            times.iso_day(each.created_at),
            times.near(each.last_seen_at, now, language) if each.last_seen_at else "",
            each.submissions,
            is_silent=each.last_seen_at is not None
            and (now - each.last_seen_at).days >= SILENT_DAYS,
            is_revoked=each.is_revoked,
            is_training=each.is_training,
        )
        for each in ordered
    )


def quarantine(
    found: Iterable[Quarantined], *, now: datetime, language: str
) -> tuple[QuarantineLine, ...]:
    """What could not be filed."""
    rules = catalogue()
    return tuple(
        QuarantineLine(
            each.id,
            each.rule if each.rule in rules else "",
            times.near(each.received_at, now, language),
            each.sender,
            each.form_id,
            each.version,
            each.instance_id,
            max(1, round(each.size / 1000)),
            each.files,
            each.reason,
            rules[each.rule].todo[language] if each.rule in rules else "",
            each.is_handled,
        )
        for each in found
    )

"""Versions of a household and what each changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from server.console.views import labels, times
from server.console.views.compare import tells_of_household
from server.console.views.facts import SourceLine, source_line
from server.console.views.values import EMPTY, Teller

if TYPE_CHECKING:
    from collections.abc import Mapping

    from server.core.desk.register import Change, HouseholdVersion
    from server.core.schema import Field

CHANGES_SHOWN = 8
FIRST = 1


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One changed value in words."""

    label: str
    member: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One version of the household, newest first."""

    number: int
    day: str
    source: SourceLine
    changes: tuple[ChangeLine, ...]
    more: int


def line(
    version: HouseholdVersion, teller: Teller, questions: Mapping[str, Field], language: str
) -> HistoryLine:
    """One version; the first one changes nothing, since everything is new then."""
    told = [
        _change(change, teller, questions, language)
        for change in version.changes
        if change.name in questions and tells_of_household(questions[change.name])
    ]
    if version.number == FIRST:
        told = []
    return HistoryLine(
        version.number,
        times.iso_day(version.source.at),
        source_line(version.source, language),
        tuple(told[:CHANGES_SHOWN]),
        max(0, len(told) - CHANGES_SHOWN),
    )


def _change(
    change: Change, teller: Teller, questions: Mapping[str, Field], language: str
) -> ChangeLine:
    question = questions[change.name]
    return ChangeLine(
        labels.short(question, language),
        change.member,
        "" if change.old is None else teller.plain(question, change.old),
        EMPTY.text if change.new is None else teller.plain(question, change.new),
    )

"""The rules and their limits as pages show them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from server.console.views import times
from server.console.views.register_record import issue_line
from server.core.registers import BY_NAME
from server.thresholds import is_citywide

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from server.console.views.register_record import IssueLine
    from server.core.area import AreaTree
    from server.rulebook.limits import InForce
    from server.rulebook.overview import RuleGroup, RuleLine
    from server.rulebook.standing_issues import StandingIssue
    from server.store.rulebook import LimitRow

CSS = {"E": "e", "W": "w", "I": "i"}


@dataclass(frozen=True, slots=True)
class LimitCell:
    """A limit in a line of the list; `origin` is ``default``, ``city`` or ``county``."""

    name: str
    label: str
    value: str
    unit: str
    is_choice: bool
    origin: str


@dataclass(frozen=True, slots=True)
class Line:
    """One rule: what it says, what it goes by, how often it was right and found."""

    rule: str
    css: str
    title: str
    why: str
    limits: tuple[LimitCell, ...]
    percent: int | None
    times: int
    found: int | None


@dataclass(frozen=True, slots=True)
class Group:
    """The rules of one letter."""

    letter: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Past:
    """One entry in the history of a limit; an empty value took the wider area's back."""

    value: str
    place: str
    since: str
    until: str
    by: str
    at: str
    note: str


@dataclass(frozen=True, slots=True)
class Standing:
    """An issue of a record: where it is, and what it says."""

    register: str
    register_name: str
    record_id: int
    label: str
    place: str
    said: IssueLine


def standing(found: Iterable[StandingIssue], tree: AreaTree, language: str) -> tuple[Standing, ...]:
    """Issues of records in words."""
    return tuple(
        Standing(
            register=each.register if each.register in BY_NAME else "",
            register_name=BY_NAME[each.register].label(language)
            if each.register in BY_NAME
            else "",
            record_id=each.record_id,
            label=each.label,
            place=tree.path_name(each.unit),
            said=issue_line(each.issue, language),
        )
        for each in found
    )


def groups(found: Iterable[RuleGroup], language: str) -> tuple[Group, ...]:
    """All rules by group."""
    return tuple(
        Group(each.letter, tuple(_line(line, language) for line in each.lines)) for each in found
    )


def _line(line: RuleLine, language: str) -> Line:
    return Line(
        rule=line.entry.rule,
        css=CSS[line.entry.severity],
        title=line.entry.title[language],
        why=line.entry.why[language],
        limits=tuple(cell(each, language) for each in line.limits),
        percent=None if line.hits is None else line.hits.percent,
        times=0 if line.hits is None else line.hits.times,
        found=line.found,
    )


def cell(limit: InForce, language: str) -> LimitCell:
    """A limit with its name and unit."""
    own = "county" if limit.is_own else "city"
    return LimitCell(
        name=limit.threshold.name,
        label=limit.threshold.label[language],
        value=limit.value,
        unit=limit.threshold.unit[language],
        is_choice=limit.threshold.kind is bool,
        origin="default" if limit.row is None else own,
    )


def history(
    rows: Iterable[LimitRow], names: Mapping[str, str], *, now: datetime, language: str
) -> tuple[Past, ...]:
    """What was set, the newest first; `names` are those of units."""
    return tuple(
        Past(
            value=row.value,
            place="" if is_citywide(row.unit_code) else names.get(row.unit_code, row.unit_code),
            since=row.valid_from.isoformat(),
            until=row.valid_to.isoformat() if row.valid_to else "",
            by=row.actor_name,
            at=times.near(row.at, now, language),
            note=row.note,
        )
        for row in rows
    )

"""One record of a register: its periods, its history, and the form to change it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from server.console.views import times
from server.console.views.flags import CSS, readable, said_of
from server.console.views.register_cells import database_name, show, title
from server.console.views.register_form import Widget, widgets
from server.core.area import short_name
from server.core.registers.reasons import LABELS, Reason

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from server.console.views.register_cells import Labels
    from server.console.views.values import Shown
    from server.core.registers.desk import RecordAct, RecordFile, RecordPeriod, ValueChange
    from server.core.registers.register import Complaint
    from server.core.types import Issue


@dataclass(frozen=True, slots=True)
class Fact:
    """One column of a record: its name, its value, whether the eye may open it."""

    name: str
    label: str
    shown: Shown


@dataclass(frozen=True, slots=True)
class PeriodView:
    """From one day to another the record was like this; `differs` are labels that changed."""

    id: int
    row_version: int
    since: str
    until: str
    facts: tuple[Fact, ...]
    submission: int | None


@dataclass(frozen=True, slots=True)
class ActView:
    """One line of the history."""

    when: str
    who: str
    kind: str
    reason: str
    note: str
    submission: int | None
    changes: tuple[tuple[str, str, str], ...]
    is_undone: bool


@dataclass(frozen=True, slots=True)
class RecordPage:
    """A record as its page shows it."""

    name: str
    register: str
    database: str
    record_id: int
    title: str
    place: str
    lasts: bool
    present: PeriodView
    earlier: tuple[PeriodView, ...]
    acts: tuple[ActView, ...]
    widgets: tuple[Widget, ...]
    reasons: tuple[tuple[str, str], ...]
    may_write: bool
    may_reveal: bool
    issues: tuple[IssueLine, ...] = ()


@dataclass(frozen=True, slots=True)
class IssueLine:
    """What a rule says of the record; `css` is ``e``, ``w`` or ``i``."""

    css: str
    rule: str
    title: str
    seen: str
    todo: str


def issue_line(issue: Issue, language: str) -> IssueLine:
    """An issue of a record in words."""
    said = said_of(issue, language)
    return IssueLine(
        CSS[issue.severity], issue.rule, said.title, readable(said.sentence), said.todo
    )


def record(
    file: RecordFile,
    *,
    now: datetime,
    language: str,
    typed: Mapping[str, Any] | None = None,
    complaints: Sequence[Complaint] = (),
) -> RecordPage:
    """A record in the reader's language; `typed` are refused values that stand in the form."""
    periods = tuple(_period(file, period, language) for period in file.periods)
    register = file.register
    newest = file.periods[0].values
    return RecordPage(
        name=register.name,
        register=register.label(language),
        database=database_name(register, language),
        record_id=file.record_id,
        title=title(register, newest, file.labels, language),
        place=" ".join(short_name(unit.name) for unit in file.place),
        lasts=register.lasts,
        present=periods[0],
        earlier=periods[1:],
        acts=tuple(_act(act, file.labels, now, language) for act in file.acts),
        widgets=widgets(register.columns, {**newest, **(typed or {})}, language, complaints),
        reasons=tuple((reason.value, LABELS[reason][language]) for reason in Reason),
        may_write=file.may_write,
        may_reveal=file.may_reveal,
        issues=tuple(issue_line(issue, language) for issue in file.issues),
    )


def _period(file: RecordFile, period: RecordPeriod, language: str) -> PeriodView:
    return PeriodView(
        id=period.id,
        row_version=period.row_version,
        since=period.valid_from.isoformat(),
        until=period.valid_to.isoformat() if period.valid_to else "",
        facts=tuple(
            Fact(
                column.name,
                column.label(language),
                show(column, period.values[column.name], file.labels, language),
            )
            for column in file.register.columns
        ),
        submission=period.submission,
    )


def _act(act: RecordAct, labels: Labels, now: datetime, language: str) -> ActView:
    return ActView(
        when=times.near(act.at, now, language),
        who=act.who,
        kind=act.kind,
        reason=LABELS[Reason(act.reason)][language] if act.reason in set(Reason) else "",
        note=act.note,
        submission=act.submission,
        changes=tuple(_change(change, labels, language) for change in act.changes),
        is_undone=act.is_undone,
    )


def _change(change: ValueChange, labels: Labels, language: str) -> tuple[str, str, str]:
    old, new = (
        "" if value is None else str(show(change.column, value, labels, language))
        for value in (change.old, change.new)
    )
    return change.column.label(language), old, new

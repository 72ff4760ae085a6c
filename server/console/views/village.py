"""The pages of a village: tasks, what was sent, and one record to mend."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from server.console.views import editing, times
from server.console.views.labels import plain, spoken
from server.console.views.queue import form_short, title_of
from server.console.views.timeline import timeline
from server.console.views.values import Teller
from server.core.answers import rows, text
from server.core.area import short_name
from server.core.schema import FieldType

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from server.console.views.editing import EditBox
    from server.console.views.timeline import TimelineEntry
    from server.core.desk.queue import Waiting
    from server.core.desk.record import Record
    from server.core.tasks import Task
    from server.core.types import State
    from server.review.village import Returned, VillageDesk

LATE_DAYS = 3
SHOWN = frozenset(
    {
        "received",
        "edited",
        "returned",
        "approved",
        "rejected",
        "amended",
        "revised",
        "replied",
        "audited",
    }
)
"""What a village is told of a record's history; remarks of the office stay there."""


@dataclass(frozen=True, slots=True)
class TaskCard:
    """One record that came back."""

    id: int
    title: str
    form: str
    place: str
    reason: str
    by: str
    age: str
    is_late: bool
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SentLine:
    """One record that was sent."""

    id: int
    title: str
    form: str
    place: str
    when: str
    state: State


@dataclass(frozen=True, slots=True)
class VillagePage:
    """The desk of a village."""

    tasks: tuple[TaskCard, ...]
    sent: tuple[SentLine, ...]
    counts: Mapping[State, int]


@dataclass(frozen=True, slots=True)
class MendPage:
    """One record as its village sees it; `boxes` are the marked questions, `others` the rest."""

    id: int
    title: str
    form: str
    state: State
    row_version: int
    received: str
    task: TaskCard | None
    boxes: tuple[EditBox, ...]
    others: tuple[EditBox, ...]
    history: tuple[TimelineEntry, ...]


def desk(found: VillageDesk, *, now: datetime, language: str) -> VillagePage:
    """Tasks and what was sent."""
    return VillagePage(
        tasks=tuple(_card(task, now, language) for task in found.tasks),
        sent=tuple(_line(row, now, language) for row in found.sent),
        counts=found.counts,
    )


def _card(task: Task, now: datetime, language: str) -> TaskCard:
    return TaskCard(
        id=task.submission_id,
        title=task.title,
        form=form_short(task.form_id, {"zh": task.form_title}, language),
        place=task.group,
        reason=task.reason,
        by=task.by,
        age=times.ago(task.returned_at, now, language),
        is_late=(now - task.returned_at).days >= LATE_DAYS,
        fields=tuple(each.label for each in task.fields),
    )


def _line(row: Waiting, now: datetime, language: str) -> SentLine:
    return SentLine(
        id=row.id,
        title=title_of(row.form_id, row.title, row.village),
        form=form_short(row.form_id, row.form_title, language),
        place=" ".join(filter(None, (short_name(row.village or ""), row.group))),
        when=times.near(row.received_at, now, language),
        state=row.state,
    )


def record(found: Returned, *, now: datetime, language: str) -> MendPage:
    """One record with the fields to mend it in."""
    stored, task = found.record, found.task
    marked = tuple(each.path for each in task.fields) if task else ()
    boxes = {path: box for path in marked if (box := _box(stored, path, language)) is not None}
    others = _others(stored, frozenset(boxes), language) if task else ()
    history = [each for each in stored.history if each.kind in SHOWN]
    return MendPage(
        id=stored.id,
        title=stored.title,
        form=plain(spoken(stored.form_title, language)).partition(" / ")[0],
        state=stored.state,
        row_version=stored.row_version,
        received=times.sentence_moment(stored.received_at, language),
        task=_card(task, now, language) if task else None,
        boxes=tuple(boxes.values()),
        others=tuple(others),
        history=timeline(history, stored.schema, language),
    )


def _box(stored: Record, path: str, language: str) -> EditBox | None:
    teller = Teller(stored.schema, stored.lists, language)
    names = {
        f"/member[{number}]": name
        for number, member in enumerate(rows(stored.answers, "member"), start=1)
        if (name := text(member, "m_name"))
    }
    return editing.box(teller, stored.answers, path, names)


def _others(stored: Record, marked: frozenset[str], language: str) -> Iterator[EditBox]:
    """Every other question that was answered and can be answered at a desk."""
    for path in _answered(stored):
        if path not in marked:
            box = _box(stored, path, language)
            if box is not None and box.kind not in {"photo", "place"}:
                yield box


def _answered(stored: Record) -> Iterator[str]:
    for field in stored.schema.walk():
        if field.is_structure or not field.is_asked:
            continue
        repeat = next(
            (
                above
                for above in stored.schema.walk()
                if above.type is FieldType.REPEAT and field.path.startswith(f"{above.path}/")
            ),
            None,
        )
        if repeat is None:
            if editing.value_at(stored.answers, field.path) is not None:
                yield field.path
            continue
        filled = editing.value_at(stored.answers, repeat.path)
        count = len(rows(stored.answers, repeat.name)) if filled is None or filled else 0
        for number in range(1, count + 1):
            path = f"{repeat.path}[{number}]{field.path.removeprefix(repeat.path)}"
            if editing.value_at(stored.answers, path) is not None:
                yield path

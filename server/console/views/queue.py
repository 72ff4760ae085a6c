"""The queue at the left of the review page."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from server.console.views import times
from server.console.views.labels import plain, spoken
from server.core.area import short_name
from server.core.desk.queue import Shelf

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from server.core.desk.queue import Day, Queue, Waiting
    from server.core.types import State

FORM_SHORT = {
    "household_survey": {"zh": "入户调查", "en": "Home survey"},
    "visit_followup": {"zh": "走访记录", "en": "Visit"},
    "house_damage": {"zh": "房损核查", "en": "House damage"},
    "disaster_report": {"zh": "灾情报告", "en": "Disaster report"},
    "village_profile": {"zh": "村情信息", "en": "Village profile"},
    "dibao_appraisal": {"zh": "低保评议", "en": "Appraisal"},
    "objection": {"zh": "公示异议", "en": "Objection"},
    "correction": {"zh": "退回补正", "en": "Correction"},
}

VILLAGE_FORMS = frozenset({"disaster_report", "village_profile", "dibao_appraisal"})


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One line: a real link, so that it opens in a tab of its own."""

    id: int
    title: str
    form: str
    place: str
    age: str
    errors: int
    warnings: int
    infos: int
    state: State
    is_held: bool
    is_current: bool = False
    opens_clean: bool = False


@dataclass(frozen=True, slots=True)
class QueuePage:
    """The list with its tabs and what the day has brought."""

    rows: tuple[QueueRow, ...]
    shelf: Shelf
    counts: Mapping[Shelf, int]
    held: int
    after: str | None
    day: Day

    @property
    def total(self) -> int:
        """How many wait in all."""
        return self.counts.get(Shelf.ALL, 0)


def form_short(form_id: str, titles: Mapping[str, str], language: str) -> str:
    """What the desk calls a form."""
    known = FORM_SHORT.get(form_id)
    return known[language] if known else plain(spoken(titles, language)) or form_id


def title_of(form_id: str, title: str, village: str | None) -> str:
    """What a submission is called: a village's report by the village, others by their person."""
    if form_id in VILLAGE_FORMS and village:
        return short_name(village)
    return title


def page(
    queue: Queue, day: Day, shelf: Shelf, *, current: int | None, now: datetime, language: str
) -> QueuePage:
    """The queue as the template prints it; the first row without issues opens the clean part."""
    clean_from = next(
        (at for at, row in enumerate(queue.rows) if not _has_issues(row)), len(queue.rows)
    )
    rows = tuple(
        replace(
            _row(row, now, language),
            is_current=row.id == current,
            opens_clean=at == clean_from and at > 0,
        )
        for at, row in enumerate(queue.rows)
    )
    return QueuePage(rows, shelf, queue.counts, queue.held, queue.after, day)


def _has_issues(row: Waiting) -> bool:
    return bool(row.open.errors or row.open.warnings or row.open.infos)


def _row(row: Waiting, now: datetime, language: str) -> QueueRow:
    return QueueRow(
        id=row.id,
        title=title_of(row.form_id, row.title, row.village),
        form=form_short(row.form_id, row.form_title, language),
        place=" ".join(part for part in (short_name(row.village or ""), row.group) if part),
        age=times.ago(row.received_at, now, language),
        errors=row.open.errors,
        warnings=row.open.warnings,
        infos=row.open.infos,
        state=row.state,
        is_held=row.is_held,
    )

"""A periodic visit to a household on assistance (forms.md 3.2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from server.core import answers as read
from server.core.household import Member, PersonStatus

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from server.core.answers import Answers
    from server.core.types import GeoPoint

NOBODY_HOME = "4"
DECEASED_QUESTIONS = {"name": "death_name", "death_date": "death_date"}


@dataclass(frozen=True, slots=True)
class VisitAnswers:
    """What one visit says; `income_now` is per head and month, in yuan."""

    entity_uuid: str = ""
    hh_no: str = ""
    visit_type: str = ""
    met: str = ""
    gps: GeoPoint | None = None
    count_now: int | None = None
    changes: tuple[str, ...] = ()
    deceased: Member | None = None
    income_now: Decimal | None = None
    change_text: str = ""
    care_level: str = ""
    carer_ok: bool | None = None
    needs: tuple[str, ...] = ()
    suggest: str = ""
    opinion: str = ""
    visit_date: date | None = None

    @property
    def is_completed(self) -> bool:
        """Whether somebody was met; an attempt does not count as a visit (forms.md 3.2)."""
        return bool(self.met) and self.met != NOBODY_HOME


def visit_of(answers: Answers) -> VisitAnswers:
    """The visit in the typed answers of a `visit_followup`, of any version."""
    who = read.group(answers, "who")
    change = read.group(answers, "change")
    care = read.group(answers, "care")
    result = read.group(answers, "result")
    return VisitAnswers(
        entity_uuid=read.text(who, "household"),
        hh_no=read.text(who, "hh_no"),
        visit_type=read.text(who, "visit_type"),
        met=read.text(who, "met"),
        gps=read.point(who, "gps"),
        count_now=read.whole(change, "count_now"),
        changes=read.codes(change, "changes"),
        deceased=_deceased(change),
        income_now=read.amount(change, "income_now"),
        change_text=read.text(change, "change_text"),
        care_level=read.text(care, "care_level"),
        carer_ok=read.yes(care, "carer_ok"),
        needs=read.codes(result, "needs"),
        suggest=read.text(result, "suggest"),
        opinion=read.text(result, "opinion"),
        visit_date=read.day(answers, "today"),
    )


def _deceased(change: Answers) -> Member | None:
    if "death" not in read.codes(change, "changes"):
        return None
    return Member(
        path="/change",
        questions=DECEASED_QUESTIONS,
        name=read.text(change, "death_name"),
        status=PersonStatus.DEAD,
        death_date=read.day(change, "death_date"),
    )

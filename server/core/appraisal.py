"""An appraisal meeting and its votes on applicants (民主评议; forms.md 3.6)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from server.core import answers as read

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from server.core.answers import Answers


@dataclass(frozen=True, slots=True)
class Applicant:
    """One application put to the vote; `position` counts from 1, the income is yuan a month."""

    path: str
    position: int = 1
    application: str = ""
    head_name: str = ""
    persons: Decimal | None = None
    income_pc_month: Decimal | None = None
    is_relative: bool | None = None
    relative_who: str = ""
    agree: int | None = None
    oppose: int | None = None
    abstain: int | None = None
    passed: bool | None = None
    class_suggest: str = ""
    persons_suggest: int | None = None
    reason: str = ""

    @property
    def votes(self) -> int | None:
        """All votes; None while one kind is missing."""
        kinds = (self.agree, self.oppose, self.abstain)
        return None if None in kinds else sum(kind or 0 for kind in kinds)

    def at(self, question: str) -> str:
        """Path of the question, e.g. ``/case[1]/agree``."""
        return f"{self.path}/{question}"


@dataclass(frozen=True, slots=True)
class Appraisal:
    """What the minutes of one meeting say."""

    meeting_date: date | None = None
    place: str = ""
    chair: str = ""
    recorder: str = ""
    due: int | None = None
    present: int | None = None
    representatives: int | None = None
    applicants: tuple[Applicant, ...] = ()
    first_list_date: date | None = None


def appraisal_of(answers: Answers) -> Appraisal:
    """The meeting in the typed answers of a `dibao_appraisal`, of any version."""
    meeting = read.group(answers, "meeting")
    return Appraisal(
        meeting_date=read.day(meeting, "meeting_date"),
        place=read.text(meeting, "place"),
        chair=read.text(meeting, "chair"),
        recorder=read.text(meeting, "recorder"),
        due=read.whole(meeting, "should"),
        present=read.whole(meeting, "present"),
        representatives=read.whole(meeting, "rep_villagers"),
        applicants=tuple(_applicant(row, n) for n, row in enumerate(read.rows(answers, "case"), 1)),
        first_list_date=read.day(read.group(answers, "finish"), "post1_date"),
    )


def _applicant(row: Answers, position: int) -> Applicant:
    return Applicant(
        path=f"/case[{position}]",
        position=position,
        application=read.text(row, "application"),
        head_name=read.text(row, "a_head"),
        persons=read.amount(row, "a_persons"),
        income_pc_month=read.amount(row, "a_income"),
        is_relative=read.yes(row, "relative"),
        relative_who=read.text(row, "relative_who"),
        agree=read.whole(row, "agree"),
        oppose=read.whole(row, "oppose"),
        abstain=read.whole(row, "abstain"),
        passed=read.yes(row, "passed"),
        class_suggest=read.text(row, "class_suggest"),
        persons_suggest=read.whole(row, "persons_suggest"),
        reason=read.text(row, "reason"),
    )

"""Rules on an appraisal meeting: A (domain.md 4.7)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from server.core.rules.printing import seen
from server.core.types import Issue, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from server.core.appraisal import Applicant
    from server.core.case import Case


def nobody_appraised(case: Case) -> Iterator[Issue]:
    """A-01  A meeting appraises at least one applicant."""
    if case.appraisal is not None and not case.appraisal.applicants:
        yield Issue("A-01", Severity.ERROR, "/case")


def no_quorum(case: Case) -> Iterator[Issue]:
    """A-02  Two thirds of those due are present."""
    meeting = case.appraisal
    if meeting is None or meeting.due is None or meeting.present is None:
        return
    if meeting.present * 3 < meeting.due * 2:
        values = {
            "present": str(meeting.present),
            "due": str(meeting.due),
            "least": str(-(-meeting.due * 2 // 3)),
        }
        yield Issue("A-02", Severity.ERROR, "/meeting/present", values)


def votes_do_not_add_up(case: Case) -> Iterator[Issue]:
    """A-03  Everybody present votes for, against or abstains."""
    present = case.appraisal.present if case.appraisal else None
    for applicant in _applicants(case):
        if present is None or applicant.votes is None or applicant.votes == present:
            continue
        values = {
            "case": str(applicant.position),
            "agree": str(applicant.agree),
            "oppose": str(applicant.oppose),
            "abstain": str(applicant.abstain),
            "votes": str(applicant.votes),
            "present": str(present),
        }
        yield Issue("A-03", Severity.ERROR, applicant.at("abstain"), values)


def _applicants(case: Case) -> tuple[Applicant, ...]:
    return case.appraisal.applicants if case.appraisal else ()


def passed_without_majority(case: Case) -> Iterator[Issue]:
    """A-04  More than half of those present are in favour of whoever passes."""
    present = case.appraisal.present if case.appraisal else None
    for applicant in _applicants(case):
        if not applicant.passed or applicant.agree is None or present is None:
            continue
        if applicant.agree * 2 <= present:
            values = {
                "case": str(applicant.position),
                "agree": str(applicant.agree),
                "present": str(present),
            }
            yield Issue("A-04", Severity.ERROR, applicant.at("passed"), values)


def few_representatives(case: Case) -> Iterator[Issue]:
    """A-05  Villagers' representatives are half of those present at least."""
    meeting = case.appraisal
    if meeting is None or meeting.present is None or meeting.representatives is None:
        return
    if meeting.representatives * 2 < meeting.present:
        values = {
            "representatives": str(meeting.representatives),
            "present": str(meeting.present),
        }
        yield Issue("A-05", Severity.WARNING, "/meeting/rep_villagers", values)


def out_of_step_with_survey(case: Case) -> Iterator[Issue]:
    """A-06  The meeting follows the home survey, and soon."""
    held = case.appraisal.meeting_date if case.appraisal else None
    limit = timedelta(days=case.limits.appraisal_days)
    for applicant in _applicants(case):
        surveyed = case.facts.application_surveys.get(applicant.application)
        if held is None or surveyed is None or surveyed <= held <= surveyed + limit:
            continue
        values = {
            "case": str(applicant.position),
            "application": seen(applicant.application),
            "held": held.isoformat(),
            "surveyed": surveyed.isoformat(),
            "limit_days": str(case.limits.appraisal_days),
        }
        yield Issue("A-06", Severity.WARNING, applicant.at("application"), values)


RULES = (
    nobody_appraised,
    no_quorum,
    votes_do_not_add_up,
    passed_without_majority,
    few_representatives,
    out_of_step_with_survey,
)

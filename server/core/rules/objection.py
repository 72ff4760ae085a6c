"""Rules on an objection and its check: O (domain.md 4.7, 5.5)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from server.core.days import local_date
from server.core.objection import TO_A_LIST
from server.core.rules.printing import seen
from server.core.types import Issue, Severity
from server.core.workdays import WEEKENDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from server.core.objection import ObjectionLike


def after_the_period(case: ObjectionLike) -> Iterator[Issue]:
    """O-01  The objection came after the list's last day: it is a petition."""
    objection = case.objection
    if objection is None or objection.received_at is None or objection.kind != TO_A_LIST:
        return
    ends = case.facts.list_end_date or objection.list_end
    received = local_date(objection.received_at)
    if ends is not None and received > ends:
        values = {"received": received.isoformat(), "ends": ends.isoformat()}
        yield Issue("O-01", Severity.ERROR, "/recv/recv_time", values)


def check_overdue(case: ObjectionLike) -> Iterator[Issue]:
    """O-02  The check was made, or is still open, after its working days."""
    objection = case.objection
    if objection is None or objection.received_at is None:
        return
    received = local_date(objection.received_at)
    calendar = case.facts.calendar or WEEKENDS
    due = calendar.after(received, case.limits.check_working_days)
    checked = objection.check_date
    if (checked or case.as_of) > due:
        values = {
            "received": received.isoformat(),
            "checked": checked.isoformat() if checked else "",
            "due": due.isoformat(),
            "limit_days": str(case.limits.check_working_days),
        }
        yield Issue("O-02", Severity.WARNING, "/check/check_date", values)


def checker_is_biased(case: ObjectionLike) -> Iterator[Issue]:
    """O-03  A checker is the village's assistant or of the household concerned."""
    if case.objection is None:
        return
    for name in case.objection.checkers:
        is_assistant = name in case.facts.village_assistants
        if is_assistant or name in case.facts.concerned_names:
            values = {"name": seen(name), "tie": "assistant" if is_assistant else "household"}
            yield Issue("O-03", Severity.ERROR, "/check/checkers", values)


def no_reply(case: ObjectionLike) -> Iterator[Issue]:
    """O-04  Whoever gave a name hears the finding within days."""
    objection = case.objection
    if objection is None or objection.check_date is None or objection.is_anonymous is not False:
        return
    due = objection.check_date + timedelta(days=case.limits.reply_days)
    replied = objection.reply_date
    if (replied or case.as_of) > due:
        values = {
            "checked": objection.check_date.isoformat(),
            "replied": replied.isoformat() if replied else "",
            "due": due.isoformat(),
            "limit_days": str(case.limits.reply_days),
        }
        yield Issue("O-04", Severity.WARNING, "/check/reply_date", values)


RULES = (after_the_period, check_overdue, checker_is_biased, no_reply)

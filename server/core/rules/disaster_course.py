"""Rules on a disaster report among the others of its event: D-10 to D-12, D-18 to D-21, D-23.

domain.md 4.6.  A report came before another when it was received before it: with offline tablets
neither its number nor its cutoff tells.
"""

from __future__ import annotations

from datetime import timedelta
from math import ceil
from typing import TYPE_CHECKING

from server.core.disaster_event import (
    DisasterEvent,
    first_report_due,
    follow_up_due,
    type_in,
)
from server.core.disaster_report import DWELLINGS, PATHS, Stage
from server.core.rules.parts import figure
from server.core.rules.printing import clock, instance, plain
from server.core.types import Issue, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from decimal import Decimal

    from server.core.case import Case
    from server.core.disaster_report import DisasterReport
    from server.core.facts import VillageReport

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


def wrong_stage(case: Case) -> Iterator[Issue]:
    """D-10  First, follow-ups, verified: in this order, and nothing after without a reopening."""
    reports = case.facts.village_reports
    if case.report is None or not case.report.stage or reports is None:
        return
    earlier = _earlier(case)
    firsts = [each for each in earlier if each.stage == Stage.FIRST]
    closing = [each for each in earlier if _closes(each, case)]
    is_first = case.report.stage == Stage.FIRST
    if closing:
        yield _wrong_stage(case, "after_verified", closing[-1])
    elif is_first and firsts:
        yield _wrong_stage(case, "second_first", firsts[0])
    elif not is_first and all(each.stage != Stage.FIRST for each in reports):
        yield _wrong_stage(case, "no_first", None)


def _earlier(case: Case) -> list[VillageReport]:
    return [
        each for each in case.facts.village_reports or () if each.received_at < case.received_at
    ]


def _closes(report: VillageReport, case: Case) -> bool:
    """Whether it is an accepted verified report the county has not reopened the event after."""
    if report.stage != Stage.VERIFIED or not report.is_accepted:
        return False
    reopened_at = case.facts.event.reopened_at if case.facts.event else None
    return reopened_at is None or reopened_at < report.received_at


def _wrong_stage(case: Case, reason: str, other: VillageReport | None) -> Issue:
    values = {
        "reason": reason,
        "stage": case.report.stage if case.report else "",
        "received": clock(other.received_at) if other else "",
        "other": instance(other.instance_id) if other else "",
    }
    return Issue("D-10", Severity.ERROR, "/head/stage", values)


def _last_accepted(case: Case) -> VillageReport | None:
    accepted = [each for each in _earlier(case) if each.is_accepted and each.figures]
    return accepted[-1] if accepted else None


def figure_fell(case: Case) -> Iterator[Issue]:
    """D-11  A cumulative figure is below the last accepted one, without a reason.

    The missing may fall by as many as the dead rise (domain.md 3.3).
    """
    report, last = case.report, _last_accepted(case)
    if report is None or last is None or report.change_reason:
        return
    for name, now in report.figures.items():
        before = last.figures.get(name)
        if (
            before is None
            or now >= before
            or (name == "missing" and _were_found_dead(report, last))
        ):
            continue
        severity = Severity.ERROR if name == "dead" else Severity.WARNING
        yield Issue("D-11", severity, PATHS[name], _comparison(name, now, before, last))


def _were_found_dead(report: DisasterReport, last: VillageReport) -> bool:
    now, before = report.figures, last.figures
    return now.get("dead", 0) + now["missing"] >= before.get("dead", 0) + before["missing"]


def _comparison(name: str, now: Decimal, before: Decimal, last: VillageReport) -> dict[str, str]:
    return {
        "figure": name,
        "now": figure(now),
        "before": figure(before),
        "received": clock(last.received_at),
    }


def figure_jumped(case: Case) -> Iterator[Issue]:
    """D-12  A figure is many times the last accepted one."""
    report, last, limits = case.report, _last_accepted(case), case.limits
    if report is None or last is None:
        return
    for name, now in report.figures.items():
        before = last.figures.get(name)
        if before is not None and now > limits.jump_from and now > before * limits.jump_times:
            values = _comparison(name, now, before, last) | {
                "times": str(limits.jump_times),
                "from": str(limits.jump_from),
            }
            yield Issue("D-12", Severity.WARNING, PATHS[name], values)


def first_report_late(case: Case) -> Iterator[Issue]:
    """D-18  The first report came after its time; a drought has no such clock."""
    event = _event(case)
    if event is None or case.report is None or case.report.stage != Stage.FIRST:
        return
    due, start = first_report_due(event, case.limits), event.clock_from
    if due is not None and start is not None and case.received_at > due:
        values = {
            "start": clock(start),
            "received": clock(case.received_at),
            "late_min": str(ceil((case.received_at - due) / MINUTE)),
            "limit_min": str(case.limits.first_report_min),
        }
        yield Issue("D-18", Severity.WARNING, "/head/stage", values)


def _event(case: Case) -> DisasterEvent | None:
    """The event of the register, else what the tablet knew of it."""
    if case.facts.event or case.report is None:
        return case.facts.event
    event_id = case.report.event_id
    return DisasterEvent(event_id, type_in(event_id), start_at=case.report.event_start)


def follow_up_late(case: Case) -> Iterator[Issue]:
    """D-19  No report came within the interval before this follow-up.

    Reports still in review count: a village is not late because its township is.
    """
    event, earlier = _event(case), _earlier(case)
    if event is None or case.report is None or case.report.stage != Stage.FOLLOW_UP:
        return
    if not earlier:
        return
    last = earlier[-1].received_at
    due = follow_up_due(event, last, case.limits)
    if due is not None and case.received_at > due:
        values = {
            "last": clock(last),
            "received": clock(case.received_at),
            "late_hours": str(ceil((case.received_at - due) / HOUR)),
            "limit_hours": plain((due - last) / HOUR),
        }
        yield Issue("D-19", Severity.WARNING, "/head/stage", values)


def differs_from_house_checks(case: Case) -> Iterator[Issue]:
    """D-20  A verified report has the dwellings that were checked house by house."""
    report = case.report
    if report is None or report.stage != Stage.VERIFIED:
        return
    for name in DWELLINGS:
        reported, checked = report.figures.get(name), case.facts.house_checks.get(name)
        if reported is not None and checked is not None and reported != checked:
            values = {"figure": name, "reported": figure(reported), "checked": str(checked)}
            yield Issue("D-20", Severity.WARNING, PATHS[name], values)


def roster_differs(case: Case) -> Iterator[Issue]:
    """D-21  Each of the dead and the missing of a verified report stands on the roster."""
    report, roster = case.report, case.facts.casualties
    if report is None or roster is None or report.stage != Stage.VERIFIED:
        return
    dead, missing = report.figures.get("dead", 0), report.figures.get("missing", 0)
    if dead + missing > 0 and (dead, missing) != (roster.dead, roster.missing):
        values = {
            "dead": figure(dead),
            "missing": figure(missing),
            "roster_dead": str(roster.dead),
            "roster_missing": str(roster.missing),
        }
        yield Issue("D-21", Severity.ERROR, PATHS["dead"], values)


def wrong_cutoff(case: Case) -> Iterator[Issue]:
    """D-23  The cutoff lies before the event, after receipt, or not after the report before."""
    cutoff = case.report.cutoff if case.report else None
    if cutoff is None:
        return
    reason, bound = _bound_broken(case, cutoff)
    if bound is not None:
        values = {"reason": reason, "cutoff": clock(cutoff), "bound": clock(bound)}
        yield Issue("D-23", Severity.ERROR, "/head/cutoff", values)


def _bound_broken(case: Case, cutoff: datetime) -> tuple[str, datetime | None]:
    event = _event(case)
    start = event.start_at if event else None
    if start is not None and cutoff < start:
        return "before_event", start
    if cutoff > case.received_at:
        return "after_receipt", case.received_at
    cutoffs = [each.cutoff for each in _earlier(case) if each.cutoff]
    if cutoffs and cutoff <= cutoffs[-1]:
        return "not_after_previous", cutoffs[-1]
    return "", None


RULES = (
    wrong_stage,
    figure_fell,
    figure_jumped,
    first_report_late,
    follow_up_late,
    differs_from_house_checks,
    roster_differs,
    wrong_cutoff,
)

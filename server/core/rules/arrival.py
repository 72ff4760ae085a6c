"""Rules on receipt, time and device: W (domain.md 4.1)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from server.core.area import is_within
from server.core.case import (
    DISASTER_REPORT,
    HOUSE_DAMAGE,
    HOUSEHOLD_SURVEY,
    VISIT_FOLLOWUP,
    ProblemKind,
)
from server.core.days import local, local_date
from server.core.geodesy import distance_m
from server.core.rules.printing import clock, instance, plain, seen, seen_at
from server.core.types import Issue, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from server.core.case import Case, Span
    from server.core.facts import OtherVisit
    from server.core.limits import Limits

DAY_AND_NIGHT = frozenset({DISASTER_REPORT, HOUSE_DAMAGE})
"""Forms of disasters, which keep no hours (W-18)."""

KMH_PER_M_S = 3.6


def same_id_other_content(case: Case) -> Iterator[Issue]:
    """W-01  The instance id is stored already with other bytes."""
    if case.facts.instance_conflicts:
        yield Issue("W-01", Severity.ERROR, "", {"instance_id": instance(case.instance_id)})


def unknown_version(case: Case) -> Iterator[Issue]:
    """W-02  The form or this version of it was never published."""
    if case.facts.version_is_unknown:
        values = {"form_id": seen(case.form_id), "version": seen(case.version)}
        yield Issue("W-02", Severity.ERROR, "", values)


def no_right_in_village(case: Case) -> Iterator[Issue]:
    """W-03  The sender may not write in the village of the submission (domain.md 5.2)."""
    scope, village = case.facts.writable_units, case.village
    if scope is None or village is None or any(is_within(village, unit) for unit in scope):
        return
    yield Issue("W-03", Severity.ERROR, "/admin/village", {"village": seen(village)})


def attachment_missing(case: Case) -> Iterator[Issue]:
    """W-04  A file the form requires is named in the answers and has not arrived."""
    for missing in case.missing_files:
        if missing.required:
            yield Issue("W-04", Severity.ERROR, missing.path, {"file": seen(missing.name)})


def form_logic_broken(case: Case) -> Iterator[Issue]:
    """W-05  The form version itself would not take this answer (decision D6).

    What is wrong with an identity number P-01 to P-03 say better, that the position is missing
    S-01.
    """
    told = {
        (member.at("id_number"), ProblemKind.CONSTRAINT)
        for member in case.members
        if member.identity.fault
    }
    if case.gps is None:
        told.add((case.gps_path, ProblemKind.REQUIRED))
    for problem in case.form_problems:
        if (problem.path, problem.kind) in told:
            continue
        values = {
            "kind": problem.kind.value,
            "seen": seen_at(problem.path, problem.seen),
            "message_zh": problem.message.get("zh", ""),
            "message_en": problem.message.get("en", ""),
        }
        yield Issue("W-05", Severity.ERROR, problem.path, values)


def changed_by_another(case: Case) -> Iterator[Issue]:
    """W-06  The household changed after the tablet fetched it."""
    base, current = case.facts.entity_base, case.facts.entity_current
    if base is not None and current is not None and base < current:
        yield Issue("W-06", Severity.WARNING, "", {"base": str(base), "current": str(current)})


def end_before_start(case: Case) -> Iterator[Issue]:
    """W-10  The form ended before it was opened."""
    start, end = case.started, case.end
    if start is not None and end is not None and end < start:
        values = {"start": clock(start), "end": clock(end)}
        yield Issue("W-10", Severity.WARNING, "/end", values)


def clock_ahead(case: Case) -> Iterator[Issue]:
    """W-11  The device's clock runs ahead of ours."""
    if case.end is None or case.started is None:
        return
    ahead = case.end - case.received_at
    if ahead > timedelta(minutes=case.limits.clock_ahead_min):
        values = {
            "end": clock(case.end),
            "received": clock(case.received_at),
            "ahead_min": plain(ahead.total_seconds() / 60),
            "limit_min": str(case.limits.clock_ahead_min),
        }
        yield Issue("W-11", Severity.WARNING, "/end", values)


def form_date_differs(case: Case) -> Iterator[Issue]:
    """W-12  The form's date and the device's date are more than a day apart."""
    start, today = case.started, case.today
    if start is None or today is None:
        return
    if abs((today - local_date(start)).days) > case.limits.form_date_days:
        values = {
            "today": today.isoformat(),
            "started": local_date(start).isoformat(),
            "limit_days": str(case.limits.form_date_days),
        }
        yield Issue("W-12", Severity.WARNING, "/today", values)


def sent_late(case: Case) -> Iterator[Issue]:
    """W-13  The submission arrived long after the survey."""
    if case.end is None or case.started is None:
        return
    waited = case.received_at - case.end
    if waited > timedelta(days=case.limits.late_days):
        values = {
            "end": clock(case.end),
            "received": clock(case.received_at),
            "days": str(waited.days),
            "limit_days": str(case.limits.late_days),
        }
        yield Issue("W-13", Severity.WARNING, "/end", values)


def too_short(case: Case) -> Iterator[Issue]:
    """W-14  The form was filled in faster than a visit takes."""
    limit = _shortest_s(case)
    active = case.active_s
    if active is None and case.span is not None:
        active = case.span.seconds
    if limit and active is not None and active < limit and not case.is_typed:
        values = {"active_s": plain(active), "limit_s": str(limit)}
        yield Issue("W-14", Severity.WARNING, "/end", values)


def _shortest_s(case: Case) -> int:
    limits = case.limits
    if case.form_id == HOUSEHOLD_SURVEY:
        return limits.survey_s + limits.survey_per_member_s * len(case.members)
    return {HOUSE_DAMAGE: limits.damage_s, VISIT_FOLLOWUP: limits.visit_s}.get(case.form_id, 0)


def open_too_long(case: Case) -> Iterator[Issue]:
    """W-15  The form stood open for more than a day."""
    span = case.span
    if span is not None and span.seconds > case.limits.open_hours * 3600:
        values = {"hours": plain(span.seconds / 3600, 1), "limit_h": str(case.limits.open_hours)}
        yield Issue("W-15", Severity.WARNING, "/end", values)


def two_devices_at_once(case: Case) -> Iterator[Issue]:
    """W-16  One account filled in two forms at the same time on two devices."""
    span = case.span
    if span is None:
        return
    for other in case.facts.other_visits:
        if _on_another_device(case, other) and _overlap_s(span, other) > case.limits.overlap_s:
            values = {
                "overlap_s": plain(_overlap_s(span, other)),
                "limit_s": str(case.limits.overlap_s),
                "start": clock(other.start),
                "end": clock(other.end),
                "other": instance(other.instance_id),
            }
            yield Issue("W-16", Severity.WARNING, "/deviceid", values)


def _on_another_device(case: Case, other: OtherVisit) -> bool:
    return bool(case.device_id and other.device_id) and case.device_id != other.device_id


def _overlap_s(span: Span, other: OtherVisit) -> float:
    return (min(span.end, other.end) - max(span.start, other.start)).total_seconds()


def impossible_travel(case: Case) -> Iterator[Issue]:
    """W-17  The way from the sender's last form, or to the next one, was too fast.

    Time runs from opening to opening: the position is taken soon after, while `end` only tells
    when the form was closed.  Forms open on two devices at once are W-16's matter.
    """
    span, here = case.span, case.position
    if span is None or here is None or not case.facts.other_visits:
        return
    for other in _neighbours(case, span):
        away_m = distance_m(here, other.position) if other.position else 0
        seconds = abs((span.start - other.start).total_seconds())
        if _too_fast(away_m, seconds, case.limits):
            values = _travel(other, away_m, seconds, case.limits)
            yield Issue("W-17", Severity.WARNING, case.gps_path, values)


def _neighbours(case: Case, span: Span) -> list[OtherVisit]:
    """The forms with a position opened last before this one and first after it."""
    others = [
        other
        for other in case.facts.other_visits
        if other.position
        and not (
            _on_another_device(case, other) and _overlap_s(span, other) > case.limits.overlap_s
        )
    ]
    earlier = [other for other in others if other.start <= span.start]
    later = [other for other in others if other.start > span.start]
    last = [max(earlier, key=_start)] if earlier else []
    following = [min(later, key=_start)] if later else []
    return last + following


def _start(other: OtherVisit) -> datetime:
    return other.start


def _too_fast(away_m: float, seconds: float, limits: Limits) -> bool:
    return away_m > limits.travel_m and away_m * KMH_PER_M_S > limits.travel_kmh * seconds


def _travel(other: OtherVisit, away_m: float, seconds: float, limits: Limits) -> dict[str, str]:
    return {
        "distance_km": plain(away_m / 1000, 1),
        "minutes": plain(seconds / 60, 1),
        "speed_kmh": plain(away_m * KMH_PER_M_S / seconds, 1) if seconds else "∞",
        "limit_kmh": str(limits.travel_kmh),
        "other": instance(other.instance_id),
    }


def unusual_hour(case: Case) -> Iterator[Issue]:
    """W-18  A home was visited at night, and not for a disaster."""
    start = case.started
    if start is None or case.form_id in DAY_AND_NIGHT:
        return
    hour, limits = local(start).hour, case.limits
    if hour >= limits.night_from_hour or hour < limits.night_to_hour:
        values = {
            "start": clock(start),
            "from": f"{limits.night_from_hour:02d}:00",
            "to": f"{limits.night_to_hour:02d}:00",
        }
        yield Issue("W-18", Severity.WARNING, "/start", values)


def device_date_wrong(case: Case) -> Iterator[Issue]:
    """W-19  The device's date cannot be true."""
    if case.start is not None and case.device_date_is_wrong:
        values = {"start": clock(case.start), "received": clock(case.received_at)}
        yield Issue("W-19", Severity.ERROR, "/start", values)


UNREAD = (same_id_other_content, unknown_version, no_right_in_village)
"""What can be said of a submission whose answers could not be read."""

RULES = (
    *UNREAD,
    attachment_missing,
    form_logic_broken,
    changed_by_another,
    end_before_start,
    clock_ahead,
    form_date_differs,
    sent_late,
    too_short,
    open_too_long,
    two_devices_at_once,
    impossible_travel,
    unusual_hour,
    device_date_wrong,
)

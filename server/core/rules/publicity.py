"""Rules on a public list before it moves on: L (domain.md 4.7, 5.5, 5.7)."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from server.core.days import LOCAL
from server.core.geodesy import distance_m
from server.core.protected import protected_in
from server.core.publicity import ListState
from server.core.rules.printing import clock, plain, seen
from server.core.types import Issue, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from server.core.protected import Leak
    from server.core.publicity import ListCase, PublicityItem, PublicityList


def posted_too_short(case: ListCase) -> Iterator[Issue]:
    """L-01  A list hangs for seven full days; the day of posting does not count."""
    listed = case.listed
    days = (listed.end_date - listed.start_date).days
    if days < case.limits.posted_days:
        values = {
            "start": listed.start_date.isoformat(),
            "end": listed.end_date.isoformat(),
            "days": str(days),
            "limit_days": str(case.limits.posted_days),
        }
        yield Issue("L-01", Severity.ERROR, "/end_date", values)


def next_list_too_early(case: ListCase) -> Iterator[Issue]:
    """L-02  The round before has ended, and no objection to a household of this list is open."""
    listed = case.listed
    for earlier in case.facts.earlier:
        if not _ended_before(earlier, listed):
            values = {
                "reason": "round",
                "start": listed.start_date.isoformat(),
                "other": earlier.list_no,
                "ends": earlier.end_date.isoformat(),
                "name": "",
            }
            yield Issue("L-02", Severity.ERROR, "/start_date", values)
    for item in listed.items:
        if item.application_id in case.facts.open_objections:
            values = {
                "reason": "objection",
                "start": listed.start_date.isoformat(),
                "other": "",
                "ends": "",
                "name": seen(item.display_name),
            }
            yield Issue("L-02", Severity.ERROR, item.at("application_id"), values)


def _ended_before(earlier: PublicityList, listed: PublicityList) -> bool:
    """Objections are heard through the last day, so the next list begins after it."""
    return earlier.state is ListState.ENDED and earlier.end_date < listed.start_date


def protected_data_shown(case: ListCase) -> Iterator[Issue]:
    """L-03  No line shows a number, an address, an illness, or a name that is to be hidden."""
    for item in case.listed.items:
        for name, leak in _leaks(item, case):
            values = {"line": str(item.position), "kind": leak.kind.value, "excerpt": leak.excerpt}
            yield Issue("L-03", Severity.ERROR, item.at(name), values)


def _leaks(item: PublicityItem, case: ListCase) -> Iterator[tuple[str, Leak]]:
    """The first find of each kind on one line, by field; the name is looked through as well."""
    hidden = case.facts.hidden_names.get(item.application_id, ())
    own = case.facts.applicants.get(item.application_id, "")
    allowed = (own, case.listed.list_no, case.listed.village)
    for name, text in item.shown().items():
        leaks = protected_in(text, hidden_names=hidden, allowed=allowed)
        for leak in {leak.kind: leak for leak in reversed(leaks)}.values():
            yield name, leak


def no_photo_of_the_list(case: ListCase) -> Iterator[Issue]:
    """L-04  A photo taken at the village board shows that and when the list was put up."""
    listed = case.listed
    if listed.state is ListState.DRAFT:
        return
    reason, away_m = _doubt_about_photo(case)
    if reason:
        values = {
            "reason": reason,
            "start": listed.start_date.isoformat(),
            "taken": clock(listed.posted_at) if listed.posted_at else "",
            "limit_hours": str(case.limits.board_hours),
            "distance_m": away_m,
            "limit_m": str(case.limits.board_m),
        }
        yield Issue("L-04", Severity.WARNING, "/posted_photo", values)


def _doubt_about_photo(case: ListCase) -> tuple[str, str]:
    listed, board = case.listed, case.facts.board
    if not listed.posted_photo:
        return "no_photo", ""
    if listed.posted_gps is None:
        return "no_position", ""
    if not _is_timely(case):
        return "other_time", ""
    away_m = distance_m(board, listed.posted_gps) if board else 0
    limit = case.limits.board_m + (listed.posted_gps.accuracy_m or 0)
    return ("elsewhere", plain(away_m)) if away_m > limit else ("", "")


def _is_timely(case: ListCase) -> bool:
    """On the first day of the list, or within so many hours after it."""
    taken = case.listed.posted_at
    if taken is None:
        return False
    opens = datetime.combine(case.listed.start_date, time(), LOCAL)
    return opens <= taken <= opens + timedelta(days=1, hours=case.limits.board_hours)


def differs_from_the_cases(case: ListCase) -> Iterator[Issue]:
    """L-05  The list names the households and persons of the cases, no more and no fewer."""
    listed, facts = case.listed, case.facts
    counts = {
        "households": (listed.households, facts.households),
        "persons": (listed.persons, facts.persons),
    }
    for name, (on_list, in_cases) in counts.items():
        if in_cases is not None and on_list != in_cases:
            values = {"count": name, "listed": str(on_list), "cases": str(in_cases)}
            yield Issue("L-05", Severity.ERROR, f"/{name}", values)


RULES = (
    posted_too_short,
    next_list_too_early,
    protected_data_shown,
    no_photo_of_the_list,
    differs_from_the_cases,
)

"""Rules on a village's yearly profile: G (domain.md 4.7)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from server.core.area import UnitKind, kind_by_number
from server.core.days import years_after
from server.core.profile import PATHS
from server.core.rules.parts import figure, parts_above
from server.core.rules.printing import instance, plain
from server.core.types import Issue, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from server.core.case import Case
    from server.core.limits import Limits

PARTS = (
    ("female", "population"),
    ("age60", "population"),
    ("labour", "population"),
    ("disabled", "population"),
    ("migrants", "labour"),
    ("graduates", "labour"),
    ("irrigated", "farmland"),
    ("votes", "voters"),
    ("voters", "population"),
)
IN_THE_REGISTER = ("population", "age60", "labour", "disabled", "graduates")


def profile_exists(case: Case) -> Iterator[Issue]:
    """G-01  One profile for a village and year."""
    if case.profile is not None and case.facts.profile_of_year:
        values = {
            "year": str(case.profile.year or ""),
            "other": instance(case.facts.profile_of_year),
        }
        yield Issue("G-01", Severity.ERROR, "/base/year", values)


def part_above_the_whole(case: Case) -> Iterator[Issue]:
    """G-02  No part is greater than its whole."""
    if case.profile is not None:
        yield from parts_above("G-02", case.profile.figures, PARTS, PATHS)


def differs_from_register(case: Case) -> Iterator[Issue]:
    """G-03  The profile counts other people than the register, by far."""
    limits = case.limits
    for name in IN_THE_REGISTER if case.profile else ():
        reported = case.profile.figures.get(name) if case.profile else None
        registered = case.facts.village_register.get(name)
        if reported is None or registered is None:
            continue
        change = abs(reported - registered)
        if change > limits.register_count and change * 100 > registered * limits.register_percent:
            values = {
                "figure": name,
                "reported": figure(reported),
                "registered": str(registered),
                "percent": plain(change * 100 / registered, 2) if registered else "",
                "limit_percent": str(limits.register_percent),
                "limit": str(limits.register_count),
            }
            yield Issue("G-03", Severity.WARNING, PATHS[name], values)


def half_did_not_vote(case: Case) -> Iterator[Issue]:
    """G-04  An election counts when more than half of the voters took part."""
    given = case.profile.figures if case.profile else {}
    votes, voters = given.get("votes"), given.get("voters")
    if votes is not None and voters is not None and votes * 2 <= voters:
        values = {"votes": figure(votes), "voters": figure(voters)}
        yield Issue("G-04", Severity.WARNING, PATHS["votes"], values)


def election_overdue(case: Case) -> Iterator[Issue]:
    """G-05  The term has ended: five years, three where it began before 2018."""
    elected = case.profile.election_date if case.profile else None
    if elected is None:
        return
    term = _term_years(elected.year, case.limits)
    due = years_after(elected, term)
    if due < case.survey_date:
        values = {"elected": elected.isoformat(), "years": str(term), "due": due.isoformat()}
        yield Issue("G-05", Severity.WARNING, "/gov/election_date", values)


def _term_years(begun: int, limits: Limits) -> int:
    return limits.term_years if begun >= limits.new_terms_from_year else limits.old_term_years


def few_publications(case: Case) -> Iterator[Issue]:
    """G-06  Village affairs are published once a quarter at least."""
    times = case.profile.figures.get("open_times") if case.profile else None
    if times is not None and times < case.limits.publications:
        values = {"times": figure(times), "limit": str(case.limits.publications)}
        yield Issue("G-06", Severity.WARNING, PATHS["open_times"], values)


def committee_unlawful(case: Case) -> Iterator[Issue]:
    """G-07  The committee has a woman, and as many members as the law says."""
    given = case.profile.figures if case.profile else {}
    size, women = given.get("committee_size"), given.get("committee_women")
    bounds = _committee_bounds(case)
    if size is not None and bounds and not bounds[0] <= size <= bounds[1]:
        values = {
            "reason": "size",
            "size": figure(size),
            "least": str(bounds[0]),
            "most": str(bounds[1]),
        }
        yield Issue("G-07", Severity.WARNING, PATHS["committee_size"], values)
    if women == 0 and size:
        values = {"reason": "no_woman", "size": figure(size), "least": "", "most": ""}
        yield Issue("G-07", Severity.WARNING, PATHS["committee_women"], values)


def _committee_bounds(case: Case) -> tuple[int, int] | None:
    """Least and most members by the kind of village its code tells."""
    limits = case.limits
    match kind_by_number(case.village) if case.village else None:
        case UnitKind.VILLAGE_COMMITTEE:
            return limits.village_committee_min, limits.village_committee_max
        case UnitKind.RESIDENTS_COMMITTEE:
            return limits.community_committee_min, limits.community_committee_max
    return None


RULES = (
    profile_exists,
    part_above_the_whole,
    differs_from_register,
    half_did_not_vote,
    election_overdue,
    few_publications,
    committee_unlawful,
)

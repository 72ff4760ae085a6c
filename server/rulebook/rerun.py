"""Running the rules again over stored submissions, a page at a time.

What is not decided yet gets the issues that hold now, answers kept.  What is decided is told and
left alone: nothing is reopened behind a reviewer's back (domain.md 4, 5.8).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol, TypeVar

from server import standing
from server.core.desk.record import Answered
from server.core.errors import SurveyError
from server.intake.handover import ABOUT_FILES, REVIEWABLE
from server.intake.recheck import OF_THE_MOMENT, filing_again, issues_of, read_again
from server.intake.rows import counts, issue_rows
from server.store import arrivals, audit, filings, rechecks, submissions

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from server.core.types import Issue
    from server.intake.recheck import Again
    from server.services import Services
    from server.store.arrivals import Arrival
    from server.store.rechecks import Chosen
    from server.store.submissions import AnyRow

MOST_NAMED = 50
"""Decided submissions that are told by number; the others are only counted."""


class Said(Protocol):
    """A stored issue, or one that is said now."""

    @property
    def rule(self) -> str:
        """Which rule says it."""

    @property
    def path(self) -> str:
        """What it points at."""


T = TypeVar("T", bound=Said)


@dataclass(slots=True)
class RuleChange:
    """Issues of one rule: stored before, said now, of these new, and stored ones that are gone."""

    before: int = 0
    after: int = 0
    new: int = 0
    gone: int = 0


@dataclass(slots=True)
class Rerun:
    """What a run found; `decided` names the decided submissions it would have changed.

    `records` counts by rule what stands of records of registers.
    """

    looked_at: int = 0
    changed: int = 0
    stored: int = 0
    unreadable: int = 0
    decided_changed: int = 0
    decided: list[int] = field(default_factory=list)
    rules: dict[str, RuleChange] = field(default_factory=dict)
    records: Mapping[str, int] = field(default_factory=dict)

    def rule(self, rule: str) -> RuleChange:
        """The counts of a rule."""
        return self.rules.setdefault(rule, RuleChange())


@dataclass(frozen=True, slots=True)
class _Difference:
    """What is to be written for one submission."""

    arrival: Arrival
    new: tuple[Issue, ...]
    gone: tuple[int, ...]


def run(
    services: Services,
    chosen: Chosen,
    *,
    rules: frozenset[str] = frozenset(),
    is_dry: bool = False,
    now: datetime,
    by: int | None = None,
) -> Rerun:
    """Judge again what is `chosen`; only `rules` count unless none are named.

    One entry in the log tells of a run that was not dry.
    """
    found = Rerun()
    for page in _pages(services, chosen):
        changes = _compare(services, page, rules, found)
        if not is_dry:
            found.stored += _store(services, changes)
    said = standing.run(services, chosen.units, is_dry=is_dry, now=now)
    found.records = {rule: n for rule, n in said.items() if not rules or rule in rules}
    if not is_dry:
        _note(services, chosen, rules, found, now=now, by=by)
    return found


def _pages(services: Services, chosen: Chosen) -> Iterator[Sequence[Arrival]]:
    after: tuple[str, int] | None = None
    while True:
        with services.store.read() as conn:
            page = rechecks.page(conn, chosen, after=after)
        if not page:
            return
        yield page
        after = page[-1].county, page[-1].submission_id


def _compare(
    services: Services, page: Sequence[Arrival], rules: frozenset[str], found: Rerun
) -> list[tuple[_Difference, Mapping[str, object] | None]]:
    changes = []
    with services.store.read() as conn:
        stored = rechecks.stored_issues(conn, [(a.county, a.version_id) for a in page])
        for arrival in page:
            found.looked_at += 1
            try:
                again = read_again(services, conn, arrival)
            except SurveyError:
                found.unreadable += 1
                continue
            said = issues_of(services, conn, again)
            difference = _difference(again, stored[arrival.version_id], said, rules, found)
            if arrival.state in REVIEWABLE:
                changes.append((difference, filing_again(services, again)))
            elif difference.new or difference.gone:
                found.decided_changed += 1
                found.decided += [arrival.submission_id] * (len(found.decided) < MOST_NAMED)
    return changes


def _difference(
    again: Again,
    stored: Sequence[AnyRow],
    said: Sequence[Issue],
    rules: frozenset[str],
    found: Rerun,
) -> _Difference:
    """Issues matched by rule, place and values; an answered one stays whatever is said now."""
    old = [row for row in stored if _counts(row.rule, rules, again)]
    now = [issue for issue in said if _counts(issue.rule, rules, again)]
    has = Counter((row.rule, row.path) for row in old)
    holds = Counter((issue.rule, issue.path) for issue in now)
    for rule, _ in has.elements():
        found.rule(rule).before += 1
    for rule, _ in holds.elements():
        found.rule(rule).after += 1
    new = tuple(_beyond(now, has))
    gone = tuple(row.id for row in _beyond(old, holds) if row.state == Answered.OPEN)
    for issue in new:
        found.rule(issue.rule).new += 1
    by_id = {row.id: row for row in old}
    for key in gone:
        found.rule(by_id[key].rule).gone += 1
    found.changed += bool(new or gone)
    return _Difference(again.arrival, new, gone)


def _counts(rule: str, rules: frozenset[str], again: Again) -> bool:
    if rules and rule not in rules:
        return False
    if again.has_changed_the_store and rule in OF_THE_MOMENT:
        return False
    return again.is_whole or not rule.startswith(ABOUT_FILES)


def _beyond(these: Iterable[T], others: Counter[tuple[str, str]]) -> Iterator[T]:
    """Those that `others` have no more of."""
    left = Counter(others)
    for each in these:
        key = (each.rule, each.path)
        if left[key]:
            left[key] -= 1
        else:
            yield each


def _store(
    services: Services, changes: Sequence[tuple[_Difference, Mapping[str, object] | None]]
) -> int:
    wanted = [each for each in changes if each[0].new or each[0].gone or each[1] is not None]
    if not wanted:
        return 0

    def work(conn: Connection) -> int:
        for _, filing in wanted:
            if filing is not None:
                filings.put(conn, filing)
        return sum(_exchange(conn, difference) for difference, _ in wanted)

    return services.store.write(work)


def _exchange(conn: Connection, difference: _Difference) -> bool:
    """Store one difference, unless the record was decided or edited meanwhile."""
    arrival = difference.arrival
    if not (difference.new or difference.gone):
        return False
    held = arrivals.held_state(conn, arrival)
    if held is None or held[0] not in REVIEWABLE:
        return False
    county, version_id = arrival.county, arrival.version_id
    submissions.drop_issues(conn, county, difference.gone)
    submissions.add_issues(
        conn,
        issue_rows(
            difference.new,
            county=county,
            submission_id=arrival.submission_id,
            version_id=version_id,
        ),
    )
    left = submissions.issues_of(conn, county, version_id)
    said = counts((row.severity, row.state) for row in left)
    submissions.change(conn, county, arrival.submission_id, said)
    return True


def _note(
    services: Services,
    chosen: Chosen,
    rules: frozenset[str],
    found: Rerun,
    *,
    now: datetime,
    by: int | None,
) -> None:
    details = {
        "rules": sorted(rules),
        "looked_at": found.looked_at,
        "changed": found.changed,
        "stored": found.stored,
        "decided_changed": found.decided_changed,
        "new": {rule: each.new for rule, each in found.rules.items() if each.new},
        "gone": {rule: each.gone for rule, each in found.rules.items() if each.gone},
    }
    services.store.write(
        lambda conn: audit.note(
            conn,
            "rules.check",
            at=now,
            by=by,
            subject=" ".join(chosen.units)[:200],
            details=details,
        )
    )

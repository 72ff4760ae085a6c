"""Handing an arrival over to the reviewer, with what its files said."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from server.core.correction import CORRECTION
from server.core.types import State
from server.intake.rows import OPEN, counts, issue_rows
from server.store import arrivals, jobs, photos, submissions

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy import Connection

    from server.core.types import Issue, PhotoFacts
    from server.store.arrivals import Arrival
    from server.store.submissions import AnyRow

REVIEWABLE = frozenset({State.RECEIVING, State.RECEIVED, State.TO_REVIEW})
"""States in which files still say something that a reviewer has to answer."""

AMEND = "amend"
"""Kind of the job that puts a correction into the record it mends."""

ABOUT_FILES = ("F-", "W-04", "W-14")
"""How the rules of files begin (`core.rules.examine_files`)."""


def remember(conn: Connection, facts: Iterable[PhotoFacts]) -> None:
    """Keep what was read from pictures nobody had looked at before."""
    for each in facts:
        photos.add(conn, each)


def hand_over(
    conn: Connection, arrival: Arrival, new: Iterable[PhotoFacts], found: Sequence[Issue]
) -> None:
    """Let the reviewer have it, unless it was decided upon or edited meanwhile."""
    remember(conn, new)
    held = arrivals.held_state(conn, arrival)
    if held is None or held[0] not in REVIEWABLE:
        return
    state, unit_code = held
    counted = _exchange(conn, arrival, found)
    submissions.change(
        conn,
        arrival.county,
        arrival.submission_id,
        {**counted, "state": State.TO_REVIEW, "updated_at": datetime.now(UTC)},
    )
    if state != State.TO_REVIEW:
        submissions.count_state(conn, unit_code, state, State.TO_REVIEW)
        if arrival.form_id == CORRECTION:
            about = {"county": arrival.county, "version": arrival.version_id}
            jobs.enqueue(conn, AMEND, about, now=datetime.now(UTC))


def _exchange(conn: Connection, arrival: Arrival, found: Sequence[Issue]) -> dict[str, int]:
    """Put `found` in place of what files said before, answers kept; return the new counts."""
    county, version_id = arrival.county, arrival.version_id
    stored = submissions.issues_of(conn, county, version_id)
    holds = {_key(issue.rule, issue.path, issue.values) for issue in found}
    gone = {row.id for row in stored if _may_go(row) and _key_of(row) not in holds}
    left = [row for row in stored if row.id not in gone]
    said = {_key_of(row) for row in left}
    added = [i for i in found if _key(i.rule, i.path, i.values) not in said]
    submissions.drop_issues(conn, county, sorted(gone))
    submissions.add_issues(
        conn,
        issue_rows(
            added, county=county, submission_id=arrival.submission_id, version_id=version_id
        ),
    )
    stands = [(row.severity, row.state) for row in left] + [(i.severity, OPEN) for i in added]
    return counts(stands, is_urgent=arrival.is_urgent)


def _may_go(row: AnyRow) -> bool:
    return row.state == OPEN and str(row.rule).startswith(ABOUT_FILES)


def _key_of(row: AnyRow) -> tuple[object, ...]:
    return _key(row.rule, row.path, row.values)


def _key(rule: str, path: str, values: Mapping[str, str]) -> tuple[object, ...]:
    return rule, path, tuple(sorted(values.items()))

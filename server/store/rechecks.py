"""Stored submissions in order of their keys, to run rules over them again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import and_, func, or_, select

from server.core.types import State
from server.store.arrivals import Arrival
from server.store.clauses import within
from server.store.ids import COUNT_BITS, EPOCH_MS, NODE_BITS
from server.store.tables.submissions import issue, submission, submission_version

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection, Select

    from server.store.submissions import AnyRow

PAGE = 100
LEFT_OUT = (State.REJECTED,)

_ROWS = select(
    submission.c.county,
    submission.c.id,
    submission.c.current_id,
    submission.c.submitter_name,
    submission.c.state,
    submission_version.c.xml,
    submission_version.c.version_id,
    submission_version.c.received_at,
    submission_version.c.submitter_id,
    submission_version.c.geotag,
).join(
    submission_version,
    and_(
        submission_version.c.county == submission.c.county,
        submission_version.c.id == submission.c.current_id,
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """Which submissions: of some units (none: everywhere), forms (None: all), since a moment."""

    units: tuple[str, ...]
    forms: frozenset[str] | None = None
    since: datetime | None = None

    def where(self) -> list[ColumnElement[bool]]:
        """The same for a statement; deleted, rejected and practice ones are never meant."""
        found: list[ColumnElement[bool]] = [
            submission.c.deleted_at.is_(None),
            submission.c.is_training.is_(False),
            submission.c.state.not_in(LEFT_OUT),
        ]
        if self.units:
            found.append(within(submission.c.unit_code, self.units))
        if self.forms is not None:
            found.append(submission.c.form_id.in_(sorted(self.forms)))
        if self.since is not None:
            found.append(submission.c.received_at >= self.since)
        return found


def count(conn: Connection, chosen: Chosen) -> int:
    """How many there are."""
    query = select(func.count()).select_from(submission).where(*chosen.where())
    return int(conn.execute(query).scalar_one())


def newest(conn: Connection, chosen: Chosen, *, limit: int) -> Iterator[Arrival]:
    """The newest of them."""
    keys = (
        select(submission.c.county, submission.c.id)
        .where(*chosen.where())
        .order_by(submission.c.received_at.desc(), submission.c.id.desc())
        .limit(limit)
        .subquery()
    )
    query = _ROWS.join(
        keys, and_(keys.c.county == submission.c.county, keys.c.id == submission.c.id)
    )
    return (_arrival(row) for row in conn.execute(query))


def page(conn: Connection, chosen: Chosen, *, after: tuple[str, int] | None) -> Sequence[Arrival]:
    """The next of them behind a county and id, in that order; a bounded number."""
    query: Select[tuple[object, ...]] = _ROWS.where(*chosen.where())
    if after is not None:
        county, key = after
        query = query.where(
            or_(
                submission.c.county > county,
                and_(submission.c.county == county, submission.c.id > key),
            )
        )
    rows = conn.execute(query.order_by(submission.c.county, submission.c.id).limit(PAGE))
    return [_arrival(row) for row in rows]


def _arrival(row: AnyRow) -> Arrival:
    return Arrival(
        county=row.county,
        version_id=row.current_id,
        submission_id=row.id,
        form_version=row.version_id,
        xml=row.xml,
        received_at=row.received_at,
        submitter_id=row.submitter_id,
        submitter_name=row.submitter_name,
        assigned=tuple(row.geotag["assigned"]),
        state=row.state,
    )


def issues_by_rule(
    conn: Connection, counties: Iterable[str] | None, *, since: datetime
) -> dict[str, int]:
    """Issues found since a moment by rule; ids begin with the time, so that it is a range."""
    least = (int(since.timestamp() * 1000) - EPOCH_MS) << (NODE_BITS + COUNT_BITS)
    query = select(issue.c.rule, func.count()).where(issue.c.id >= least).group_by(issue.c.rule)
    if counties is not None:
        query = query.where(issue.c.county.in_(sorted(counties)))
    rows: dict[str, int] = dict(conn.execute(query).all())
    return rows


def stored_issues(
    conn: Connection, versions: Collection[tuple[str, int]]
) -> dict[int, list[AnyRow]]:
    """Issues of some versions, by the id of the version."""
    found: dict[int, list[AnyRow]] = {version: [] for _, version in versions}
    query = select(issue).where(issue.c.version_id.in_(sorted(found)))
    for row in conn.execute(query):
        found[row.version_id].append(row)
    return found

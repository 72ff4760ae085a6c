"""Submissions as programs list them: newest first, within what somebody may see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, func, or_, select, true

from server.store.clauses import within
from server.store.tables.submissions import submission, submission_version

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection, Select

    from server.core.caller import Reach


@dataclass(frozen=True, slots=True)
class ListedVersion:
    """One version of a submission, without its XML.

    `version` is the form version's name as the device said, `form_version` its key; None while
    it is unknown here.
    """

    id: int
    instance_id: str
    instance_name: str
    version: str
    form_version: int | None
    submitter_id: int
    device_id: str
    user_agent: str
    received_at: datetime


@dataclass(frozen=True, slots=True)
class ListedSubmission:
    """One submission with its current version; `instance_id` is that of the first version."""

    current: ListedVersion
    county: str
    id: int
    project_id: int
    form_pk: int
    instance_id: str
    submitter_id: int
    device_id: str
    review_state: str | None
    received_at: datetime
    updated_at: datetime | None
    unit_code: str
    state: str
    row_version: int
    deleted_at: datetime | None


@dataclass(frozen=True, slots=True)
class Figures:
    """How many submissions a form has, by review state (None is ``received``), and the last."""

    by_state: dict[str | None, int]
    last_at: datetime

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.by_state.values())


_RECORD = (
    submission.c.county,
    submission.c.id,
    submission.c.project_id,
    submission.c.form_pk,
    submission.c.instance_id,
    submission.c.submitter_id,
    submission.c.device_id,
    submission.c.review_state,
    submission.c.received_at,
    submission.c.updated_at,
    submission.c.unit_code,
    submission.c.state,
    submission.c.row_version,
    submission.c.deleted_at,
)


def _version(table: Any) -> tuple[ColumnElement[Any], ...]:  # noqa: ANN401  # a table or its alias
    """Columns of a ListedVersion, in its order."""
    return (
        table.c.id,
        table.c.instance_id,
        table.c.instance_name,
        table.c.version,
        table.c.version_id,
        table.c.submitter_id,
        table.c.device_id,
        table.c.user_agent,
        table.c.received_at,
    )


_EVERYTHING: Select[Any] = select(*_RECORD, *_version(submission_version)).join(
    submission_version,
    (submission_version.c.county == submission.c.county)
    & (submission_version.c.id == submission.c.current_id),
)
_LISTED = _EVERYTHING.where(submission.c.deleted_at.is_(None))
_DELETED = _EVERYTHING.where(submission.c.deleted_at.is_not(None))


def _listed(row: Sequence[Any]) -> ListedSubmission:
    size = len(_RECORD)
    return ListedSubmission(ListedVersion(*row[size:]), *row[:size])


def seen(reach: Reach) -> ColumnElement[bool]:
    """Submissions in the reach."""
    if reach.everywhere:
        return true()
    return or_(within(submission.c.unit_code, reach.units), submission.c.submitter_id == reach.own)


def page(
    conn: Connection,
    form_pk: int,
    reach: Reach,
    *,
    after: tuple[datetime, int] | None = None,
    offset: int = 0,
    limit: int,
    deleted: bool = False,
) -> tuple[ListedSubmission, ...]:
    """Submissions of a form, newest first: `limit` of them behind the one that `after` names.

    With `deleted` those that were deleted, and no others.
    """
    query = (
        (_DELETED if deleted else _LISTED)
        .where(submission.c.form_pk == form_pk, seen(reach))
        .order_by(submission.c.received_at.desc(), submission.c.id.desc())
        .limit(limit)
        .offset(offset)
    )
    if after is not None:
        at, key = after
        query = query.where(
            or_(
                submission.c.received_at < at,
                and_(submission.c.received_at == at, submission.c.id < key),
            )
        )
    return tuple(_listed(row) for row in conn.execute(query))


def find(
    conn: Connection, form_pk: int, instance_id: str, *, deleted: bool = False
) -> ListedSubmission | None:
    """The submission with a version of this id; the caller looks at its place and first id."""
    named = submission_version.alias("named")
    row = conn.execute(
        (_DELETED if deleted else _LISTED)
        .join(
            named,
            (named.c.county == submission.c.county) & (named.c.submission_id == submission.c.id),
        )
        .where(named.c.instance_id == instance_id, named.c.form_pk == form_pk)
    ).first()
    return None if row is None else _listed(row)


def versions(conn: Connection, record: ListedSubmission) -> tuple[ListedVersion, ...]:
    """All versions of a submission, newest first."""
    rows = conn.execute(
        select(*_version(submission_version))
        .where(
            submission_version.c.county == record.county,
            submission_version.c.submission_id == record.id,
        )
        .order_by(submission_version.c.received_at.desc(), submission_version.c.id.desc())
    )
    return tuple(ListedVersion(*row) for row in rows)


def xml(conn: Connection, county: str, version_id: int) -> bytes:
    """One version as it was sent, byte for byte."""
    found: bytes = conn.execute(
        select(submission_version.c.xml).where(
            submission_version.c.county == county, submission_version.c.id == version_id
        )
    ).scalar_one()
    return found


def sha256(conn: Connection, county: str, version_id: int) -> str:
    """Digest of one version's bytes."""
    found: str = conn.execute(
        select(submission_version.c.sha256).where(
            submission_version.c.county == county, submission_version.c.id == version_id
        )
    ).scalar_one()
    return found


def submitters(conn: Connection, form_pk: int, reach: Reach) -> tuple[int, ...]:
    """Who sent submissions of a form."""
    rows = conn.execute(
        select(submission.c.submitter_id)
        .where(submission.c.form_pk == form_pk, submission.c.deleted_at.is_(None), seen(reach))
        .distinct()
    )
    return tuple(rows.scalars())


def figures(conn: Connection, form_pks: Sequence[int], reach: Reach) -> dict[int, Figures]:
    """Counts of submissions by form; a form without any has no entry."""
    rows = conn.execute(
        select(
            submission.c.form_pk,
            submission.c.review_state,
            func.count(),
            func.max(submission.c.received_at),
        )
        .where(submission.c.form_pk.in_(form_pks), submission.c.deleted_at.is_(None), seen(reach))
        .group_by(submission.c.form_pk, submission.c.review_state)
    )
    found: dict[int, Figures] = {}
    for form_pk, review_state, n, last_at in rows:
        known = found.get(form_pk)
        found[form_pk] = Figures(
            {**(known.by_state if known else {}), review_state: n},
            max(known.last_at, last_at) if known else last_at,
        )
    return found


def last_at(conn: Connection, form_pks: Sequence[int], reach: Reach) -> list[datetime]:
    """When the newest submission of each of these forms came; forms without one are passed over.

    One short walk down the index of each form, where a maximum would read all rows.
    """
    found = (
        conn.execute(
            select(submission.c.received_at)
            .where(submission.c.form_pk == form_pk, submission.c.deleted_at.is_(None), seen(reach))
            .order_by(submission.c.received_at.desc())
            .limit(1)
        ).scalar()
        for form_pk in form_pks
    )
    return [each for each in found if each is not None]

"""Submissions of a form with their answers, batch by batch, for feeds and exports."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, func, or_, select, true

from server.store.odata_clauses import clause
from server.store.submission_lists import seen
from server.store.tables.submissions import attachment, submission, submission_version

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection, Row, Select

    from server.core.caller import Reach
    from server.core.odata.options import Order
    from server.core.odata.tree import Expression

    AnyRow = Row[*tuple[Any, ...]]
    Cursor = tuple[datetime, int]

_COLUMNS: Mapping[str, ColumnElement[Any]] = {
    "__id": submission.c.instance_id,
    "__system/submissionDate": submission.c.received_at,
    "__system/updatedAt": submission.c.updated_at,
    "__system/deletedAt": submission.c.deleted_at,
    "__system/submitterId": submission.c.submitter_id,
    "__system/reviewState": submission.c.review_state,
}

COLUMNS: Mapping[str, ColumnElement[Any]] = {
    **_COLUMNS,
    **{f"$root/Submissions/{name}": column for name, column in _COLUMNS.items()},
}
"""Fields of the public API that columns hold, also as filters over repeats name them."""

DELETED_AT = "__system/deletedAt"

_WANTED = (
    submission.c.county,
    submission.c.id,
    submission_version.c.id.label("current_id"),
    submission_version.c.version_id,
    submission_version.c.answers,
    submission.c.instance_id,
    submission_version.c.instance_id.label("version_instance_id"),
    submission.c.received_at,
    submission.c.updated_at,
    submission.c.deleted_at,
    submission.c.submitter_id,
    submission.c.submitter_name,
    submission.c.files_present,
    submission.c.files_expected,
    submission.c.review_state,
    submission.c.device_id,
    submission.c.edits,
    submission_version.c.version,
)
VERSION, ANSWERS, SAID = 3, 4, slice(5, None)
"""Where form version, answers and what `Sent` begins with stand in a row of `_WANTED`."""

_CURRENT = (submission_version.c.county == submission.c.county) & (
    submission_version.c.id == submission.c.current_id
)
_NEWEST_FIRST = (submission.c.received_at.desc(), submission.c.id.desc())


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which submissions of a form: within a reach, by a filter over columns.

    Deleted ones are left out unless `deleted` asks for them too.
    """

    form_pk: int
    reach: Reach
    filter: Expression | None
    deleted: bool
    now: datetime

    def where(self) -> tuple[ColumnElement[bool], ...]:
        """The conditions; raise FilterFieldUnsupported, FilterUnsupported."""
        return (
            submission.c.form_pk == self.form_pk,
            true() if self.deleted else submission.c.deleted_at.is_(None),
            seen(self.reach),
            true() if self.filter is None else clause(self.filter, COLUMNS, now=self.now),
        )


def newest_first(
    conn: Connection, wanted: Wanted, *, after: Cursor | None, offset: int = 0, limit: int
) -> Sequence[AnyRow]:
    """A batch behind `after`, newest first."""
    query = _rows(wanted).order_by(*_NEWEST_FIRST).limit(limit).offset(offset)
    return conn.execute(_behind(query, after)).all()


def ordered(
    conn: Connection, wanted: Wanted, order: Sequence[Order], *, offset: int, limit: int | None
) -> Iterator[AnyRow]:
    """Submissions in another order, ties newest first; `order` names fields of COLUMNS."""
    keys = [
        COLUMNS[each.path].desc().nulls_last()
        if each.is_descending
        else COLUMNS[each.path].asc().nulls_first()
        for each in order
    ]
    query = _rows(wanted).order_by(*keys, *_NEWEST_FIRST).offset(offset)
    result = conn.execution_options(yield_per=500).execute(
        query if limit is None else query.limit(limit)
    )
    yield from result


def by_instance(conn: Connection, wanted: Wanted, instance_id: str) -> Sequence[AnyRow]:
    """The submission whose first version has this id, or nothing."""
    of_form = select(submission_version.c.submission_id).where(
        submission_version.c.instance_id == instance_id,
        submission_version.c.form_pk == wanted.form_pk,
    )
    query = _rows(wanted).where(
        submission.c.instance_id == instance_id, submission.c.id.in_(of_form)
    )
    return conn.execute(query).all()


def _rows(wanted: Wanted) -> Select[Any]:
    return (
        select(*_WANTED).join_from(submission, submission_version, _CURRENT).where(*wanted.where())
    )


def count(conn: Connection, wanted: Wanted) -> int:
    """How many there are."""
    found = conn.execute(select(func.count()).select_from(submission).where(*wanted.where()))
    return int(found.scalar_one())


def cursor_of(conn: Connection, form_pk: int, instance_id: str) -> Cursor | None:
    """Where the submission of this first id stands, also a deleted one; None for none."""
    row = conn.execute(
        select(submission.c.received_at, submission.c.id)
        .join_from(
            submission_version,
            submission,
            (submission.c.county == submission_version.c.county)
            & (submission.c.id == submission_version.c.submission_id),
        )
        .where(
            submission_version.c.instance_id == instance_id,
            submission_version.c.form_pk == form_pk,
            submission.c.instance_id == instance_id,
        )
    ).first()
    return None if row is None else (row.received_at, row.id)


def mark(conn: Connection, wanted: Wanted) -> str:
    """A text that is another one after any change of these submissions."""
    row = conn.execute(
        select(
            func.count(),
            func.sum(submission.c.row_version),
            func.max(submission.c.received_at),
            func.max(submission.c.id),
        ).where(*wanted.where())
    ).one()
    return "-".join(map(str, row))


def xmls(conn: Connection, keys: Sequence[tuple[str, int]]) -> dict[tuple[str, int], bytes]:
    """XML of some versions by county and key."""
    found: dict[tuple[str, int], bytes] = {}
    for county in {county for county, _ in keys}:
        rows = conn.execute(
            select(submission_version.c.id, submission_version.c.xml).where(
                submission_version.c.county == county,
                submission_version.c.id.in_([key for each, key in keys if each == county]),
            )
        )
        found |= {(county, row.id): row.xml for row in rows}
    return found


def files(
    conn: Connection, keys: Sequence[tuple[str, int]], name: str | None = None
) -> dict[tuple[str, int], list[AnyRow]]:
    """Files that have come with some versions, by county and key, each list by name.

    With `name` only those called so.
    """
    found: dict[tuple[str, int], list[AnyRow]] = {}
    for county in sorted({county for county, _ in keys}):
        of_county = [key for each, key in keys if each == county]
        rows = conn.execute(
            select(attachment.c.version_id, attachment.c.name, attachment.c.digest)
            .where(
                attachment.c.county == county,
                attachment.c.version_id.in_(of_county),
                attachment.c.digest.is_not(None),
                true() if name is None else attachment.c.name == name,
            )
            .order_by(attachment.c.version_id, attachment.c.name)
        )
        for row in rows:
            found.setdefault((county, row.version_id), []).append(row)
    return found


def envelopes(
    conn: Connection, keys: Sequence[tuple[str, int]]
) -> dict[tuple[str, int], tuple[int | None, bytes]]:
    """Of some versions those without readable answers: form version and XML, by county and key."""
    found: dict[tuple[str, int], tuple[int | None, bytes]] = {}
    for county in {county for county, _ in keys}:
        rows = conn.execute(
            select(
                submission_version.c.id, submission_version.c.version_id, submission_version.c.xml
            ).where(
                submission_version.c.county == county,
                submission_version.c.id.in_([key for each, key in keys if each == county]),
                submission_version.c.answers.is_(None),
            )
        )
        found |= {(county, row.id): (row.version_id, row.xml) for row in rows}
    return found


def with_files(
    conn: Connection, wanted: Wanted, *, after: Cursor | None, limit: int
) -> Sequence[AnyRow]:
    """A batch of submissions that files have come with, newest first, without their answers."""
    query = (
        select(
            submission.c.county,
            submission.c.current_id,
            submission.c.instance_id,
            submission.c.received_at,
            submission.c.id,
        )
        .where(*wanted.where(), submission.c.files_present > 0)
        .order_by(*_NEWEST_FIRST)
        .limit(limit)
    )
    return conn.execute(_behind(query, after)).all()


def _behind(query: Select[Any], after: Cursor | None) -> Select[Any]:
    if after is None:
        return query
    at, key = after
    return query.where(
        or_(
            submission.c.received_at < at,
            and_(submission.c.received_at == at, submission.c.id < key),
        )
    )

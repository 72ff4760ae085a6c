"""Returned records with what they were returned for: the tasks of villages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, func, or_, select, text

from server.core.types import State
from server.store.clauses import within
from server.store.tables.submissions import review_action, submission, submission_version

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection, Row

    AnyRow = Row[*tuple[Any, ...]]

MOST = 500
"""Tasks of one tablet at a time; more than this nobody mends."""

IS_RETURNED = text("submission.state = 'returned'")
"""Spelt as the partial index has it, so that nothing but what is returned is looked at."""


def returned(
    conn: Connection, units: Sequence[str], *, sender_id: int | None = None
) -> Sequence[AnyRow]:
    """Returned records of these units, or sent by `sender_id`, the longest waiting first.

    Each with its current version and the newest act that returned it.
    """
    mine = within(submission.c.unit_code, units)
    if sender_id is not None:
        mine = or_(mine, submission.c.submitter_id == sender_id)
    newest = (
        select(func.max(review_action.c.id))
        .where(
            review_action.c.county == submission.c.county,
            review_action.c.submission_id == submission.c.id,
            review_action.c.to_state == State.RETURNED,
            review_action.c.is_undone.is_(False),
        )
        .correlate(submission)
        .scalar_subquery()
    )
    return conn.execute(
        select(
            submission.c.id,
            submission.c.county,
            submission.c.project_id,
            submission.c.form_id,
            submission.c.title,
            submission.c.unit_code,
            submission.c.group_no,
            submission.c.row_version,
            submission.c.submitter_name,
            submission.c.received_at,
            submission_version.c.version_id,
            submission_version.c.instance_name,
            submission_version.c.xml,
            review_action.c.at.label("returned_at"),
            review_action.c.actor_name,
            review_action.c.note,
            review_action.c.details,
        )
        .join(
            submission_version,
            and_(
                submission_version.c.county == submission.c.county,
                submission_version.c.id == submission.c.current_id,
            ),
        )
        .join(
            review_action,
            and_(review_action.c.county == submission.c.county, review_action.c.id == newest),
        )
        .where(IS_RETURNED, submission.c.deleted_at.is_(None), mine)
        .order_by(review_action.c.at, submission.c.id)
        .limit(MOST)
    ).all()

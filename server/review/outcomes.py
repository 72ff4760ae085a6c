"""How often rules are right, counted with the first decision about each record.

An issue that still stands when its record is sent back or rejected was right; one that was
confirmed as it is, or waived, before an approval was explained.  Information counts for nothing,
and neither does practice.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from server.core.desk.record import Answered, Decision
from server.core.types import Severity, State
from server.store import rulebook, submissions

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from server.store.records import AnyRow

COUNTED = frozenset({Decision.APPROVE, Decision.RETURN, Decision.REJECT})
EXPLAINED = frozenset({Answered.TRUE, Answered.WAIVED})


BY_KIND = {
    "approved": Decision.APPROVE,
    "returned": Decision.RETURN,
    "rejected": Decision.REJECT,
}


def count(conn: Connection, record: AnyRow, decision: Decision) -> None:
    """Count what a decision, made about a record that waited for review, says of its issues."""
    if decision in COUNTED and record.state == State.TO_REVIEW and not record.is_training:
        _count(conn, record, decision, 1)


def take_back(conn: Connection, record: AnyRow, action: AnyRow) -> None:
    """Count it no more: this action was undone."""
    decision = BY_KIND.get(action.kind)
    if decision is not None and action.from_state == State.TO_REVIEW and not record.is_training:
        _count(conn, record, decision, -1)


def _count(conn: Connection, record: AnyRow, decision: Decision, sign: int) -> None:
    issues = submissions.issues_of(conn, record.county, record.current_id)
    right = Counter(row.rule for row in issues if _was_right(row, decision))
    explained = Counter(row.rule for row in issues if _was_explained(row))
    changes = {
        rule: (sign * right[rule], sign * explained[rule]) for rule in right.keys() | explained
    }
    rulebook.add_outcomes(conn, record.county, changes)


def _was_right(row: AnyRow, decision: Decision) -> bool:
    """Corrected with evidence, or the record went back with it."""
    if row.severity == Severity.INFO:
        return False
    if row.state == Answered.CORRECTED:
        return True
    return decision is not Decision.APPROVE and row.state == Answered.OPEN


def _was_explained(row: AnyRow) -> bool:
    return row.severity != Severity.INFO and row.state in EXPLAINED

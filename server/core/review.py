"""The workflow of a submission as a table (domain.md 5.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from server.core.desk.record import Decision
from server.core.errors import MoveNotAllowed
from server.core.types import State

if TYPE_CHECKING:
    from collections.abc import Mapping

MOVES: Mapping[State, frozenset[State]] = {
    State.RECEIVING: frozenset({State.RECEIVED, State.TO_REVIEW, State.QUARANTINED}),
    State.RECEIVED: frozenset({State.CHECKED, State.TO_REVIEW, State.QUARANTINED}),
    State.CHECKED: frozenset({State.TO_REVIEW, State.QUARANTINED}),
    State.QUARANTINED: frozenset({State.RECEIVED, State.TO_REVIEW, State.REJECTED}),
    State.TO_REVIEW: frozenset(
        {
            State.ACCEPTED,
            State.TO_AUDIT,
            State.LOADED,
            State.CORRECTED,
            State.RETURNED,
            State.REJECTED,
            State.PROOFREADING,
        }
    ),
    State.RETURNED: frozenset({State.RECEIVED, State.RECEIVING, State.REJECTED}),
    State.PROOFREADING: frozenset({State.TO_REVIEW}),
    State.ACCEPTED: frozenset({State.TO_AUDIT, State.LOADED, State.TO_REVIEW}),
    State.TO_AUDIT: frozenset({State.LOADED, State.CORRECTED, State.ACCEPTED, State.RETURNED}),
    State.LOADED: frozenset({State.CORRECTED, State.PUBLISHED, State.TO_REVIEW}),
    State.CORRECTED: frozenset({State.LOADED, State.PUBLISHED, State.TO_REVIEW}),
    State.PUBLISHED: frozenset({State.CORRECTED, State.TO_REVIEW}),
    State.REJECTED: frozenset(),
}

AUDITABLE = frozenset({State.ACCEPTED, State.LOADED, State.CORRECTED, State.PUBLISHED})
"""What a township has accepted: of these the county draws its sample (domain.md 5.1)."""

DECISIONS: Mapping[State, frozenset[Decision]] = {
    State.TO_REVIEW: frozenset(
        {Decision.APPROVE, Decision.RETURN, Decision.REJECT, Decision.HOLD, Decision.RESUME}
    ),
    State.QUARANTINED: frozenset({Decision.RESUME, Decision.REJECT}),
    State.TO_AUDIT: frozenset({Decision.APPROVE, Decision.RETURN}),
}
"""What a reviewer can decide in each state; in the others there is nothing to decide."""

CORRECTABLE = frozenset({State.TO_REVIEW, State.QUARANTINED})
"""In these states a reviewer may correct an answer in place."""

REVIEW_STATES: Mapping[Decision, str] = {
    Decision.APPROVE: "approved",
    Decision.RETURN: "hasIssues",
    Decision.REJECT: "rejected",
}
"""What the public API calls a submission after a decision; the other decisions leave it as it is.

Between them an edit makes it ``edited``; without a name it is new.
"""


def move(now: State, wanted: State) -> State:
    """Return `wanted` if it may follow `now`, else raise MoveNotAllowed."""
    if wanted not in MOVES[now]:
        raise MoveNotAllowed(now=now.value, wanted=wanted.value)
    return wanted

"""What became of a record, step by step, as programs read it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from server.core.review import REVIEW_STATES
from server.review.decisions import KINDS
from server.store import records

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from server.services import Services

CREATED, EDITED, JUDGED, REMARKED = (
    "submission.create",
    "submission.update.version",
    "submission.update",
    "comment.create",
)

NAMES: Mapping[str, str] = {
    **{KINDS[decision]: state for decision, state in REVIEW_STATES.items()},
    "audited": "approved",
}
"""Kinds of decisions and the review state each leads to."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step; `actor_id` is None for the server itself."""

    action: str
    actor_id: int | None
    at: datetime
    details: Mapping[str, str | None]
    notes: str | None


def trail(services: Services, county: str, submission_id: int) -> tuple[Step, ...]:
    """Arrivals, decisions and remarks of a record, newest first; the asker may know of it."""
    with services.store.read() as conn:
        arrivals = records.versions_of(conn, county, submission_id)
        actions = records.actions_of(conn, county, submission_id)
    steps = [
        Step(
            EDITED if number else CREATED,
            each.submitter_id,
            each.received_at,
            {"instanceId": each.instance_id},
            None,
        )
        for number, each in enumerate(arrivals)
    ]
    steps += [
        Step(
            REMARKED if each.kind == "commented" else JUDGED,
            each.actor_id,
            each.at,
            {"kind": each.kind, "reviewState": NAMES.get(each.kind)},
            each.note or None,
        )
        for each in actions
    ]
    return tuple(sorted(steps, key=lambda step: step.at, reverse=True))

"""Remarks in the history of a record, as programs read them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from server.store import records

if TYPE_CHECKING:
    from datetime import datetime

    from server.services import Services


@dataclass(frozen=True, slots=True)
class Comment:
    """One remark; `actor_id` is 0 for the server itself."""

    body: str
    actor_id: int
    at: datetime


def comments(services: Services, county: str, submission_id: int) -> tuple[Comment, ...]:
    """Remarks on a record, newest first; whoever asks has shown a right to the record."""
    with services.store.read() as conn:
        actions = records.actions_of(conn, county, submission_id)
    return tuple(
        Comment(each.note, each.actor_id or 0, each.at)
        for each in reversed(actions)
        if each.kind == "commented"
    )

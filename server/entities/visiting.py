"""Visits as reported: in the list of households before anybody has reviewed them (forms.md 3.2)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from server.entities.writing import told
from server.store import entity_acts, working_copy

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy import Connection

    from server.entities.writing import Sent

DAY, RESULT = "last_visit_date", "last_visit_result"
"""Properties of households that a visit changes in the list at once."""


def tells_a_visit(properties: Iterable[str]) -> bool:
    """Whether a form saves the day of a visit to the list."""
    return DAY in properties


def report(conn: Connection, sent: Sent, *, at: datetime) -> None:
    """Put the day and the result of a visit into the list, so that nobody visits again."""
    values = sent.action.values
    day = _day(values.get(DAY, ""))
    if day is None or not sent.action.updates:
        return
    uuid = sent.action.uuid
    version = working_copy.visited(conn, sent.county, uuid, day, values.get(RESULT, ""))
    if version is not None:
        told(conn, sent, version=version, at=at)


def take_back(conn: Connection, county: str, submission_id: int) -> None:
    """Take the visit that a rejected submission reported out of the list again."""
    for act in entity_acts.of_submission(conn, county, submission_id):
        if act.dataset_id == 0:
            working_copy.forget_visit(conn, county, act.uuid)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip()[:10])
    except ValueError:
        return None

"""The audit log of the server."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Blueprint, Response

from server.api.answers import answer
from server.api.asking import argument, caller, is_extended, paging, services
from server.api.shapes import log_entry
from server.auth import log
from server.core.errors import WrongDataType

bp = Blueprint("audits", __name__)


@bp.get("/audits")
def listing() -> Response:
    """What was done, newest first, filtered by action and time."""
    offset, limit = paging()
    found = log.log(
        services(),
        caller(),
        action=argument("action"),
        since=_moment("start"),
        until=_moment("end"),
        offset=offset,
        limit=limit,
    )
    people = log.people(services(), found) if is_extended() else None
    return answer([log_entry(each, people) for each in found])


def _moment(name: str) -> datetime | None:
    text = argument(name).replace(" ", "+").strip()  # a plus sign in an address is a blank
    if not text:
        return None
    try:
        found = datetime.fromisoformat(text)
        aware = found if found.tzinfo else found.replace(tzinfo=UTC)
        return aware.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise WrongDataType(field=name, value=text[:40], expected="datetime") from error

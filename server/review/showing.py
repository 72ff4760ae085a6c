"""Showing one full number of a submission, and writing down that it was shown."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from server.answers import form_reader
from server.core.answers import group, rows
from server.core.desk.people import May
from server.core.errors import NotFound, ReasonNeeded, VersionUnknown
from server.core.instance import read_answers, read_envelope
from server.scope import area_of
from server.store import audit, records

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from server.core.answers import Answers
    from server.core.desk.people import Asker
    from server.services import Services

STEP = re.compile(r"(\w+)(?:\[(\d+)\])?")


def reveal(
    services: Services, who: Asker, submission_id: int, path: str, *, purpose: str, now: datetime
) -> str:
    """The text at `path` (``/member[2]/m_id_number``) as it was sent, for a stated purpose.

    Raise ReasonNeeded without one, NotAllowed for posts that may not, NotFound otherwise.
    """
    if not purpose.strip():
        raise ReasonNeeded
    units = area_of(who, May.REVEAL)

    def work(conn: Connection) -> str:
        record = records.find(conn, units, submission_id)
        if record is None:
            raise NotFound
        version = records.version(conn, record.county, record.current_id)
        if version.version_id is None:
            raise VersionUnknown
        schema = form_reader(services, version.version_id).schema
        value = text_at(read_answers(read_envelope(version.xml).root, schema).values, path)
        audit.note(
            conn,
            "submission.reveal",
            at=now,
            by=who.id,
            subject=f"submission {submission_id}",
            details={"path": path},
            notes=purpose.strip(),
        )
        return value

    return services.store.write(work)


def text_at(answers: Answers, path: str) -> str:
    """The leaf at a path with positions; raise NotFound when there is no text."""
    *groups, leaf = path.strip("/").split("/")
    here = answers
    for step in groups:
        here = _inside(here, step)
    value = here.get(leaf)
    if not isinstance(value, str):
        raise NotFound
    return value


def _inside(answers: Answers, step: str) -> Answers:
    match = STEP.fullmatch(step)
    if match is None:
        raise NotFound
    name, position = match.groups()
    if position is None:
        return group(answers, name)
    entries = rows(answers, name)
    if not 1 <= int(position) <= len(entries):
        raise NotFound
    return entries[int(position) - 1]

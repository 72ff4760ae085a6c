"""What an assistant sees of the own villages: what came back, what was sent and where it stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from server import tasks as village_tasks
from server.core.desk.people import May
from server.core.errors import NotFound
from server.core.rights import sees_form
from server.core.types import State, UnitCode
from server.review.queue import waiting
from server.review.record import record
from server.scope import area_of
from server.store import counters, records

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from server.core.desk.people import Asker
    from server.core.desk.queue import Waiting
    from server.core.desk.record import Record
    from server.core.tasks import Task
    from server.services import Services

DAYS = 120
"""How far back what was sent is listed."""

MOST_SENT = 100


@dataclass(frozen=True, slots=True)
class VillageDesk:
    """Tasks, longest waiting first; what was sent, newest first; how many stand in each state.

    `counts` is empty for posts that see some forms only.
    """

    tasks: tuple[Task, ...]
    sent: tuple[Waiting, ...]
    counts: Mapping[State, int]


@dataclass(frozen=True, slots=True)
class Returned:
    """A record of one's village, and its task if it is returned."""

    record: Record
    task: Task | None


def desk(services: Services, who: Asker, *, now: datetime) -> VillageDesk:
    """The desk of the asker's villages; raise NotAllowed for posts without any."""
    units = area_of(who, May.SEE_OWN)
    with services.store.read() as conn:
        tasks = village_tasks.tasks(services, conn, units)
        rows = records.newest(conn, units, since=now - timedelta(days=DAYS), limit=MOST_SENT)
        totals = counters.totals(conn, units)
    sees_all = sees_form(who.post, "")
    return VillageDesk(
        tasks=tuple(task for task in tasks if sees_form(who.post, task.form_id)),
        sent=tuple(waiting(services, row) for row in rows if sees_form(who.post, row.form_id)),
        counts={
            state: n
            for state in State
            if sees_all and (n := totals.get(f"{counters.STATE}{state}", 0))
        },
    )


def returned(services: Services, who: Asker, submission_id: int) -> Returned:
    """A record of the asker's villages with what is to be mended; raise NotFound, NotAllowed."""
    units = area_of(who, May.SEE_OWN)
    found = record(services, who, submission_id, what=May.SEE_OWN)
    if not sees_form(who.post, found.schema.form_id):
        raise NotFound
    with services.store.read() as conn:
        tasks = village_tasks.tasks(services, conn, tuple(UnitCode(each) for each in units))
    return Returned(found, next((t for t in tasks if t.submission_id == submission_id), None))

"""Accepting clean records together, after a random sample of them was decided one by one.

The server chooses what is eligible and what the sample is; a sample that was sent back or rejected
shows that the rest must be looked at, too.  What was accepted together is undone together.
"""

from __future__ import annotations

import secrets
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from server.core.desk.people import May
from server.core.desk.record import Decision
from server.core.errors import (
    BatchEmpty,
    ChangedMeanwhile,
    MoveNotAllowed,
    NotFound,
    NothingToUndo,
    SampleFailed,
    SampleUndecided,
    SurveyError,
)
from server.core.sampling import drawn
from server.core.types import UnitCode
from server.review import decisions
from server.review.decisions import Verdict
from server.scope import area_of
from server.store import batches
from server.store.ids import new_id

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy import Connection

    from server.core.desk.people import Asker
    from server.services import Services
    from server.store.records import AnyRow

PERCENT = 5
"""Share that has to be opened and decided first (features.md 6.4)."""

MOST = 200
"""Records of one batch: so many are looked through in memory of the sample."""

OPEN, ACCEPTED, SKIPPED, UNDONE = "open", "accepted", "skipped", "undone"


@dataclass(frozen=True, slots=True)
class Item:
    """One record of a batch; `decision` is what was decided one by one, empty before."""

    id: int
    title: str
    form_id: str
    unit: UnitCode
    is_sample: bool
    state: str
    decision: str


@dataclass(frozen=True, slots=True)
class Batch:
    """Records offered together."""

    id: int
    state: str
    items: tuple[Item, ...]
    percent: int
    created_at: datetime

    @property
    def sample(self) -> tuple[Item, ...]:
        """What has to be decided one by one first."""
        return tuple(item for item in self.items if item.is_sample)

    @property
    def undecided(self) -> int:
        """How many of the sample are still to be decided."""
        return sum(not item.decision for item in self.sample)

    @property
    def failed(self) -> int:
        """How many of the sample were not accepted."""
        return sum(item.decision not in {"", "approved"} for item in self.sample)

    @property
    def left(self) -> int:
        """How many would be accepted now."""
        return sum(not item.is_sample and item.state == "waiting" for item in self.items)

    @property
    def by_village(self) -> Mapping[UnitCode, int]:
        """How many lie in each village."""
        return Counter(item.unit for item in self.items)

    def count(self, state: str) -> int:
        """How many of the rest came to `state`."""
        return sum(item.state == state for item in self.items)


def offer(
    services: Services,
    who: Asker,
    *,
    unit: UnitCode | None = None,
    form_id: str | None = None,
    now: datetime,
) -> int:
    """Put the clean records of an area together, draw the sample, and return the batch's id.

    Raise NotAllowed, NotFound, BatchEmpty when nothing is clean.
    """
    units = area_of(who, May.REVIEW, unit)
    seed = secrets.token_hex(16)

    def work(conn: Connection) -> int:
        rows = batches.clean(conn, units, but_of=who.id, form_id=form_id, limit=MOST)
        if not rows:
            raise BatchEmpty
        batch_id = new_id()
        sample = set(drawn((row.id for row in rows), seed=seed, percent=PERCENT))
        head = {
            "id": batch_id,
            "actor_id": who.id,
            "actor_name": who.name,
            "created_at": now,
            "percent": PERCENT,
            "seed": seed,
            "state": OPEN,
        }
        items = [
            {
                "batch_id": batch_id,
                "county": row.county,
                "submission_id": row.id,
                "unit_code": row.unit_code,
                "is_sample": row.id in sample,
                "row_version": row.row_version,
                "state": "waiting",
            }
            for row in rows
        ]
        batches.add(conn, head, items)
        return batch_id

    return services.store.write(work)


def batch(services: Services, who: Asker, batch_id: int) -> Batch:
    """One's own batch as it stands; raise NotFound, NotAllowed."""
    area_of(who, May.REVIEW)
    with services.store.read() as conn:
        head = batches.find(conn, batch_id, who.id)
        if head is None:
            raise NotFound
        rows = batches.items(conn, batch_id)
        decided = batches.decided(conn, batch_id, who.id, head.created_at)
    return Batch(
        id=head.id,
        state=head.state,
        items=tuple(
            Item(
                row.submission_id,
                row.title,
                row.form_id,
                UnitCode(row.unit_code),
                row.is_sample,
                row.state,
                decided.get(row.submission_id, ""),
            )
            for row in rows
        ),
        percent=head.percent,
        created_at=head.created_at,
    )


def accept(services: Services, who: Asker, batch_id: int, *, now: datetime) -> Batch:
    """Accept the rest of a batch; what changed meanwhile is left out.

    Raise NotFound, NotAllowed, SampleUndecided, SampleFailed, MoveNotAllowed when it is done.
    """
    found = batch(services, who, batch_id)
    if found.state != OPEN:
        raise MoveNotAllowed(now=found.state, wanted=ACCEPTED)
    if found.failed:
        raise SampleFailed(failed=found.failed)
    if found.undecided:
        raise SampleUndecided(left=found.undecided)
    _close(services, batch_id, was=OPEN, state=ACCEPTED, now=now)
    with services.store.read() as conn:
        rows = batches.items(conn, batch_id)
    for row in rows:
        if not row.is_sample:
            state = _accepted(services, who, row, now=now)
            _note(services, batch_id, row, state)
    return batch(services, who, batch_id)


def _accepted(services: Services, who: Asker, item: AnyRow, *, now: datetime) -> str:
    verdict = Verdict(decision=Decision.APPROVE, row_version=item.row_version, batch=item.batch_id)
    try:
        decisions.decide(services, who, item.submission_id, verdict, now=now)
    except SurveyError:  # whatever stands against it, somebody has to look at it
        return SKIPPED
    return ACCEPTED


def _note(services: Services, batch_id: int, item: AnyRow, state: str) -> None:
    services.store.write(lambda conn: batches.set_item(conn, batch_id, item.submission_id, state))


def _close(services: Services, batch_id: int, *, was: str, state: str, now: datetime) -> None:
    def work(conn: Connection) -> None:
        if not batches.close(conn, batch_id, was=was, state=state, now=now):
            raise ChangedMeanwhile

    services.store.write(work)


def undo(services: Services, who: Asker, batch_id: int, *, now: datetime) -> int:
    """Take back everything a batch accepted, and return how many that were.

    What somebody has gone on from stays.  Raise NotFound, NotAllowed, NothingToUndo.
    """
    found = batch(services, who, batch_id)
    if found.state != ACCEPTED:
        raise NothingToUndo
    _close(services, batch_id, was=ACCEPTED, state=UNDONE, now=now)
    with services.store.read() as conn:
        rows = [row for row in batches.items(conn, batch_id) if row.state == ACCEPTED]
    return sum(_undone(services, who, row, now=now) for row in reversed(rows))


def _undone(services: Services, who: Asker, item: AnyRow, *, now: datetime) -> bool:
    def work(conn: Connection) -> bool:
        action = batches.action_of(conn, item, who.id)
        if action is None:
            return False
        decisions.take_back(conn, who, action, now=now)
        batches.set_item(conn, item.batch_id, item.submission_id, UNDONE)
        return True

    try:
        return services.store.write(work)
    except NothingToUndo:
        return False

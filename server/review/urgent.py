"""Urgent reports as all levels above the village see them at once, reviewed or not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from server import places
from server.core.desk.people import May
from server.core.errors import NotAllowed
from server.core.types import State, UnitCode
from server.core.urgency import COUNTY_LIMIT, TOWNSHIP_LIMIT
from server.review.queue import form_titles
from server.scope import area_of
from server.store import urgent as stored

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from server.core.desk.people import Asker
    from server.core.types import AdminUnit
    from server.services import Services

UNDECIDED = frozenset({State.RECEIVING, State.RECEIVED, State.CHECKED, State.TO_REVIEW})
LATELY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Urgent:
    """One urgent record with its clocks; `opens` tells whether the asker may open it."""

    id: int
    form_id: str
    form_title: Mapping[str, str]
    place: tuple[AdminUnit, ...]
    state: State
    since: datetime
    township_due: datetime
    county_due: datetime
    opens: bool

    @property
    def is_unreviewed(self) -> bool:
        """Whether nobody has decided about it yet."""
        return self.state in UNDECIDED


def urgent(
    services: Services, who: Asker, *, unit: UnitCode | None = None, now: datetime
) -> tuple[Urgent, ...]:
    """Urgent records of an area, longest running first; raise NotAllowed, NotFound."""
    what = next((each for each in (May.SEE_SUBMISSIONS, May.SEE_COUNTS) if each in who.may), None)
    if what is None:
        raise NotAllowed
    units = area_of(who, what, unit)
    tree = places.tree(services)
    with services.store.read() as conn:
        rows = stored.urgent(conn, units, UNDECIDED, since=now - LATELY)
    return tuple(
        Urgent(
            id=row.id,
            form_id=row.form_id,
            form_title=form_titles(services, row.project_id, row.form_id),
            place=tree.lineage(code)[1:] if (code := UnitCode(row.unit_code)) in tree else (),
            state=State(row.state),
            since=row.urgent_at,
            township_due=row.urgent_at + TOWNSHIP_LIMIT,
            county_due=row.urgent_at + COUNTY_LIMIT,
            opens=what is May.SEE_SUBMISSIONS,
        )
        for row in rows
    )

"""The queue of a desk by risk, then age (features.md 6.4)."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING

from server import places
from server.answers import form_reader, known_forms
from server.core.area import is_within
from server.core.days import LOCAL
from server.core.desk.people import May
from server.core.desk.queue import Day, LastDecision, Queue, Severities, Shelf, Waiting
from server.core.errors import NotFound, UnexpectedValue
from server.core.types import State, UnitCode
from server.scope import area_of, desk_states
from server.store import records, selections

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

    from server.core.desk.people import Asker
    from server.services import Services
    from server.store.records import AnyRow


CURSOR = re.compile(r"(-?[0-9]{1,7})~([0-9T:.-]{19,26}\+00:00)~([0-9]{1,18})")
"""As `_cursor` writes it: a risk, a time in UTC, an id."""


def queue(
    services: Services,
    who: Asker,
    *,
    shelf: Shelf = Shelf.ALL,
    unit: UnitCode | None = None,
    form_id: str | None = None,
    state: State | None = None,
    text: str = "",
    villages: tuple[UnitCode, ...] | None = None,
    selection: int | None = None,
    after: str | None = None,
    limit: int = 50,
) -> Queue:
    """A page of what waits at this desk, and how much there is on each shelf.

    With `state` it is everything of the area in that state instead; with `villages` only those,
    with `selection` what the asker drew around on the map.  Raise NotFound when that is no more.
    """
    units = narrowed(area_of(who, May.SEE_SUBMISSIONS, unit), villages)
    states = desk_states(who) if state is None else (state,)
    with services.store.read() as conn:
        _check_selection(conn, who, selection)
        rows = records.queue_page(
            conn,
            units,
            states,
            shelf=shelf,
            form_id=form_id,
            text=text,
            selection=selection,
            after=_opened(after) if after else None,
            limit=limit + 1,
        )
        total, flagged, held = records.queue_counts(
            conn, units, states, form_id=form_id, text=text, selection=selection
        )
    page = rows[:limit]
    return Queue(
        rows=tuple(waiting(services, row) for row in page),
        counts={Shelf.ALL: total, Shelf.FLAGGED: flagged, Shelf.CLEAN: total - flagged},
        held=held,
        after=_cursor(page[-1]) if len(rows) > limit else None,
    )


def _check_selection(conn: Connection, who: Asker, selection: int | None) -> None:
    """Raise NotFound for a selection that is another's, or past its time."""
    if selection is None:
        return
    if selections.find(conn, who.id, selection, now=datetime.now(UTC)) is None:
        raise NotFound


def narrowed(
    units: tuple[UnitCode, ...], villages: tuple[UnitCode, ...] | None
) -> tuple[UnitCode, ...]:
    """The villages that lie in the units; the units themselves where none are named."""
    if villages is None:
        return units
    return tuple(each for each in villages if any(is_within(each, unit) for unit in units))


def waiting(services: Services, row: AnyRow) -> Waiting:
    """One record as a line of the queue."""
    tree = places.tree(services)
    village = UnitCode(row.unit_code)
    titles = form_titles(services, row.project_id, row.form_id)
    return Waiting(
        id=row.id,
        form_id=row.form_id,
        form_title=titles,
        title=row.title or titles.get("zh", row.form_id),
        village=tree.get(village).name if village in tree else None,
        group=row.group_no,
        received_at=row.received_at,
        state=State(row.state),
        open=Severities(row.errors, row.warnings, row.infos),
        is_held=row.is_held,
    )


def form_titles(services: Services, project_id: int, form_id: str) -> Mapping[str, str]:
    """Titles of a form's published version by language; the id where nothing is published."""
    form = known_forms(services).get((project_id, form_id))
    if form is None or form.current_id is None:
        return {"zh": form_id}
    return form_reader(services, form.current_id).titles


def neighbours(
    services: Services,
    who: Asker,
    submission_id: int,
    *,
    shelf: Shelf = Shelf.ALL,
    unit: UnitCode | None = None,
    form_id: str | None = None,
    state: State | None = None,
    villages: tuple[UnitCode, ...] | None = None,
    selection: int | None = None,
) -> tuple[int | None, int | None, int, int]:
    """Ids before and after a record in the queue, its place (from 1), and how many wait."""
    area = area_of(who, May.SEE_SUBMISSIONS, unit)
    units = narrowed(area, villages)
    states = desk_states(who) if state is None else (state,)
    with services.store.read() as conn:
        row = records.find(conn, area, submission_id)
        _check_selection(conn, who, selection)
        total, flagged, _ = records.queue_counts(
            conn, units, states, form_id=form_id, text="", selection=selection
        )
        shelves = {Shelf.ALL: total, Shelf.FLAGGED: flagged, Shelf.CLEAN: total - flagged}
        if row is None:
            return None, None, 0, shelves[shelf]
        key = (row.risk, row.received_at, row.id)
        previous, following, ahead = records.beside(
            conn, units, states, shelf=shelf, form_id=form_id, selection=selection, key=key
        )
    return previous, following, ahead + 1, shelves[shelf]


def day(services: Services, who: Asker, *, now: datetime) -> Day:
    """What this person has decided since midnight, and the decision that can be taken back."""
    local = now.astimezone(LOCAL)
    midnight = datetime.combine(local.date(), time(), LOCAL).astimezone(UTC)
    with services.store.read() as conn:
        counts = records.day_counts(conn, who.id, midnight)
        newest = records.newest_decision(conn, who.id)
    return Day(
        decided=sum(
            counts.get(kind, 0) for kind in ("approved", "audited", "returned", "rejected")
        ),
        returned=counts.get("returned", 0),
        last=None
        if newest is None or newest.at < midnight
        else LastDecision(newest.submission_id, newest.title, newest.kind, newest.at),
    )


def _cursor(row: AnyRow) -> str:
    return f"{row.risk}~{row.received_at.isoformat()}~{row.id}"


def _opened(cursor: str) -> tuple[int, datetime, int]:
    found = CURSOR.fullmatch(cursor)
    try:
        risk, at, key = found.groups() if found else ("", "", "")
        return int(risk), datetime.fromisoformat(at), int(key)
    except ValueError as error:
        raise UnexpectedValue(field="after", reason="not a cursor of this list") from error

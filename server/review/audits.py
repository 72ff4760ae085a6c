"""The county's second look: a random share of what a township accepted, passed or sent back.

Seed and share are kept with the draw, so that anybody can draw the same records again; the error
rate of each township follows from what was found (domain.md 5.1, features.md B 11).
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

from server import places
from server.core.area import level_of
from server.core.days import LOCAL
from server.core.desk.people import May
from server.core.errors import Audited, NotFound, OwnCollection, ReasonNeeded, UnexpectedValue
from server.core.review import AUDITABLE, move
from server.core.sampling import drawn
from server.core.types import Level, State, UnitCode
from server.scope import area_of
from server.store import audits, records, submissions
from server.store.ids import new_id

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy import Connection

    from server.core.desk.people import Asker
    from server.services import Services
    from server.store.audits import AnyRow

MOST_DRAWS = 100
PASS, FAIL = "pass", "fail"
FAILED_RISK = 500_000
"""Risk that puts a failed record at the top of its township's queue."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """One drawn record; `result` is empty until somebody has looked at it."""

    id: int
    title: str
    form_id: str
    unit: UnitCode
    state: State
    reviewer: str
    result: str
    note: str
    by: str


@dataclass(frozen=True, slots=True)
class Draw:
    """A sample of a township's accepted records and what was found in it."""

    id: int
    township: UnitCode
    name: str
    from_date: date
    to_date: date
    percent: int
    seed: str
    population: int
    drawn: int
    passed: int
    failed: int
    by: str
    at: datetime
    items: tuple[Drawn, ...] = ()

    @property
    def left(self) -> int:
        """How many nobody has looked at yet."""
        return self.drawn - self.passed - self.failed


@dataclass(frozen=True, slots=True)
class Rate:
    """How often a township's accepted records were found wrong."""

    township: UnitCode
    name: str
    drawn: int
    passed: int
    failed: int

    @property
    def percent(self) -> float | None:
        """Errors of what was looked at; None before the first."""
        looked = self.passed + self.failed
        return None if not looked else round(100 * self.failed / looked, 1)


def draw(
    services: Services,
    who: Asker,
    township: UnitCode,
    *,
    from_date: date,
    to_date: date,
    percent: int,
    now: datetime,
    seed: str = "",
) -> int:
    """Draw a sample of what a township accepted in a span of days; return its id.

    Raise NotAllowed, NotFound for a township outside the area, UnexpectedValue.
    """
    area_of(who, May.AUDIT, township)
    if level_of(township) is not Level.TOWNSHIP:
        raise UnexpectedValue(field="township", value=township, reason="not a township")
    if not 1 <= percent <= 100:  # noqa: PLR2004  # a share of a hundred
        raise UnexpectedValue(field="percent", value=percent, reason="1 to 100")
    if to_date < from_date:
        raise UnexpectedValue(field="to_date", value=to_date, reason="before from_date")
    seed = seed or secrets.token_hex(16)

    def work(conn: Connection) -> int:
        rows = audits.accepted(
            conn, township[:9], AUDITABLE, _midnight(from_date), _midnight(to_date, days=1)
        )
        by_id = {row.submission_id: row for row in rows if row.actor_id != who.id}
        chosen = drawn(by_id, seed=seed, percent=percent, least=min(1, len(by_id)))
        draw_id = new_id()
        head = {
            "id": draw_id,
            "county": township[:6],
            "township": township[:9],
            "from_date": from_date,
            "to_date": to_date,
            "percent": percent,
            "seed": seed,
            "population": len(by_id),
            "drawn": len(chosen),
            "actor_id": who.id,
            "actor_name": who.name,
            "at": now,
        }
        audits.add(conn, head, [_item(draw_id, n, by_id[key]) for n, key in enumerate(chosen, 1)])
        return draw_id

    return services.store.write(work)


def _midnight(day: date, *, days: int = 0) -> datetime:
    return datetime.combine(day + timedelta(days=days), time(), LOCAL).astimezone(UTC)


def _item(draw_id: int, position: int, row: AnyRow) -> dict[str, object]:
    return {
        "draw_id": draw_id,
        "position": position,
        "county": row.county,
        "submission_id": row.submission_id,
        "reviewer_id": row.actor_id,
        "reviewer_name": row.actor_name,
        "result": "",
    }


def draws(services: Services, who: Asker) -> tuple[Draw, ...]:
    """Draws of the asker's counties, newest first."""
    with services.store.read() as conn:
        rows = audits.draws(conn, _counties(who), limit=MOST_DRAWS)
    return tuple(_draw(services, row) for row in rows)


def rates(services: Services, who: Asker) -> tuple[Rate, ...]:
    """Error rates of the townships that were looked at, by code."""
    with services.store.read() as conn:
        rows = audits.rates(conn, _counties(who))
    return tuple(
        Rate(_code(row), _name(services, row), row.drawn, row.passed, row.failed) for row in rows
    )


def one(services: Services, who: Asker, draw_id: int) -> Draw:
    """A draw with its records; raise NotFound, NotAllowed."""
    with services.store.read() as conn:
        head = audits.find(conn, _counties(who), draw_id)
        if head is None:
            raise NotFound
        rows = audits.items(conn, draw_id)
    items = tuple(
        Drawn(
            row.submission_id,
            row.title,
            row.form_id,
            UnitCode(row.unit_code),
            State(row.state),
            row.reviewer_name,
            row.result,
            row.note,
            row.decided_name,
        )
        for row in rows
    )
    return _draw(services, head, items)


def _counties(who: Asker) -> tuple[str, ...]:
    return tuple(unit[:6] for unit in area_of(who, May.AUDIT))


def _draw(services: Services, row: AnyRow, items: tuple[Drawn, ...] = ()) -> Draw:
    return Draw(
        id=row.id,
        township=_code(row),
        name=_name(services, row),
        from_date=row.from_date,
        to_date=row.to_date,
        percent=row.percent,
        seed=row.seed,
        population=row.population,
        drawn=row.drawn,
        passed=row.passed,
        failed=row.failed,
        by=row.actor_name,
        at=row.at,
        items=items,
    )


def _code(row: AnyRow) -> UnitCode:
    return UnitCode(f"{row.township}000")


def _name(services: Services, row: AnyRow) -> str:
    tree = places.tree(services)
    code = _code(row)
    return tree.get(code).name if code in tree else code


def decide(
    services: Services,
    who: Asker,
    draw_id: int,
    submission_id: int,
    *,
    passed: bool,
    note: str = "",
    now: datetime,
) -> None:
    """Pass a drawn record, or send it back to its township with a reason.

    Raise NotFound, NotAllowed, ReasonNeeded, Audited, OwnCollection for one's own work.
    """
    if not passed and not note.strip():
        raise ReasonNeeded
    counties = _counties(who)

    def work(conn: Connection) -> None:
        found = audits.find(conn, counties, draw_id)
        rows = audits.items(conn, draw_id) if found else ()
        item = next((row for row in rows if row.submission_id == submission_id), None)
        if item is None:
            raise NotFound
        if who.id in {item.reviewer_id, item.submitter_id}:
            raise OwnCollection
        values = {
            "result": PASS if passed else FAIL,
            "note": note.strip(),
            "decided_by": who.id,
            "decided_name": who.name,
            "decided_at": now,
        }
        if not audits.decide(conn, draw_id, submission_id, values):
            raise Audited
        _write(conn, item, who, passed=passed, note=note.strip(), now=now)

    services.store.write(work)


def _write(
    conn: Connection, item: AnyRow, who: Asker, *, passed: bool, note: str, now: datetime
) -> None:
    """Tell the record's history; one that failed waits at its township again."""
    record = records.by_key(conn, item.county, item.submission_id)
    now_state = State(record.state)
    goes_back = not passed and now_state in AUDITABLE
    state = move(now_state, State.TO_REVIEW) if goes_back else now_state
    if goes_back:
        values = {"state": state, "updated_at": now, "risk": max(record.risk, FAILED_RISK)}
        submissions.change(conn, record.county, record.id, values)
        submissions.count_state(conn, record.unit_code, now_state, state)
    records.add_action(
        conn,
        {
            "county": record.county,
            "id": new_id(),
            "submission_id": record.id,
            "at": now,
            "actor_id": who.id,
            "actor_name": who.name,
            "kind": "passed" if passed else "failed",
            "from_state": now_state,
            "to_state": state,
            "note": note,
            "details": {"draw": str(item.draw_id)},
        },
    )

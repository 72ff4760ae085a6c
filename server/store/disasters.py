"""What is known of an event in an area: reports, house checks, roster, returns, merges."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, insert, or_, select, update

from server.core.area import prefix
from server.core.disaster_report import GRADES
from server.core.disaster_totals import HouseCheck
from server.core.facts import VillageReport
from server.core.types import UnitCode
from server.store.filings import ACCEPTED, STANDS_NOT
from server.store.ids import new_id
from server.store.tables.disasters import disaster_merge, disaster_return
from server.store.tables.registers import TABLES
from server.store.tables.rulebook import event_filing
from server.store.tables.submissions import submission
from server.store.tables.users import actor

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection

_event = TABLES["disaster_event"]
_check = TABLES["house_damage"]
_lost = TABLES["casualty"]

REPORT_FORM, DAMAGE_FORM = "disaster_report", "house_damage"


@dataclass(frozen=True, slots=True)
class EventRow:
    """An event of the register."""

    record_id: int
    event_id: str
    name: str
    unit: UnitCode
    disaster_type: str
    state: str
    response_level: str
    start_at: datetime
    found_at: datetime
    nil_report_duty: bool


@dataclass(frozen=True, slots=True)
class Return:
    """What an office reported upwards."""

    id: int
    event_id: str
    unit: UnitCode
    stage: str
    seq: int
    figures: Mapping[str, Decimal]
    villages: tuple[UnitCode, ...]
    missing: tuple[UnitCode, ...]
    unreviewed: tuple[UnitCode, ...]
    note: str
    late_by_min: int
    fingerprint: str
    by_name: str
    issued_at: datetime


def _inside(column: ColumnElement[str], units: Iterable[UnitCode]) -> ColumnElement[bool]:
    """Codes within any of the units; of none when there are none."""
    return or_(False, *(column.startswith(prefix(unit)) for unit in units))  # noqa: FBT003  # SQL's


def events(conn: Connection, units: Collection[UnitCode]) -> tuple[EventRow, ...]:
    """Events of an area's own units and of those above it, the newest first."""
    above = {UnitCode(unit[:length].ljust(12, "0")) for unit in units for length in (4, 6, 9)}
    wanted = (
        _events()
        .where(or_(_inside(_event.c.unit_code, units), _event.c.unit_code.in_(above)))
        .order_by(_event.c.start_time.desc(), _event.c.id.desc())
        .limit(200)
    )
    return tuple(EventRow(*row) for row in conn.execute(wanted))


def event(conn: Connection, event_id: str) -> EventRow | None:
    """One event."""
    row = conn.execute(_events().where(_event.c.event_no == event_id)).first()
    return None if row is None else EventRow(*row)


def _events() -> Any:  # noqa: ANN401  # a select of the ten columns of EventRow
    return select(
        _event.c.record_id,
        _event.c.event_no,
        _event.c.name,
        _event.c.unit_code,
        _event.c.disaster_type,
        _event.c.state,
        _event.c.response_level,
        _event.c.start_time,
        _event.c.found_time,
        _event.c.nil_report_duty,
    ).where(_event.c.is_last.is_(True))


def reports(
    conn: Connection, event_ids: Collection[str], units: Collection[UnitCode]
) -> dict[UnitCode, list[VillageReport]]:
    """Reports on these events that stand, by village, in the order of receipt."""
    wanted = (
        select(event_filing, submission.c.instance_id, submission.c.received_at, submission.c.state)
        .join(
            submission,
            (submission.c.county == event_filing.c.county)
            & (submission.c.id == event_filing.c.submission_id),
        )
        .where(
            event_filing.c.event_id.in_(event_ids),
            event_filing.c.form_id == REPORT_FORM,
            _inside(event_filing.c.village, units),
            submission.c.deleted_at.is_(None),
            submission.c.state.not_in(STANDS_NOT),
        )
        .order_by(submission.c.received_at, submission.c.id)
    )
    found: dict[UnitCode, list[VillageReport]] = defaultdict(list)
    for row in conn.execute(wanted):
        figures = {name: Decimal(str(figure)) for name, figure in (row.figures or {}).items()}
        found[UnitCode(row.village)].append(
            VillageReport(
                instance_id=row.instance_id,
                stage=row.step,
                received_at=row.received_at,
                seq=row.seq,
                cutoff=row.cutoff,
                is_accepted=row.state in ACCEPTED,
                figures=figures,
            )
        )
    return found


def damages_open(
    conn: Connection, event_ids: Collection[str], units: Collection[UnitCode]
) -> dict[UnitCode, int]:
    """House checks that came and are not accepted yet, by village."""
    wanted = (
        select(event_filing.c.village, func.count())
        .join(
            submission,
            (submission.c.county == event_filing.c.county)
            & (submission.c.id == event_filing.c.submission_id),
        )
        .where(
            event_filing.c.event_id.in_(event_ids),
            event_filing.c.form_id == DAMAGE_FORM,
            _inside(event_filing.c.village, units),
            submission.c.deleted_at.is_(None),
            submission.c.state.not_in((*STANDS_NOT, *ACCEPTED)),
        )
        .group_by(event_filing.c.village)
    )
    return {UnitCode(village): number for village, number in conn.execute(wanted)}


def house_checks(
    conn: Connection, event_ids: Collection[str], units: Collection[UnitCode]
) -> tuple[HouseCheck, ...]:
    """The latest accepted check of every household after these events."""
    wanted = (
        select(
            _check.c.unit_code,
            _check.c.hh_no,
            _check.c.head_name,
            *(_check.c[f"{grade}_res_rooms"] for grade in GRADES),
        )
        .where(
            _check.c.event_no.in_(event_ids),
            _check.c.is_last.is_(True),
            _inside(_check.c.unit_code, units),
        )
        .order_by(_check.c.check_round, _check.c.created_at, _check.c.id)
    )
    latest: dict[tuple[str, str], HouseCheck] = {}
    for village, number, head, *rooms in conn.execute(wanted):
        who = number or head
        by_grade = dict(zip(GRADES, rooms, strict=True))
        latest[village, who] = HouseCheck(UnitCode(village), who, by_grade)
    return tuple(latest.values())


def roster(
    conn: Connection, event_ids: Collection[str], units: Collection[UnitCode]
) -> dict[str, int]:
    """How many persons of the area stand in the roster, by fate: dead, missing, found."""
    wanted = (
        select(_lost.c.fate, func.count())
        .where(
            _lost.c.event_no.in_(event_ids),
            _lost.c.is_last.is_(True),
            _inside(_lost.c.unit_code, units),
        )
        .group_by(_lost.c.fate)
    )
    return {fate: number for fate, number in conn.execute(wanted)}  # noqa: C416  # rows become a dict


def merged_into(conn: Connection, event_id: str) -> str | None:
    """The event this one was merged into, if it was."""
    wanted = select(disaster_merge.c.into_event).where(
        disaster_merge.c.event_id == event_id, disaster_merge.c.is_undone.is_(False)
    )
    found: str | None = conn.execute(wanted).scalar()
    return found


def parts_of(conn: Connection, event_id: str) -> tuple[str, ...]:
    """The event itself and those merged into it."""
    wanted = select(disaster_merge.c.event_id).where(
        disaster_merge.c.into_event == event_id, disaster_merge.c.is_undone.is_(False)
    )
    return (event_id, *sorted(conn.execute(wanted).scalars()))


def merge(conn: Connection, event_id: str, into: str, *, note: str, by: int, now: datetime) -> None:
    """Note that an event is part of another."""
    conn.execute(
        insert(disaster_merge).values(
            id=new_id(), event_id=event_id, into_event=into, note=note, actor_id=by, merged_at=now
        )
    )


def unmerge(conn: Connection, event_id: str) -> int:
    """Take a merge back; how many that were."""
    return conn.execute(
        update(disaster_merge)
        .where(disaster_merge.c.event_id == event_id, disaster_merge.c.is_undone.is_(False))
        .values(is_undone=True)
    ).rowcount


def returns(
    conn: Connection, event_ids: Collection[str], units: Collection[UnitCode]
) -> tuple[Return, ...]:
    """What the offices of an area reported, oldest first."""
    wanted = (
        select(disaster_return, actor.c.display_name)
        .join(actor, actor.c.id == disaster_return.c.actor_id)
        .where(
            disaster_return.c.event_id.in_(event_ids), _inside(disaster_return.c.unit_code, units)
        )
        .order_by(disaster_return.c.issued_at, disaster_return.c.id)
    )
    return tuple(
        Return(
            id=row.id,
            event_id=row.event_id,
            unit=UnitCode(row.unit_code),
            stage=row.stage,
            seq=row.seq,
            figures={name: Decimal(figure) for name, figure in row.figures.items()},
            villages=tuple(map(UnitCode, row.villages)),
            missing=tuple(map(UnitCode, row.missing)),
            unreviewed=tuple(map(UnitCode, row.unreviewed)),
            note=row.note,
            late_by_min=row.late_by_min,
            fingerprint=row.fingerprint,
            by_name=row.display_name,
            issued_at=row.issued_at,
        )
        for row in conn.execute(wanted)
    )


def add_return(conn: Connection, **columns: Any) -> int:  # noqa: ANN401  # values of columns
    """Keep what an office reports; the id."""
    ref = new_id()
    conn.execute(insert(disaster_return).values(id=ref, **columns))
    return ref

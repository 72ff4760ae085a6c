"""Positions of households, records and damages: all of an area, with what colours them."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, case, func, select, true

from server.core.case import HOUSE_DAMAGE
from server.core.days import LOCAL
from server.store.clauses import within
from server.store.filings import STANDS_NOT
from server.store.tables.households import household
from server.store.tables.registers import TABLES
from server.store.tables.rulebook import event_filing
from server.store.tables.submissions import submission, submission_version

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date

    from sqlalchemy import ColumnElement, Connection, Row

    from server.core.desk.mapping import MapFilter

    AnyRow = Row[*tuple[Any, ...]]
    Found = Sequence[tuple[int, float, float, int]]

ACTIVE = "active"
A_DAY = timedelta(days=1)


def local_start(day: date) -> datetime:
    """The moment a day of the offices begins."""
    return datetime.combine(day, time(), LOCAL).astimezone(UTC)


def records_asked(asked: MapFilter) -> list[ColumnElement[bool]]:
    """Records that a filter lets through, deleted and training ones left out."""
    where: list[ColumnElement[bool]] = [
        submission.c.deleted_at.is_(None),
        submission.c.is_training.is_(False),
    ]
    if asked.form_id:
        where.append(submission.c.form_id == asked.form_id)
    if asked.state:
        where.append(submission.c.state == asked.state)
    if asked.flagged:
        where.append(submission.c.errors + submission.c.warnings > 0)
    if asked.since:
        where.append(submission.c.received_at >= local_start(asked.since))
    if asked.until:
        where.append(submission.c.received_at < local_start(asked.until + A_DAY))
    return where


def households(conn: Connection, units: Collection[str]) -> Found:
    """Active households with a position: key, latitude, longitude, 1 where one has assistance."""
    rows = conn.execute(
        select(
            household.c.id,
            household.c.lat,
            household.c.lon,
            case((household.c.benefits != "", 1), else_=0),
        ).where(
            within(household.c.village, units),
            household.c.status == ACTIVE,
            household.c.lat.is_not(None),
            household.c.lon.is_not(None),
        )
    )
    return rows.all()


def households_stamp(conn: Connection, units: Collection[str]) -> tuple[Any, ...]:
    """What changes whenever one of them does; read from an index alone."""
    found = conn.execute(
        select(func.count(), func.max(household.c.updated_at)).where(
            within(household.c.village, units)
        )
    ).one()
    return tuple(found)


def records(conn: Connection, units: Collection[str], asked: MapFilter) -> Found:
    """Records with a position: key, latitude, longitude, 1 with open warnings, 2 with errors."""
    rows = conn.execute(
        select(
            submission.c.id,
            submission_version.c.lat,
            submission_version.c.lon,
            case((submission.c.errors > 0, 2), (submission.c.warnings > 0, 1), else_=0),
        )
        .join(
            submission_version,
            (submission_version.c.county == submission.c.county)
            & (submission_version.c.id == submission.c.current_id),
        )
        .where(
            within(submission.c.unit_code, units),
            *records_asked(asked),
            submission_version.c.lat.is_not(None),
            submission_version.c.lon.is_not(None),
        )
    )
    return rows.all()


def records_stamp(conn: Connection, units: Collection[str]) -> tuple[Any, ...]:
    """What changes whenever one of them does."""
    found = conn.execute(
        select(
            func.count(), func.sum(submission.c.row_version), func.max(submission.c.received_at)
        ).where(within(submission.c.unit_code, units))
    ).one()
    return tuple(found)


GRADE = TABLES["house_damage"].alias("grade")
TONE_OF_GRADE = case(
    (GRADE.c.hh_grade == "1", 3), (GRADE.c.hh_grade == "2", 2), (GRADE.c.hh_grade == "3", 1),
    else_=0,
)  # fmt: skip  # collapsed is drawn above the others


def damages(conn: Connection, units: Collection[str], events: Collection[str]) -> Found:
    """House checks of events: key of the record, position, 3 collapsed to 1 slight, 0 not graded.

    The grade is that of the register: what nobody has accepted yet has none.
    """
    rows = conn.execute(
        select(event_filing.c.submission_id, event_filing.c.lat, event_filing.c.lon, TONE_OF_GRADE)
        .join(
            submission,
            (submission.c.county == event_filing.c.county)
            & (submission.c.id == event_filing.c.submission_id),
        )
        .outerjoin(
            GRADE,
            and_(
                GRADE.c.source_submission_id == event_filing.c.submission_id,
                GRADE.c.is_last.is_(True),
            ),
        )
        .where(
            event_filing.c.form_id == HOUSE_DAMAGE,
            event_filing.c.event_id.in_(events) if events else true(),
            within(event_filing.c.village, units),
            event_filing.c.lat.is_not(None),
            event_filing.c.lon.is_not(None),
            submission.c.deleted_at.is_(None),
            submission.c.is_training.is_(False),
            submission.c.state.not_in(STANDS_NOT),
        )
    )
    return rows.all()


def damages_stamp(conn: Connection, units: Collection[str]) -> tuple[Any, ...]:
    """What changes whenever a house check comes or is decided."""
    found = conn.execute(
        select(func.count(), func.sum(submission.c.row_version))
        .select_from(event_filing)
        .join(
            submission,
            (submission.c.county == event_filing.c.county)
            & (submission.c.id == event_filing.c.submission_id),
        )
        .where(event_filing.c.form_id == HOUSE_DAMAGE, within(event_filing.c.village, units))
    ).one()
    return tuple(found)


def household_cards(
    conn: Connection, units: Collection[str], refs: Collection[int]
) -> Sequence[AnyRow]:
    """Households of these keys inside the units."""
    return conn.execute(
        select(household)
        .where(within(household.c.village, units), household.c.id.in_(refs))
        .order_by(household.c.village, household.c.hh_no)
    ).all()


def record_cards(
    conn: Connection, units: Collection[str], refs: Collection[int]
) -> Sequence[AnyRow]:
    """Records of these keys inside the units, with where they were filled in."""
    return conn.execute(
        select(submission, submission_version.c.lat, submission_version.c.lon)
        .join(
            submission_version,
            (submission_version.c.county == submission.c.county)
            & (submission_version.c.id == submission.c.current_id),
        )
        .where(
            within(submission.c.unit_code, units),
            submission.c.id.in_(refs),
            submission.c.deleted_at.is_(None),
        )
        .order_by(submission.c.risk.desc(), submission.c.id)
    ).all()

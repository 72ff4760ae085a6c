"""What rules say of records of registers, as it stands now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, delete, func, insert, or_, select

from server.store.clauses import within
from server.store.ids import new_id
from server.store.tables.households import household
from server.store.tables.registers import TABLES
from server.store.tables.rulebook import record_issue

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date, datetime

    from sqlalchemy import Connection

    from server.core.types import Issue
    from server.store.submissions import AnyRow

BATCH = 200
_benefit = TABLES["benefit"]
_petition = TABLES["petition"]


def put(
    conn: Connection,
    register: str,
    records: Iterable[tuple[int, str]],
    found: Iterable[tuple[int, Issue]],
    *,
    at: datetime,
) -> int:
    """Make `found` all that is said of `records` (key and unit); how many issues stand now."""
    units = dict(records)
    if not units:
        return 0
    conn.execute(
        delete(record_issue).where(
            record_issue.c.register == register, record_issue.c.record_id.in_(sorted(units))
        )
    )
    rows = [
        {
            "county": units[key][:6],
            "id": new_id(),
            "register": register,
            "record_id": key,
            "unit_code": units[key],
            "rule": issue.rule,
            "severity": issue.severity,
            "path": issue.path[:300],
            "values": dict(issue.values),
            "found_at": at,
        }
        for key, issue in found
    ]
    if rows:
        conn.execute(insert(record_issue), rows)
    return len(rows)


def listed(
    conn: Connection, units: Iterable[str], *, rule: str = "", limit: int
) -> tuple[Sequence[AnyRow], int]:
    """What stands of the records of some units, by rule and unit, and how many there are."""
    where = [within(record_issue.c.unit_code, units)]
    if rule:
        where.append(record_issue.c.rule == rule)
    total = conn.execute(select(func.count()).select_from(record_issue).where(*where)).scalar_one()
    rows = conn.execute(
        select(record_issue)
        .where(*where)
        .order_by(record_issue.c.rule, record_issue.c.unit_code, record_issue.c.id)
        .limit(limit)
    ).all()
    return rows, int(total)


def labels(conn: Connection, records: Iterable[int]) -> dict[int, str]:
    """What people call benefits and petitions: head and number of the household, case number."""
    keys = sorted(records)
    homes = conn.execute(
        select(_benefit.c.record_id, household.c.head_name, _benefit.c.hh_no)
        .outerjoin(
            household,
            and_(household.c.county == _benefit.c.county, household.c.hh_no == _benefit.c.hh_no),
        )
        .where(_benefit.c.record_id.in_(keys), _benefit.c.is_last.is_(True))
    )
    found = {key: f"{head or ''} {number or ''}".strip() for key, head, number in homes}
    cases = conn.execute(
        select(_petition.c.record_id, _petition.c.case_no).where(
            _petition.c.record_id.in_(keys), _petition.c.is_last.is_(True)
        )
    )
    return found | {key: number or "" for key, number in cases}


def by_rule(conn: Connection, counties: Iterable[str] | None) -> dict[str, int]:
    """How many issues of records stand, by rule."""
    query = select(record_issue.c.rule, func.count()).group_by(record_issue.c.rule)
    if counties is not None:
        query = query.where(record_issue.c.county.in_(sorted(counties)))
    rows: dict[str, int] = dict(conn.execute(query).all())
    return rows


def benefits_of(conn: Connection, county: str, hh_no: str) -> Sequence[AnyRow]:
    """Record, unit, kind and last day of every benefit a household ever had, once each."""
    return conn.execute(
        select(
            _benefit.c.record_id, _benefit.c.unit_code, _benefit.c.kind, _benefit.c.valid_to
        ).where(
            _benefit.c.county == county,
            _benefit.c.hh_no == hh_no,
            _benefit.c.is_last.is_(True),
        )
    ).all()


def benefit(conn: Connection, record_id: int) -> AnyRow | None:
    """Household, kind and last day of one benefit in its newest period."""
    return conn.execute(
        select(_benefit.c.hh_no, _benefit.c.kind, _benefit.c.valid_to).where(
            _benefit.c.record_id == record_id, _benefit.c.is_last.is_(True)
        )
    ).first()


def petitions(conn: Connection, records: Iterable[int]) -> Sequence[Any]:
    """Petitions by their keys."""
    return conn.execute(
        select(_petition).where(
            _petition.c.record_id.in_(sorted(records)), _petition.c.is_last.is_(True)
        )
    ).all()


def assisted_households(
    conn: Connection, units: Iterable[str], *, after: tuple[str, str] | None
) -> Sequence[tuple[str, str]]:
    """County and number of households with benefits, in order, a batch behind `after`."""
    query = (
        select(_benefit.c.county, _benefit.c.hh_no)
        .where(*_inside(_benefit.c.unit_code, units), _benefit.c.hh_no.is_not(None))
        .distinct()
        .order_by(_benefit.c.county, _benefit.c.hh_no)
        .limit(BATCH)
    )
    if after is not None:
        county, number = after
        query = query.where(
            or_(
                _benefit.c.county > county,
                and_(_benefit.c.county == county, _benefit.c.hh_no > number),
            )
        )
    return [(row.county, row.hh_no) for row in conn.execute(query)]


def open_petitions(conn: Connection, units: Iterable[str], *, after: int) -> Sequence[Any]:
    """Petitions that are not closed, in order of their keys, a batch behind `after`."""
    return conn.execute(
        select(_petition)
        .where(
            *_inside(_petition.c.unit_code, units),
            _petition.c.is_last.is_(True),
            _petition.c.state != "closed",
            _petition.c.record_id > after,
        )
        .order_by(_petition.c.record_id)
        .limit(BATCH)
    ).all()


def _inside(column: Any, units: Iterable[str]) -> list[Any]:  # noqa: ANN401  # a column of any table
    wanted = tuple(units)
    return [within(column, wanted)] if wanted else []


def villages_on_dibao(
    conn: Connection, units: Iterable[str], kinds: Iterable[str], on: date
) -> dict[str, int]:
    """Persons on Dibao on a day, by village (B-18)."""
    query = (
        select(_benefit.c.unit_code, func.sum(func.coalesce(_benefit.c.persons_covered, 1)))
        .where(
            *_inside(_benefit.c.unit_code, units),
            _benefit.c.kind.in_(sorted(kinds)),
            _benefit.c.valid_from <= on,
            or_(_benefit.c.valid_to.is_(None), _benefit.c.valid_to >= on),
        )
        .group_by(_benefit.c.unit_code)
    )
    return {village: int(persons) for village, persons in conn.execute(query)}

"""Limits, days off and standards as entered; hit rates of rules."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, delete, insert, select
from sqlalchemy.dialects import postgresql, sqlite

from server.core.standards import Standard
from server.store.tables.registers import TABLES
from server.store.tables.rulebook import holiday, limit_value, rule_outcome

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date, datetime

    from sqlalchemy import Connection

_standard = TABLES["benefit_standard"]


@dataclass(frozen=True, slots=True)
class LimitRow:
    """A limit as somebody set it: `value` as text, empty for what the wider area says.

    It holds from the first to the last day, both counted; of several the newest.
    """

    id: int
    unit_code: str
    name: str
    value: str
    valid_from: date
    valid_to: date | None
    note: str
    at: datetime
    actor_name: str


@dataclass(frozen=True, slots=True)
class DayOff:
    """A weekday that is free, or (`is_worked`) a weekend day that is not."""

    day: date
    is_worked: bool
    name: str


_LIMITS = select(*(limit_value.c[name] for name in LimitRow.__dataclass_fields__)).order_by(
    limit_value.c.id
)
_STANDARDS = select(
    _standard.c.unit_code,
    _standard.c.kind,
    _standard.c.amount,
    _standard.c.valid_from,
    _standard.c.valid_to,
    _standard.c["class"],
    _standard.c.document_no,
)


def limits(conn: Connection) -> tuple[LimitRow, ...]:
    """Every limit that was ever set, the newest last."""
    return tuple(LimitRow(*row) for row in conn.execute(_LIMITS))


def add_limit(conn: Connection, row: LimitRow, *, by: int | None) -> None:
    """Keep one more; what it puts out of force stays as it was."""
    values = {name: getattr(row, name) for name in LimitRow.__dataclass_fields__}
    conn.execute(insert(limit_value).values(**values, actor_id=by))


def days_off(conn: Connection) -> tuple[DayOff, ...]:
    """Days off and days worked as entered, in order."""
    rows = conn.execute(
        select(holiday.c.day, holiday.c.is_worked, holiday.c.name).order_by(holiday.c.day)
    )
    return tuple(DayOff(*row) for row in rows)


def put_days_off(
    conn: Connection, year_days: Iterable[DayOff], *, year: int, at: datetime, by: int | None
) -> None:
    """Make these the days off and worked of a year."""
    first, last = (f"{year}-01-01", f"{year}-12-31")
    old = [each.day for each in days_off(conn) if first <= each.day.isoformat() <= last]
    if old:
        conn.execute(delete(holiday).where(holiday.c.day.in_(old)))
    rows = [
        {"day": d.day, "is_worked": d.is_worked, "name": d.name, "at": at, "actor_id": by}
        for d in year_days
    ]
    if rows:
        conn.execute(insert(holiday), rows)


def standards(conn: Connection) -> tuple[Standard, ...]:
    """Every standard of the register, past ones too."""
    return tuple(
        Standard(
            county=row.unit_code,
            kind=row.kind,
            amount=row.amount,
            valid_from=row.valid_from,
            valid_to=row.valid_to,
            class_=row[5] or "",
            document_no=row.document_no or "",
        )
        for row in conn.execute(_STANDARDS)
    )


def _adding(dialect: Any) -> Any:  # noqa: ANN401  # the two dialects' inserts share no type
    row = dialect.insert(rule_outcome)
    return row.on_conflict_do_update(
        index_elements=["rule", "county"],
        set_={
            name: rule_outcome.c[name] + row.excluded[name] for name in ("confirmed", "explained")
        },
    )


_ADD_OUTCOME = {"postgresql": _adding(postgresql), "sqlite": _adding(sqlite)}


def add_outcomes(conn: Connection, county: str, changes: Mapping[str, tuple[int, int]]) -> None:
    """Add to the counts of rules: (found true, explained).

    Rows are taken in one order, so that two transactions never wait for each other crosswise.
    """
    rows = [
        {"rule": rule, "county": county, "confirmed": true, "explained": explained}
        for rule, (true, explained) in sorted(changes.items())
        if true or explained
    ]
    if rows:
        conn.execute(_ADD_OUTCOME[conn.dialect.name], rows)


_OUTCOMES = select(rule_outcome.c.rule, rule_outcome.c.confirmed, rule_outcome.c.explained)
_OUTCOMES_OF = _OUTCOMES.where(
    rule_outcome.c.county == bindparam("county"),
    rule_outcome.c.rule.in_(bindparam("rules", expanding=True)),
)


def outcomes(conn: Connection, county: str | None = None) -> dict[str, tuple[int, int]]:
    """By rule, how often reviewers found it right and how often it was explained.

    In one county, or in all of them.
    """
    query = _OUTCOMES if county is None else _OUTCOMES.where(rule_outcome.c.county == county)
    found: dict[str, tuple[int, int]] = {}
    for rule, true, explained in conn.execute(query):
        before = found.get(rule, (0, 0))
        found[rule] = (before[0] + true, before[1] + explained)
    return found


def outcomes_of(conn: Connection, county: str, rules: Sequence[str]) -> dict[str, tuple[int, int]]:
    """The same for some rules in one county."""
    rows = conn.execute(_OUTCOMES_OF, {"county": county, "rules": list(rules)})
    return {rule: (true, explained) for rule, true, explained in rows}

"""Asking the search index: one range of terms at a time, in the order of the index.

Every question is one statement that reads a range of the primary key of `search_term`; who may not
see a row never gets it, since the unit is part of that key.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, not_, or_, select, tuple_

from server.core.terms import LAST
from server.store.clauses import significant, within
from server.store.tables.households import household, person
from server.store.tables.search import search_term as index

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import ColumnElement, Connection, Row, Select

    AnyRow = Row[*tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Range:
    """Terms that are asked for: one, or all that begin with it and go on."""

    text: str
    is_exact: bool = False
    or_exact: bool = True


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What else must hold: all bits of `traits`, a birth date from one day to another."""

    traits: int = 0
    born_from: int = 0
    born_to: int = 0


Place = tuple[str, str, int]
"""Where a page ended: term, village, subject."""


@dataclass(frozen=True, slots=True)
class Window:
    """Where to look: in `units` but not in `but`, behind a place, so many at most."""

    units: Sequence[str]
    limit: int
    but: Sequence[str] = ()
    after: Place | None = None


def found(
    conn: Connection,
    counties: Sequence[str],
    asked: Range,
    narrowing: Narrowing,
    window: Window,
) -> Sequence[AnyRow]:
    """Entries of the index, county by county in order of term, village and subject."""
    rows: list[AnyRow] = []
    after = window.after
    for county in counties:
        if after is not None and county < after[1][:6]:
            continue
        here = after if after is not None and county == after[1][:6] else None
        seen = replace(window, after=here, limit=window.limit - len(rows))
        query = _range(county, asked, narrowing, seen).limit(seen.limit)
        rows += conn.execute(query).all()
        if len(rows) >= window.limit:
            break
    return rows


def _range(
    county: str,
    asked: Range,
    narrowing: Narrowing,
    window: Window,
) -> Select[*tuple[Any, ...]]:
    query = select(index.c.term, index.c.village, index.c.subject).where(index.c.county == county)
    query = query.where(*_terms(asked), *_inside(county, window.units))
    if window.but:
        query = query.where(not_(within(index.c.village, window.but)))
    if narrowing.traits:
        query = query.where(index.c.traits.op("&")(narrowing.traits) == narrowing.traits)
    if narrowing.born_from:
        query = query.where(index.c.born >= narrowing.born_from)
    if narrowing.born_to:
        query = query.where(index.c.born <= narrowing.born_to, index.c.born > 0)
    if window.after is not None:
        behind = tuple_(index.c.term, index.c.village, index.c.subject)
        query = query.where(behind > tuple_(*window.after))
    return query.order_by(index.c.term, index.c.village, index.c.subject)


def _inside(county: str, units: Sequence[str]) -> list[ColumnElement[bool]]:
    """The units' part of a county; nothing to ask where that is all of it.

    PostgreSQL reads the index in order only without alternatives about the village.
    """
    here = [unit for unit in units if significant(unit)[:6] in {county, county[:4]}]
    if any(len(significant(unit)) <= len(county) for unit in here):
        return []
    return [within(index.c.village, here)]


def _terms(asked: Range) -> list[ColumnElement[bool]]:
    if asked.is_exact:
        return [index.c.term == asked.text]
    begins = index.c.term >= asked.text if asked.or_exact else index.c.term > asked.text
    return [begins, index.c.term < asked.text + LAST]


PERSON = (
    select(
        person,
        household.c.hh_no,
        household.c.head_name,
        household.c.group_no,
        household.c.benefits,
        household.c.house_danger,
    )
    .join(
        household,
        and_(household.c.county == person.c.county, household.c.id == person.c.household_id),
    )
    .where(household.c.status == "active", person.c.status != "merged")
)


def persons(
    conn: Connection, keys: Iterable[tuple[str, int]], units: Sequence[str]
) -> dict[int, AnyRow]:
    """Persons by id with their household, of those (county, id) that lie in the units."""
    by_county: dict[str, list[int]] = {}
    for county, key in keys:
        by_county.setdefault(county, []).append(key)
    rows: dict[int, AnyRow] = {}
    for county, ids in by_county.items():
        query = PERSON.where(
            person.c.county == county, person.c.id.in_(ids), within(person.c.village, units)
        )
        rows |= {row.id: row for row in conn.execute(query)}
    return rows


def persons_by_digest(conn: Connection, digest: str, units: Sequence[str]) -> Sequence[AnyRow]:
    """Persons of the units with this identity number."""
    return conn.execute(
        PERSON.where(person.c.id_digest == digest, within(person.c.village, units)).order_by(
            person.c.village, person.c.id
        )
    ).all()


HOUSEHOLD = select(household).where(household.c.status == "active")


def households(
    conn: Connection, keys: Iterable[tuple[str, int]], units: Sequence[str]
) -> dict[int, AnyRow]:
    """Households by id, of those (county, id) that lie in the units."""
    by_county: dict[str, list[int]] = {}
    for county, key in keys:
        by_county.setdefault(county, []).append(key)
    rows: dict[int, AnyRow] = {}
    for county, ids in by_county.items():
        query = HOUSEHOLD.where(
            household.c.county == county,
            household.c.id.in_(ids),
            within(household.c.village, units),
        )
        rows |= {row.id: row for row in conn.execute(query)}
    return rows


def households_by_number(
    conn: Connection, begins: str, units: Sequence[str], *, after: str, limit: int
) -> Sequence[AnyRow]:
    """Households whose number begins so, in order of the numbers; merged ones too.

    The number of a merged household leads to the one that goes on for it.
    """
    return conn.execute(
        select(household)
        .where(
            household.c.county == begins[:6],
            household.c.hh_no >= begins,
            household.c.hh_no < begins + ":",
            household.c.hh_no > after,
            or_(household.c.status == "active", household.c.merged_into.is_not(None)),
            within(household.c.village, units),
        )
        .order_by(household.c.hh_no)
        .limit(limit)
    ).all()

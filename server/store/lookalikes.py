"""Pairs of persons or households that may be one, and the bounded questions that find them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Integer, and_, bindparam, delete, func, insert, or_, select, tuple_, update

from server.core.terms import BORN, PINYIN
from server.store.clauses import within
from server.store.tables.households import household, person
from server.store.tables.search import lookalike
from server.store.tables.search import search_term as index

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection, Row

    AnyRow = Row[*tuple[Any, ...]]

MOST = 60
"""Candidates of one kind that are looked at: a bound, so that a load costs the same for ever."""

PERSON, HOUSEHOLD = "person", "household"
OPEN, LATER, DIFFERENT, MERGED = "open", "later", "different", "merged"

# Without the county: SQLite would walk through all of it instead of asking the digest's index.
_SAME_NUMBER = (
    select(person.c.county, person.c.id)
    .where(person.c.id_digest == bindparam("digest"))
    .limit(MOST)
)
_SAME_READING = (
    select(index.c.subject)
    .where(
        index.c.county == bindparam("county"),
        index.c.term.in_(bindparam("terms", expanding=True)),
        or_(
            index.c.born.in_(bindparam("births", expanding=True)),
            and_(
                index.c.village == bindparam("village"),
                or_(index.c.born == 0, bindparam("born", type_=Integer) == 0),
            ),
        ),
    )
    .limit(MOST)
)
_SAME_BIRTH = (
    select(index.c.subject)
    .where(index.c.county == bindparam("county"), index.c.term == bindparam("term"))
    .limit(MOST)
)


def candidates(
    conn: Connection,
    county: str,
    *,
    digest: str | None,
    readings: Iterable[str],
    births: Sequence[int],
    village: str,
) -> set[int]:
    """Persons of the county worth comparing: same number, same sound, same birth date."""
    found: set[int] = set()
    born = births[0] if births else 0
    if digest:
        same = conn.execute(_SAME_NUMBER, {"digest": digest})
        found |= {row.id for row in same if row.county == county}
    terms = [f"{PINYIN}{reading}" for reading in readings]
    if terms:
        asked = {"county": county, "terms": terms, "births": births or [-1], "village": village}
        found |= set(conn.execute(_SAME_READING, {**asked, "born": born}).scalars())
    if born:
        asked = {"county": county, "term": f"{BORN}{born}"}
        found |= set(conn.execute(_SAME_BIRTH, asked).scalars())
    return found


_PEOPLE = (
    select(person)
    .join(
        household,
        and_(household.c.county == person.c.county, household.c.id == person.c.household_id),
    )
    .where(
        person.c.county == bindparam("county"),
        person.c.id.in_(bindparam("ids", expanding=True)),
        person.c.status == "alive",
        household.c.status == "active",
    )
)


def people(conn: Connection, county: str, ids: Iterable[int]) -> Sequence[AnyRow]:
    """The living persons of active households with these keys."""
    return conn.execute(_PEOPLE, {"county": county, "ids": sorted(ids)}).all()


_SAME_PHONE = (
    select(household.c.id)
    .where(
        household.c.phone == bindparam("phone"),
        household.c.county == bindparam("county"),
        household.c.status == "active",
    )
    .limit(10)
)


def homes_by_phone(conn: Connection, county: str, phone: str) -> set[int]:
    """Some households of the county with this telephone number."""
    asked = {"county": county, "phone": phone}
    return set(conn.execute(_SAME_PHONE, asked).scalars()) if phone else set()


def homes(conn: Connection, county: str, ids: Iterable[int]) -> Sequence[AnyRow]:
    """The active households with these keys."""
    return conn.execute(
        select(household).where(
            household.c.county == county,
            household.c.id.in_(sorted(ids)),
            household.c.status == "active",
        )
    ).all()


def touching(conn: Connection, county: str, kind: str, ids: Iterable[int]) -> Sequence[AnyRow]:
    """Every pair in which one of these stands."""
    keys = sorted(ids)
    mine = select(lookalike).where(lookalike.c.county == county, lookalike.c.kind == kind)
    first = conn.execute(mine.where(lookalike.c.a_id.in_(keys))).all()
    second = conn.execute(mine.where(lookalike.c.b_id.in_(keys), lookalike.c.a_id.not_in(keys)))
    return [*first, *second]


def add(conn: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write new pairs."""
    if rows:
        conn.execute(insert(lookalike), rows)


def forget(conn: Connection, county: str, kind: str, pairs: Iterable[tuple[int, int]]) -> None:
    """Take pairs out that are none any more and were not decided about."""
    keys = sorted(pairs)
    if keys:
        conn.execute(
            delete(lookalike).where(
                lookalike.c.county == county,
                lookalike.c.kind == kind,
                tuple_(lookalike.c.a_id, lookalike.c.b_id).in_(keys),
                lookalike.c.state.in_((OPEN, LATER)),
            )
        )


def one(conn: Connection, county: str, kind: str, a_id: int, b_id: int) -> AnyRow | None:
    """The pair of these two, whichever comes first."""
    low, high = sorted((a_id, b_id))
    return conn.execute(select(lookalike).where(*_is(county, kind, low, high))).first()


def decide(
    conn: Connection,
    county: str,
    kind: str,
    pair: tuple[int, int],
    *,
    state: str,
    at: datetime | None,
    name: str,
) -> None:
    """Set what was decided about a pair."""
    low, high = sorted(pair)
    conn.execute(
        update(lookalike)
        .where(*_is(county, kind, low, high))
        .values(state=state, decided_at=at, decided_name=name[:120])
    )


def _is(county: str, kind: str, a_id: int, b_id: int) -> tuple[ColumnElement[bool], ...]:
    return (
        lookalike.c.county == county,
        lookalike.c.kind == kind,
        lookalike.c.a_id == a_id,
        lookalike.c.b_id == b_id,
    )


def _both(units: Sequence[str], states: Sequence[str]) -> list[ColumnElement[bool]]:
    """Pairs of which both lie in the units: of the others one may not know."""
    return [
        within(lookalike.c.a_village, units),
        within(lookalike.c.b_village, units),
        lookalike.c.state.in_(states),
    ]


def listed(
    conn: Connection,
    units: Sequence[str],
    *,
    kind: str,
    states: Sequence[str],
    after: tuple[int, int, int] | None,
    limit: int,
) -> Sequence[AnyRow]:
    """A page of pairs, the likeliest first; `after` is (score, a_id, b_id)."""
    query = select(lookalike).where(*_both(units, states), lookalike.c.kind == kind)
    if after is not None:
        score, a_id, b_id = after
        query = query.where(
            or_(
                lookalike.c.score < score,
                and_(
                    lookalike.c.score == score,
                    tuple_(lookalike.c.a_id, lookalike.c.b_id) > tuple_(a_id, b_id),
                ),
            )
        )
    return conn.execute(
        query.order_by(lookalike.c.score.desc(), lookalike.c.a_id, lookalike.c.b_id).limit(limit)
    ).all()


def totals(conn: Connection, units: Sequence[str], states: Sequence[str]) -> dict[str, int]:
    """How many pairs of each kind wait."""
    rows = conn.execute(
        select(lookalike.c.kind, func.count())
        .where(*_both(units, states))
        .group_by(lookalike.c.kind)
    )
    return {kind: int(n) for kind, n in rows}


def waiting_about(conn: Connection, county: str, ids: Sequence[int], units: Sequence[str]) -> int:
    """How many open pairs there are with one of these, both sides in the units."""
    return int(
        conn.execute(
            select(func.count())
            .select_from(lookalike)
            .where(
                lookalike.c.county == county,
                or_(lookalike.c.a_id.in_(ids), lookalike.c.b_id.in_(ids)),
                *_both(units, (OPEN, LATER)),
            )
        ).scalar_one()
    )


def is_inside(conn: Connection, row: AnyRow, units: Sequence[str]) -> bool:
    """Whether both of a pair lie in the units."""
    inside = conn.execute(
        select(lookalike.c.score).where(
            *_is(row.county, row.kind, row.a_id, row.b_id),
            *_both(units, (OPEN, LATER, DIFFERENT, MERGED)),
        )
    ).first()
    return inside is not None

"""What the headline table adds up, by the first digits of the unit: counters, ages, benefits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, case, distinct, func, or_, select

from server.core.headline import Headline
from server.core.terms import BORN
from server.core.traits import bits
from server.store import counters
from server.store.clauses import significant, within
from server.store.tables.registers import TABLES
from server.store.tables.search import search_term

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from sqlalchemy import Connection

FIRST_DAY = "00000000"
OF_KIND = {
    "dibao_urban": ("urban_dibao_households", "urban_dibao_persons"),
    "dibao_rural": ("rural_dibao_households", "rural_dibao_persons"),
    "tekun": ("tekun_households", "tekun_persons"),
    "medical": ("", "medical_persons"),
    "low_income": ("", "edge_persons"),
    "youfu": ("", "youfu_persons"),
}
"""Which figures a kind of benefit fills: households and persons."""

A_YEAR = "medical"
"""Counted over the year so far: it is given once (domain.md 6, R-01)."""

FIGURES = {counters.PERSONS: "population", counters.URBAN_PERSONS: "urban_population"}


def by_prefix(
    conn: Connection, unit: str, digits: int, *, day: date, sixty: date
) -> dict[str, Headline]:
    """The headline figures inside `unit` on `day`, by the first `digits` of the village.

    `sixty` is the last birthday of those who are sixty on that day.
    """
    found: dict[str, dict[str, int]] = {}
    for prefix, kinds in counters.totals_by_prefix(conn, [unit], digits).items():
        found[prefix] = {FIGURES[kind]: n for kind, n in kinds.items() if kind in FIGURES}
    for prefix, n in _born_until(conn, unit, digits, sixty):
        row = found.setdefault(prefix, {})
        row["elderly_persons"] = row.get("elderly_persons", 0) + n
    for prefix, kind, households, persons in _receiving(conn, unit, digits, day):
        of_households, of_persons = OF_KIND[kind]
        row = found.setdefault(prefix, {})
        row[of_persons] = persons
        if of_households:
            row[of_households] = households
    return {prefix: Headline(**row) for prefix, row in found.items() if any(row.values())}


def _born_until(conn: Connection, unit: str, digits: int, sixty: date) -> Iterator[tuple[str, int]]:
    """Living persons by the days they were born on: a range of the search index a county."""
    prefix = func.substr(search_term.c.village, 1, digits)
    for county in _counties(conn, unit):
        rows = conn.execute(
            select(prefix, func.count())
            .where(
                search_term.c.county == county,
                search_term.c.term >= f"{BORN}{FIRST_DAY}",
                search_term.c.term <= f"{BORN}{sixty:%Y%m%d}",
                search_term.c.traits.op("&")(bits("alive")) != 0,
                within(search_term.c.village, [unit]),
            )
            .group_by(prefix)
        )
        for code, n in rows:
            yield code, int(n)


def _counties(conn: Connection, unit: str) -> list[str]:
    county = significant(unit)[:6]
    if len(county) == 6:  # noqa: PLR2004 — digits of a county
        return [county]
    return sorted(prefix for prefix in counters.totals_by_prefix(conn, [unit], 6) if prefix)


def _receiving(
    conn: Connection, unit: str, digits: int, day: date
) -> Iterator[tuple[str, str, int, int]]:
    """Distinct households and persons covered by kind; persons a household has are its own."""
    benefit = TABLES["benefit"]
    prefix = func.substr(benefit.c.unit_code, 1, digits)
    running = and_(
        benefit.c.kind.in_([kind for kind in OF_KIND if kind != A_YEAR]),
        benefit.c.valid_from <= day,
        or_(benefit.c.valid_to.is_(None), benefit.c.valid_to >= day),
    )
    this_year = and_(
        benefit.c.kind == A_YEAR,
        benefit.c.start_date >= day.replace(month=1, day=1),
        benefit.c.start_date <= day,
        benefit.c.is_last.is_(True),
    )
    persons = case(
        (benefit.c.level == "person", 1), else_=func.coalesce(benefit.c.persons_covered, 1)
    )
    rows = conn.execute(
        select(prefix, benefit.c.kind, func.count(distinct(benefit.c.hh_no)), func.sum(persons))
        .where(within(benefit.c.unit_code, [unit]), or_(running, this_year))
        .group_by(prefix, benefit.c.kind)
    )
    for code, kind, households, n in rows:
        yield code, kind, int(households), int(n)

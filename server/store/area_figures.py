"""Counts by the first digits of the unit for maps and tables: one statement a source."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from sqlalchemy import and_, case, func, or_, select

from server.core.figures import AGES
from server.core.terms import EVERYBODY
from server.core.traits import TRAITS, bits
from server.store.clauses import significant, within
from server.store.points import records_asked
from server.store.tables.registers import TABLES
from server.store.tables.search import search_term
from server.store.tables.submissions import submission

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date

    from sqlalchemy import ColumnElement, Connection

    from server.core.desk.mapping import MapFilter

    Counts = dict[str, dict[str, int]]

ALIVE = bits("alive")


def records(conn: Connection, units: Collection[str], digits: int, asked: MapFilter) -> Counts:
    """Records of a filter inside the units: ``all`` and ``flagged``."""
    prefix = func.substr(submission.c.unit_code, 1, digits)
    flagged = case((submission.c.errors + submission.c.warnings > 0, 1), else_=0)
    rows = conn.execute(
        select(prefix, func.count(), func.sum(flagged))
        .where(within(submission.c.unit_code, units), *records_asked(asked))
        .group_by(prefix)
    )
    return {code: {"all": int(n), "flagged": int(some)} for code, n, some in rows}


def traits(conn: Connection, units: Collection[str], digits: int, names: Sequence[str]) -> Counts:
    """Living persons that have each of these traits (`core.traits`)."""
    columns = {name: _having(bits(name)) for name in names}
    return _people(conn, units, digits, columns)


def by_sex(conn: Connection, units: Collection[str], digits: int) -> Counts:
    """Living persons by sex."""
    male, female = TRAITS["male"], TRAITS["female"]
    return _people(
        conn,
        units,
        digits,
        {
            "male": _having(male),
            "female": _having(female),
            "unknown": search_term.c.traits.op("&")(male | female) == 0,
        },
    )


def by_disability(conn: Connection, units: Collection[str], digits: int) -> Counts:
    """Living persons by disability: ``severe``, ``disabled`` (less than that), ``able``."""
    severe, any_ = TRAITS["severe"], TRAITS["disabled"]
    return _people(
        conn,
        units,
        digits,
        {
            "severe": _having(severe),
            "disabled": and_(_having(any_), search_term.c.traits.op("&")(severe) == 0),
            "able": search_term.c.traits.op("&")(any_ | severe) == 0,
        },
    )


def by_age(
    conn: Connection, units: Collection[str], digits: int, birthdays: Sequence[date]
) -> Counts:
    """Living persons by age class; `birthdays` are the last days one of `AGES` years was born on.

    The first of them is the day itself.
    """
    born = search_term.c.born
    numbers = [int(f"{day:%Y%m%d}") for day in birthdays]
    columns: dict[str, ColumnElement[bool]] = {}
    for place, first in enumerate(AGES):
        until = born <= numbers[place] if place else born > 0
        later = born > numbers[place + 1] if place + 1 < len(numbers) else born > 0
        columns[f"age{first}"] = and_(born > 0, until, later)
    columns["unknown"] = born <= 0
    return _people(conn, units, digits, columns)


def _having(mask: int) -> ColumnElement[bool]:
    found: ColumnElement[bool] = search_term.c.traits.op("&")(mask) != 0
    return found


def _people(
    conn: Connection,
    units: Collection[str],
    digits: int,
    columns: Mapping[str, ColumnElement[bool]],
) -> Counts:
    """Living persons by column: a walk over the search index, which holds all that is asked."""
    prefix = func.substr(search_term.c.village, 1, digits)
    sums = [func.sum(case((told, 1), else_=0)) for told in columns.values()]
    found: Counts = defaultdict(lambda: dict.fromkeys(columns, 0))
    for county in _counties(units):
        rows = conn.execute(
            select(prefix, *sums)
            .where(
                county,
                search_term.c.term == EVERYBODY,
                search_term.c.traits.op("&")(ALIVE) != 0,
                within(search_term.c.village, units),
            )
            .group_by(prefix)
        )
        for code, *counts in rows:
            for name, n in zip(columns, counts, strict=True):
                found[code][name] += int(n)
    return dict(found)


def _counties(units: Collection[str]) -> list[ColumnElement[bool]]:
    """The key's first column, so that each area is one range of it."""
    heads = sorted({significant(unit)[:6] for unit in units})
    return [
        search_term.c.county == head
        if len(head) == 6  # noqa: PLR2004  # digits of a county
        else and_(search_term.c.county >= head, search_term.c.county < str(int(head) + 1))
        for head in heads
    ]


def by_benefit(
    conn: Connection, units: Collection[str], digits: int, column: str, day: date
) -> Counts:
    """Persons covered by assistance in force on a day, by its kind or class."""
    benefit = TABLES["benefit"]
    prefix = func.substr(benefit.c.unit_code, 1, digits)
    what = func.coalesce(benefit.c[column], "")
    persons = case(
        (benefit.c.level == "person", 1), else_=func.coalesce(benefit.c.persons_covered, 1)
    )
    rows = conn.execute(
        select(prefix, what, func.sum(persons))
        .where(
            within(benefit.c.unit_code, units),
            benefit.c.valid_from <= day,
            or_(benefit.c.valid_to.is_(None), benefit.c.valid_to >= day),
        )
        .group_by(prefix, what)
    )
    found: Counts = defaultdict(dict)
    for code, value, n in rows:
        found[code][value or "unknown"] = int(n)
    return dict(found)

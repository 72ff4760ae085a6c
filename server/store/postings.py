"""Keeping the search index: terms of a household and its persons, written with the household."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, bindparam, delete

from server.core.terms import household_terms, person_terms
from server.core.traits import traits_of_household
from server.store.bulk import insert_tuples
from server.store.tables.search import search_term

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sqlalchemy import Connection

    Posting = tuple[str, str, str, int, int, int]

COLUMNS = ("county", "term", "village", "subject", "born", "traits")
_DELETE = delete(search_term).where(
    and_(
        search_term.c.county == bindparam("_county"),
        search_term.c.term == bindparam("_term"),
        search_term.c.village == bindparam("_village"),
        search_term.c.subject == bindparam("_subject"),
    )
)


def of(
    household: Mapping[str, Any] | None, persons: Sequence[Mapping[str, Any]]
) -> frozenset[Posting]:
    """Every entry of the index for a household as it is; none for None."""
    return frozenset() if household is None else frozenset(_postings(household, persons))


def _postings(
    household: Mapping[str, Any], persons: Sequence[Mapping[str, Any]]
) -> Iterator[Posting]:
    county, village = household["county"], household["village"]
    for term in household_terms({"status": "active", **household}):
        yield county, term.text, village, household["id"], term.born, term.traits
    shared = traits_of_household(household)
    for person in persons:
        for term in person_terms(person, shared):
            yield county, term.text, village, person["id"], term.born, term.traits


def change(conn: Connection, before: frozenset[Posting], after: frozenset[Posting]) -> None:
    """Write what changed between two states of a household."""
    gone, new = before - after, after - before
    if gone:
        conn.execute(
            _DELETE,
            [{f"_{name}": posting[n] for n, name in enumerate(COLUMNS[:4])} for posting in gone],
        )
    if new:
        insert_tuples(conn, search_term, COLUMNS, sorted(new))  # in the order of the index

"""Tables that can be made again from the submissions and the journal (decision D2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from server.store.tables.areas import counter
from server.store.tables.entities import household_entry, list_change
from server.store.tables.households import household, household_version, person
from server.store.tables.registers import TABLES, edit_history
from server.store.tables.search import household_act, lookalike, search_term
from server.store.tables.submissions import job
from server.store.tables.users import audit

if TYPE_CHECKING:
    from sqlalchemy import Table

DERIVED: tuple[Table, ...] = (
    household,
    person,
    household_version,
    *TABLES.values(),
    edit_history,
    search_term,
    household_act,
    counter,
)
"""A projection of the central store that is kept in a table of its own belongs here as well."""

ABSORBED: tuple[Table, ...] = (list_change, household_entry, lookalike, job, audit)
"""What acts touch in passing, and must not touch again when they are done again."""

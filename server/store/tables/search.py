"""What people and households are found by, and who may be one and the same.

`search_term` is a projection of the central store, kept by every change of a household in the
same transaction (docs/adr/0011-search.md).
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    Index,
    Integer,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
)

from server.store.tables.base import COUNTY, VILLAGE, Document, UtcTime, metadata

TERM = String(48).with_variant(String(48, collation="C"), "postgresql")
"""Compared byte by byte, so that what begins with a text is one range of the index."""

# `subject` is a person's or a household's id, by the kind of term (`core.terms`).
search_term = Table(
    "search_term",
    metadata,
    Column("county", String(COUNTY), nullable=False),
    Column("term", TERM, nullable=False),
    Column("village", String(VILLAGE), nullable=False),
    Column("subject", BigInteger, nullable=False),
    Column("born", Integer, nullable=False),  # 19630417; 0 when unknown, and for households
    Column("traits", Integer, nullable=False),  # bits of `core.traits`
    PrimaryKeyConstraint("county", "term", "village", "subject"),
    sqlite_with_rowid=False,
)

# Two persons, or two households, that may be one; what was decided about them stays here.
lookalike = Table(
    "lookalike",
    metadata,
    Column("county", String(COUNTY), nullable=False),
    Column("kind", String(10), nullable=False),  # person, household
    Column("a_id", BigInteger, nullable=False),  # the smaller id
    Column("b_id", BigInteger, nullable=False),
    Column("a_village", String(VILLAGE), nullable=False),
    Column("b_village", String(VILLAGE), nullable=False),
    Column("score", Integer, nullable=False),
    Column("reasons", String(200), nullable=False),  # codes of `core.likeness`, in one text
    Column("state", String(10), nullable=False, default="open"),
    Column("found_at", UtcTime, nullable=False),
    Column("decided_at", UtcTime),
    Column("decided_name", String(120), nullable=False, default=""),
    PrimaryKeyConstraint("county", "kind", "a_id", "b_id"),
    Index("ix_lookalike_state", "county", "state", "score"),
    Index("ix_lookalike_b", "county", "b_id"),
)

# What happened in a household's life and what staff decided about it; nothing is ever removed.
household_act = Table(
    "household_act",
    metadata,
    Column("county", String(COUNTY), nullable=False),
    Column("id", BigInteger, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("actor_id", Integer),
    Column("actor_name", String(120), nullable=False, default=""),
    Column("household_id", BigInteger, nullable=False),
    Column("other_household_id", BigInteger),
    Column("person_id", BigInteger),
    Column("other_person_id", BigInteger),
    Column("on_date", Date, nullable=False),  # the day it happened, where `at` is when it was told
    Column("submission_id", BigInteger),
    Column("details", Document, nullable=False),
    Column("note", Text, nullable=False, default=""),
    Column("undone_at", UtcTime),
    Column("undone_name", String(120), nullable=False, default=""),
    PrimaryKeyConstraint("county", "id"),
    Index("ix_household_act_household", "county", "household_id"),
    Index("ix_household_act_other", "county", "other_household_id"),
    Index("ix_household_act_person", "county", "person_id"),
    Index("ix_household_act_other_person", "county", "other_person_id"),
    Index("ix_household_act_submission", "submission_id"),
)

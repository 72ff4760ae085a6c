"""The journal: every act that changed the central store, in the order of the acts (decision D2).

Households, registers, their histories and counters can be made again from it and from the
submissions; nothing in it is ever changed.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, PrimaryKeyConstraint, String, Table

from server.store.tables.base import COUNTY, Packed, UtcTime, metadata

# `payload` says what was done, `tape` which keys and running numbers were given out by it.
journal = Table(
    "journal",
    metadata,
    Column("county", String(COUNTY), nullable=False),  # '' for what belongs to no single county
    Column("id", BigInteger, nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("actor_id", Integer),
    Column("actor_name", String(120), nullable=False, default=""),
    Column("kind", String(32), nullable=False),
    Column("payload", Packed, nullable=False),
    Column("tape", Packed, nullable=False),
    PrimaryKeyConstraint("county", "id"),
    Index("ix_journal_id", "id"),
)

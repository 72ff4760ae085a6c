"""Reports of townships, counties and the city on an event, and events found to be one."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, String, Table, Text

from server.store.tables.base import VILLAGE, Document, UtcTime, metadata

# What an office reported upwards, frozen as it was; a later one stands beside it.
disaster_return = Table(
    "disaster_return",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("event_id", String(60), nullable=False),
    Column("unit_code", String(VILLAGE), nullable=False),
    Column("stage", String(8), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("figures", Document, nullable=False),
    Column("villages", Document, nullable=False),
    Column("missing", Document, nullable=False),
    Column("unreviewed", Document, nullable=False),
    Column("note", Text, nullable=False, default=""),
    Column("late_by_min", Integer, nullable=False, default=0),
    Column("fingerprint", String(64), nullable=False),
    Column("actor_id", ForeignKey("actor.id"), nullable=False),
    Column("issued_at", UtcTime, nullable=False),
    Index("ix_disaster_return_event", "event_id", "unit_code", "seq", unique=True),
)

disaster_merge = Table(
    "disaster_merge",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("event_id", String(60), nullable=False),
    Column("into_event", String(60), nullable=False),
    Column("note", Text, nullable=False),
    Column("actor_id", ForeignKey("actor.id"), nullable=False),
    Column("merged_at", UtcTime, nullable=False),
    Column("is_undone", Boolean, nullable=False, default=False),
    Index("ix_disaster_merge_event", "event_id"),
    Index("ix_disaster_merge_into", "into_event"),
)

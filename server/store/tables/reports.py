"""Reports as they were given out: frozen under a number, never changed."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Date, ForeignKey, Index, String, Table, Text

from server.store.tables.base import VILLAGE, Packed, UtcTime, metadata

report_frozen = Table(
    "report_frozen",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("number", String(80), nullable=False, unique=True),  # BY-{code}-{report}-{period}-{nn}
    Column("report", String(8), nullable=False),
    Column("unit_code", String(VILLAGE), nullable=False),
    Column("day", Date, nullable=False),
    Column("content", Packed, nullable=False),
    Column("fingerprint", String(64), nullable=False),
    Column("note", Text, nullable=False, default=""),
    Column("replaces", String(80)),
    Column("actor_id", ForeignKey("actor.id"), nullable=False),
    Column("made_at", UtcTime, nullable=False),
    Index("ix_report_frozen_unit", "unit_code", "id"),
)

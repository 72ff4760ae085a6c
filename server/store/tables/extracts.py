"""Files people take out: asked for, made by a process of their own, kept for some days."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, String, Table, Text

from server.store.tables.base import Document, UtcTime, metadata

extract = Table(
    "extract",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("actor_id", ForeignKey("actor.id"), nullable=False),
    Column("source", String(80), nullable=False),
    Column("title", String(200), nullable=False),
    Column("format", String(16), nullable=False),
    Column("language", String(5), nullable=False),
    Column("wish", Document, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("state", String(16), nullable=False),
    Column("rows", Integer, nullable=False, default=0),
    Column("total", Integer, nullable=False, default=0),
    Column("size", BigInteger, nullable=False, default=0),
    Column("sha256", String(64), nullable=False, default=""),
    Column("reason", Text, nullable=False, default=""),
    Column("created_at", UtcTime, nullable=False),
    Column("started_at", UtcTime),
    Column("finished_at", UtcTime),
    Column("expires_at", UtcTime),
    Index("ix_extract_actor_id_id", "actor_id", "id"),
    Index("ix_extract_state_id", "state", "id"),
)

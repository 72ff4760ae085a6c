"""What people draw around on a map, and figures they keep under a name."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    PrimaryKeyConstraint,
    String,
    Table,
)

from server.store.tables.base import VILLAGE, Document, UtcTime, metadata

# Rows inside a line that somebody drew on the map; kept for some hours.
map_selection = Table(
    "map_selection",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("owner_id", Integer, nullable=False),
    Column("layer", String(12), nullable=False),
    Column("line", Document, nullable=False),  # positions, longitude first
    Column("args", Document, nullable=False),
    Column("n", Integer, nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Column("expires_at", UtcTime, nullable=False),
    Index("ix_map_selection_expires_at", "expires_at"),
    Index("ix_map_selection_owner_id", "owner_id"),
)

map_selection_item = Table(
    "map_selection_item",
    metadata,
    Column("selection_id", BigInteger, nullable=False),
    Column("ref", BigInteger, nullable=False),  # household.id or submission.id
    PrimaryKeyConstraint("selection_id", "ref"),
    sqlite_with_rowid=False,
)

# A table of figures under a name; shared ones are seen by everybody of the same unit.
saved_figures = Table(
    "saved_figures",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("owner_id", Integer, nullable=False),
    Column("unit_code", String(VILLAGE), nullable=False),
    Column("name", String(40), nullable=False),
    Column("args", Document, nullable=False),
    Column("is_shared", Boolean, nullable=False, default=False),
    Column("at", UtcTime, nullable=False),
    Index("ix_saved_figures_unit_code", "unit_code"),
)

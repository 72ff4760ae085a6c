"""Administrative units and the counters kept for them."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, Float, Integer, LargeBinary, String, Table

from server.store.tables.base import VILLAGE, metadata

admin_unit = Table(
    "admin_unit",
    metadata,
    Column("code", String(VILLAGE), primary_key=True),
    Column("name", String(80), nullable=False),
    Column("level", String(8), nullable=False),
    Column("unit_kind", String(24), nullable=False),
    Column("parent_code", String(VILLAGE), index=True),
    Column("urban_rural_code", String(3)),
    Column("centre_lat", Float),
    Column("centre_lon", Float),
    Column("outline", LargeBinary),  # WKB, WGS84
    Column("outline_is_synthetic", Boolean, nullable=False, default=False),
    Column("valid_from", Date),
    Column("valid_to", Date),
    Column("successor_code", String(VILLAGE)),
)

# Decision D11: kept in the transaction that changes what they count, by village and kind.
# `unit_code` is '' for what has no place yet.
counter = Table(
    "counter",
    metadata,
    Column("unit_code", String(VILLAGE), primary_key=True),
    Column("kind", String(40), primary_key=True),
    Column("n", Integer, nullable=False),
    sqlite_with_rowid=False,
)

# Submissions received, by the local day and the unit they are filed under (decision D11).
arrival = Table(
    "arrival",
    metadata,
    Column("day", Date, primary_key=True),
    Column("unit_code", String(VILLAGE), primary_key=True),
    Column("n", Integer, nullable=False),
    sqlite_with_rowid=False,
)

"""The central store: households and persons as accepted, with every earlier version."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Float,
    Index,
    Integer,
    LargeBinary,
    Numeric,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from server.store.tables.base import COUNTY, TOWNSHIP, VILLAGE, Document, Packed, UtcTime, metadata

household = Table(
    "household",
    metadata,
    Column("county", String(COUNTY), nullable=False),
    Column("id", BigInteger, nullable=False),
    Column("entity_uuid", String(36), nullable=False),
    Column("hh_no", String(16), nullable=False),
    Column("village", String(VILLAGE), nullable=False),
    Column("township", String(TOWNSHIP), nullable=False),
    Column("group_no", String(40), nullable=False, default=""),
    Column("head_name", String(80), nullable=False, default=""),
    Column("phone", String(20), nullable=False, default=""),
    Column("hukou_type", String(1), nullable=False, default=""),  # 1 urban, 2 rural
    Column("member_count", Integer, nullable=False),
    Column("income_pc_month", Numeric(12, 2)),
    Column("benefits", String(200), nullable=False, default=""),
    Column("house_danger", String(2), nullable=False, default=""),
    Column("lat", Float),
    Column("lon", Float),
    Column("accuracy_m", Float),
    Column("doc", Document, nullable=False),  # answers by question name, members left out
    Column("status", String(10), nullable=False, default="active"),
    Column("merged_into", BigInteger),  # the household that goes on for this one
    Column("origin_id", BigInteger),  # the household this one was split from
    Column("version", Integer, nullable=False),
    Column("submission_id", BigInteger),
    Column("last_visit_at", UtcTime),
    Column("created_at", UtcTime, nullable=False),
    Column("updated_at", UtcTime, nullable=False),
    PrimaryKeyConstraint("county", "id"),
    UniqueConstraint("county", "hh_no"),
    UniqueConstraint("county", "entity_uuid"),
    Index("ix_household_village", "village", "hh_no"),
    Index("ix_household_head", "head_name"),
    Index("ix_household_phone", "phone"),
    Index("ix_household_changed", "village", "updated_at"),
)

person = Table(
    "person",
    metadata,
    Column("county", String(COUNTY), nullable=False),
    Column("id", BigInteger, nullable=False),
    Column("household_id", BigInteger, nullable=False),
    Column("position", Integer, nullable=False),
    Column("village", String(VILLAGE), nullable=False),
    Column("name", String(80), nullable=False),
    Column("relation", String(2), nullable=False, default=""),
    Column("sex", String(1), nullable=False, default=""),
    Column("birth_date", Date),
    Column("id_sealed", LargeBinary),
    Column("id_digest", String(64)),
    Column("id_last4", String(4), nullable=False, default=""),
    Column("account_sealed", LargeBinary),
    Column("account_digest", String(64)),
    Column("doc", Document, nullable=False),  # answers by question name, without the ID number
    Column("status", String(10), nullable=False, default="alive"),
    Column("since", Date),  # member of this household from that day on; None from the beginning
    Column("status_date", Date),  # day of death or leaving
    Column("merged_into", BigInteger),  # the person this one turned out to be
    Column("submission_id", BigInteger),
    Column("updated_at", UtcTime, nullable=False),
    PrimaryKeyConstraint("county", "id"),
    Index("ix_person_household", "household_id"),
    Index("ix_person_id_digest", "id_digest"),
    Index("ix_person_name_birth", "name", "birth_date"),
    Index("ix_person_village", "village", "name"),
    Index(
        "ix_person_account",
        "account_digest",
        sqlite_where=text("account_digest IS NOT NULL"),
        postgresql_where=text("account_digest IS NOT NULL"),
    ),
)

# The whole household at each load or correction; undoing one puts the version before it back.
household_version = Table(
    "household_version",
    metadata,
    Column("county", String(COUNTY), nullable=False),
    Column("id", BigInteger, nullable=False),
    Column("household_id", BigInteger, nullable=False),
    Column("version", Integer, nullable=False),
    Column("snapshot", Packed, nullable=False),
    Column("submission_id", BigInteger),
    Column("at", UtcTime, nullable=False),
    Column("actor_id", Integer),
    Column("actor_name", String(120), nullable=False, default=""),
    Column("reason", Text, nullable=False, default=""),
    Column("act_id", BigInteger),  # the decision or event that made it, where no survey did
    Column("is_undone", Boolean, nullable=False, default=False),
    PrimaryKeyConstraint("county", "id"),
    UniqueConstraint("county", "household_id", "version"),
    Index("ix_household_version_submission", "submission_id"),
)

# The last running number given to a household of a village (domain.md 2.2, hh_no).
household_number = Table(
    "household_number",
    metadata,
    Column("village", String(VILLAGE), primary_key=True),
    Column("last", Integer, nullable=False),
)

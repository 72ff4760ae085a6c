"""How reviewing is shared out: batches, audits by sample, duties, views of one's own."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Index,
    Integer,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
)

from server.store.tables.base import COUNTY, TOWNSHIP, VILLAGE, Document, UtcTime, metadata

# Clean records accepted together, after a sample of them was opened and decided one by one.
review_batch = Table(
    "review_batch",
    metadata,
    Column("id", BigInteger, primary_key=True),
    Column("actor_id", Integer, nullable=False),
    Column("actor_name", String(120), nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Column("percent", Integer, nullable=False),
    Column("seed", String(32), nullable=False),
    Column("state", String(10), nullable=False),  # open, accepted, undone, dropped
    Column("closed_at", UtcTime),
    Index("ix_review_batch_actor", "actor_id", "created_at"),
)

review_batch_item = Table(
    "review_batch_item",
    metadata,
    Column("batch_id", BigInteger, nullable=False),
    Column("county", String(COUNTY), nullable=False),
    Column("submission_id", BigInteger, nullable=False),
    Column("unit_code", String(VILLAGE), nullable=False),
    Column("is_sample", Boolean, nullable=False),
    Column("row_version", Integer, nullable=False),
    Column("state", String(10), nullable=False),  # waiting, accepted, skipped, undone
    PrimaryKeyConstraint("batch_id", "submission_id"),
    sqlite_with_rowid=False,
)

# A county looks again at a share of what a township accepted in a period; the seed draws it anew.
audit_draw = Table(
    "audit_draw",
    metadata,
    Column("id", BigInteger, primary_key=True),
    Column("county", String(COUNTY), nullable=False),
    Column("township", String(TOWNSHIP), nullable=False),
    Column("from_date", Date, nullable=False),
    Column("to_date", Date, nullable=False),
    Column("percent", Integer, nullable=False),
    Column("seed", String(32), nullable=False),
    Column("population", Integer, nullable=False),
    Column("drawn", Integer, nullable=False),
    Column("actor_id", Integer, nullable=False),
    Column("actor_name", String(120), nullable=False),
    Column("at", UtcTime, nullable=False),
    Index("ix_audit_draw_county", "county", "at"),
)

audit_item = Table(
    "audit_item",
    metadata,
    Column("draw_id", BigInteger, nullable=False),
    Column("position", Integer, nullable=False),
    Column("county", String(COUNTY), nullable=False),
    Column("submission_id", BigInteger, nullable=False),
    Column("reviewer_id", Integer, nullable=False),
    Column("reviewer_name", String(120), nullable=False),
    Column("result", String(4), nullable=False, default=""),  # '' not looked at, pass, fail
    Column("note", Text, nullable=False, default=""),
    Column("decided_by", Integer),
    Column("decided_name", String(120), nullable=False, default=""),
    Column("decided_at", UtcTime),
    PrimaryKeyConstraint("draw_id", "submission_id"),
    Index("ix_audit_item_submission", "submission_id"),
    sqlite_with_rowid=False,
)

# Who reviews which village (分片联系村).
review_duty = Table(
    "review_duty",
    metadata,
    Column("unit_code", String(VILLAGE), primary_key=True),
    Column("actor_id", Integer, nullable=False),
    Column("actor_name", String(120), nullable=False),
    Column("set_by", Integer, nullable=False),
    Column("set_at", UtcTime, nullable=False),
    sqlite_with_rowid=False,
)

# Who stands in for whom, to the last day, that day included.
review_absence = Table(
    "review_absence",
    metadata,
    Column("actor_id", Integer, primary_key=True),
    Column("to_date", Date, nullable=False),
    Column("deputy_id", Integer, nullable=False),
    Column("deputy_name", String(120), nullable=False),
    Column("set_at", UtcTime, nullable=False),
)

# A part of the queue under a name; shared ones are seen by all reviewers of the unit.
saved_view = Table(
    "saved_view",
    metadata,
    Column("id", BigInteger, primary_key=True),
    Column("owner_id", Integer, nullable=False),
    Column("unit_code", String(VILLAGE), nullable=False),
    Column("name", String(40), nullable=False),
    Column("args", Document, nullable=False),
    Column("is_shared", Boolean, nullable=False, default=False),
    Column("at", UtcTime, nullable=False),
    Index("ix_saved_view_unit_code", "unit_code"),
)

"""Entity lists: their properties, entities with every version, and what submissions did to them.

An entity is filed under a unit, like a submission, so that rights by area hold for it.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from server.store.tables.base import COUNTY, VILLAGE, Document, UtcTime, metadata

LONGEST_NAME = 200
UUID = 36

dataset = Table(
    "dataset",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("project_id", ForeignKey("project.id"), nullable=False),
    Column("name", String(LONGEST_NAME), nullable=False),
    Column("folded", String(LONGEST_NAME), nullable=False),  # names differ by more than capitals
    Column("approval_required", Boolean, nullable=False, default=False),
    Column("owner_only", Boolean, nullable=False, default=False),
    Column("created_at", UtcTime, nullable=False),
    Column("created_by", Integer),
    Column("updated_at", UtcTime, nullable=False),
    UniqueConstraint("project_id", "folded"),
)

dataset_property = Table(
    "dataset_property",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("dataset_id", ForeignKey("dataset.id"), nullable=False),
    Column("name", String(LONGEST_NAME), nullable=False),
    Column("folded", String(LONGEST_NAME), nullable=False),
    Column("published_at", UtcTime, nullable=False),
    UniqueConstraint("dataset_id", "folded"),
)

entity = Table(
    "entity",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("dataset_id", ForeignKey("dataset.id"), nullable=False),
    Column("uuid", String(UUID), nullable=False),
    Column("unit_code", String(VILLAGE), nullable=False, default=""),
    Column("version", Integer, nullable=False),
    Column("conflict", String(4)),  # soft, hard
    Column("creator_id", Integer, nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Column("updated_at", UtcTime),
    Column("deleted_at", UtcTime),
    UniqueConstraint("dataset_id", "uuid"),
    Index("ix_entity_unit", "dataset_id", "unit_code"),
    Index("ix_entity_order", "dataset_id", "id"),
)

entity_version = Table(
    "entity_version",
    metadata,
    Column("entity_id", ForeignKey("entity.id"), nullable=False),
    Column("version", Integer, nullable=False),
    Column("label", Text, nullable=False),
    Column("data", Document, nullable=False),  # property -> text
    Column("received", Document, nullable=False),  # what was sent, the label under its name
    Column("creator_id", Integer, nullable=False),
    Column("user_agent", String(255), nullable=False, default=""),
    Column("created_at", UtcTime, nullable=False),
    Column("base_version", Integer),
    Column("branch_id", String(UUID), nullable=False, default=""),
    Column("trunk_version", Integer),
    Column("branch_base", Integer),
    Column("conflict", String(4)),
    Column("conflicting", Document),
    Column("is_resolved", Boolean, nullable=False, default=False),
    Column("is_forced", Boolean, nullable=False, default=False),
    Column("source", Document, nullable=False),
    PrimaryKeyConstraint("entity_id", "version"),
)

_HELD = text("outcome = 'held'")

# One entity element of one submission: what became of it.  A submission that has made a version
# makes no second one when it is edited or sent again (OR-158); what is held waits for the version
# before it in its offline branch.
entity_act = Table(
    "entity_act",
    metadata,
    Column("county", String(COUNTY), nullable=False),
    Column("submission_id", BigInteger, nullable=False),
    Column("path", String(300), nullable=False),
    Column("version_id", BigInteger, nullable=False),
    Column("dataset_id", Integer, nullable=False),
    Column("uuid", String(UUID), nullable=False, default=""),
    Column("outcome", String(8), nullable=False),  # created, updated, held, failed
    Column("version", Integer),
    Column("conflict", String(4)),
    Column("code", String(8), nullable=False, default=""),
    Column("zh", Text, nullable=False, default=""),
    Column("en", Text, nullable=False, default=""),
    Column("at", UtcTime, nullable=False),
    Column("change", Document),  # what is held, to be applied when its time has come
    PrimaryKeyConstraint("county", "submission_id", "path"),
    Index(
        "ix_entity_act_held",
        "dataset_id",
        "uuid",
        sqlite_where=_HELD,
        postgresql_where=_HELD,
    ),
)

# The working copy of a household on tablets: its version there, which also grows with a visit that
# was only just reported, and the version that the last load made (rule W-06).
household_entry = Table(
    "household_entry",
    metadata,
    Column("county", String(COUNTY), nullable=False),
    Column("uuid", String(UUID), nullable=False),
    Column("unit_code", String(VILLAGE), nullable=False),
    Column("version", Integer, nullable=False),
    Column("loaded", Integer, nullable=False),
    Column("is_gone", Boolean, nullable=False, default=False),
    Column("visit_date", Date),
    Column("visit_result", String(20), nullable=False, default=""),
    PrimaryKeyConstraint("county", "uuid"),
)

# How often a list that tablets fetch has changed, by the unit of what changed: the change token
# of a manifest is a sum of these and never a look at the rows themselves.
list_change = Table(
    "list_change",
    metadata,
    Column("list", String(60), nullable=False),
    Column("unit_code", String(VILLAGE), nullable=False),
    Column("n", BigInteger, nullable=False),
    PrimaryKeyConstraint("list", "unit_code"),
)

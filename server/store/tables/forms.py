"""Projects, forms, their versions and the files that go with them."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from server.store.tables.base import LONGEST_INSTANCE_ID, Document, UtcTime, metadata

project = Table(
    "project",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(120), nullable=False),
    Column("description", Text),
    Column("archived", Boolean, nullable=False, default=False),
    Column("is_training", Boolean, nullable=False, default=False),  # nothing in it is ever loaded
    Column("created_at", UtcTime, nullable=False),
    Column("updated_at", UtcTime),
    Column("deleted_at", UtcTime),
    Column("key_id", Integer),  # new forms are encrypted with this key
)

# Public keys that forms are encrypted with; the server holds the private one of a managed pair,
# locked with a passphrase that it does not hold.
encryption_key = Table(
    "encryption_key",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("public", Text, nullable=False),
    Column("sha256", String(64), nullable=False, unique=True),
    Column("locked", LargeBinary),  # None for a key that a form brought along
    Column("hint", String(250)),
    Column("created_at", UtcTime, nullable=False),
)

_NOT_DELETED = text("deleted_at IS NULL")

form = Table(
    "form",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("project_id", ForeignKey("project.id"), nullable=False),
    Column("form_id", String(200), nullable=False),
    Column("state", String(8), nullable=False, default="open"),  # open, closing, closed
    Column("current_id", Integer),  # the published version in force; None while only drafts exist
    Column("draft_id", Integer),
    Column("created_at", UtcTime, nullable=False),
    Column("created_by", Integer),
    Column("updated_at", UtcTime),
    Column("deleted_at", UtcTime),
    Index(
        "uq_form_project_id_form_id",
        "project_id",
        "form_id",
        unique=True,
        sqlite_where=_NOT_DELETED,
        postgresql_where=_NOT_DELETED,
    ),
)

_PUBLISHED = text("published_at IS NOT NULL")

# A published version is never changed: submissions are read with the version they were made by.
form_version = Table(
    "form_version",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("form_pk", ForeignKey("form.id"), nullable=False),
    Column("version", String(200), nullable=False),
    Column("titles", Document, nullable=False),  # language -> title
    Column("xml", LargeBinary, nullable=False),
    Column("md5", String(32), nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("workbook_digest", String(64)),
    Column("workbook_name", String(255)),
    Column("created_at", UtcTime, nullable=False),
    Column("created_by", Integer),
    Column("published_at", UtcTime),
    Column("published_by", Integer),
    Column("key_id", Integer),  # what tablets encrypt its submissions with; None for plain ones
    Index(
        "uq_form_version_form_pk_version",
        "form_pk",
        "version",
        unique=True,
        sqlite_where=_PUBLISHED,
        postgresql_where=_PUBLISHED,
    ),
)

# Opens a draft to whoever tries it out on a tablet; gone with the draft.
draft_token = Table(
    "draft_token",
    metadata,
    Column("form_pk", ForeignKey("form.id"), primary_key=True),
    Column("token_digest", String(64), nullable=False, unique=True),
    Column("token_sealed", LargeBinary, nullable=False),
)

# What was sent to try a draft out: no visit, so it lies apart and goes with the draft.
draft_submission = Table(
    "draft_submission",
    metadata,
    Column("id", BigInteger, primary_key=True),
    Column("form_pk", ForeignKey("form.id"), nullable=False),
    Column("instance_id", String(LONGEST_INSTANCE_ID), nullable=False),
    Column("instance_name", String(250), nullable=False, default=""),
    Column("version", String(200), nullable=False),
    Column("xml", LargeBinary, nullable=False),
    Column("received_at", UtcTime, nullable=False),
    Column("device_id", String(120), nullable=False, default=""),
    Column("user_agent", String(255), nullable=False, default=""),
    Column("files", Document, nullable=False),  # name -> digest
    UniqueConstraint("form_pk", "instance_id"),
)

# `source` empty: an uploaded file (digest); else a list the server makes per asker: areas,
# households, events, standards, applications, publicity.
form_attachment = Table(
    "form_attachment",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("version_id", ForeignKey("form_version.id"), nullable=False),
    Column("name", String(255), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("source", String(24), nullable=False, default=""),
    Column("digest", String(64)),
    Column("md5", String(32)),
    Column("size", Integer),
    Column("mime", String(100)),
    Column("updated_at", UtcTime),
    UniqueConstraint("version_id", "name"),
)

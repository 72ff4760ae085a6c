"""Who asks: people, tablets, their sessions and assignments."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
)

from server.store.tables.base import VILLAGE, Document, UtcTime, metadata

actor = Table(
    "actor",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", String(16), nullable=False),  # user, app_user
    Column("display_name", String(120), nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Column("created_by", Integer),
    Column("updated_at", UtcTime),
    Column("deleted_at", UtcTime),
)

user_account = Table(
    "user_account",
    metadata,
    Column("actor_id", ForeignKey("actor.id"), primary_key=True),
    Column("login", String(254), nullable=False, unique=True),  # lower case
    Column("password_hash", Text, nullable=False),
    Column("digest_sealed", LargeBinary),  # MD5 of login:realm:password, for http without TLS
    Column("language", String(5), nullable=False, default="zh"),
    Column("theme", String(8), nullable=False, default="light"),
    Column("must_change_password", Boolean, nullable=False, default=False),
    # A second factor (RFC 6238): its secret, since when it is asked for, the last step that served.
    Column("totp_sealed", LargeBinary),
    Column("totp_since", UtcTime),
    Column("totp_step", Integer, nullable=False, default=0),
)

# For a lost authenticator: each serves once, and only its digest is kept.
recovery_code = Table(
    "recovery_code",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("actor_id", ForeignKey("actor.id"), nullable=False, index=True),
    Column("used_at", UtcTime),
)

# The token opens a form list, so it is kept sealed (for printing again) and found by its digest.
app_user = Table(
    "app_user",
    metadata,
    Column("actor_id", ForeignKey("actor.id"), primary_key=True),
    Column("project_id", ForeignKey("project.id"), nullable=False, index=True),
    Column("token_digest", String(64), nullable=False, unique=True),
    Column("token_sealed", LargeBinary, nullable=False),
    Column("last_used_at", UtcTime),
    Column("revoked_at", UtcTime),
)

session = Table(
    "session",
    metadata,
    Column("token_digest", String(64), primary_key=True),
    Column("actor_id", ForeignKey("actor.id"), nullable=False, index=True),
    Column("csrf", String(64), nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Column("seen_at", UtcTime, nullable=False),
    Column("expires_at", UtcTime, nullable=False),
    Column("address", String(45), nullable=False, default=""),
    Column("user_agent", String(255), nullable=False, default=""),
)

# A post in an area (domain.md 5.2), or one of the public API's roles in a project or form.
assignment = Table(
    "assignment",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("actor_id", ForeignKey("actor.id"), nullable=False),
    Column("role", String(24), nullable=False),
    Column("unit_code", String(VILLAGE)),
    Column("project_id", ForeignKey("project.id")),
    Column("form_pk", ForeignKey("form.id")),
    Column("from_date", Date),
    Column("to_date", Date),
    Index("ix_assignment_actor", "actor_id"),
    Index("ix_assignment_form", "form_pk", "role"),
)

# What programs want remembered for a person; project 0 is the whole site.
user_preference = Table(
    "user_preference",
    metadata,
    Column("actor_id", ForeignKey("actor.id"), nullable=False),
    Column("project_id", Integer, nullable=False),
    Column("name", String(200), nullable=False),
    Column("value", Document, nullable=False),
    PrimaryKeyConstraint("actor_id", "project_id", "name"),
)

# A one-time code for a forgotten password; only its digest is kept.
password_reset = Table(
    "password_reset",
    metadata,
    Column("token_digest", String(64), primary_key=True),
    Column("actor_id", ForeignKey("actor.id"), nullable=False, index=True),
    Column("expires_at", UtcTime, nullable=False),
)

# `login_digest`, not the login: people type their password into the wrong box.
login_failure = Table(
    "login_failure",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("login_digest", String(64), nullable=False),
    Column("address", String(45), nullable=False),
    Column("at", UtcTime, nullable=False),
    Index("ix_login_failure_login_digest", "login_digest", "at"),
    Index("ix_login_failure_address", "address", "at"),
)

audit = Table(
    "audit",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", UtcTime, nullable=False, index=True),
    Column("actor_id", Integer),
    Column("action", String(60), nullable=False),
    Column("subject", String(260), nullable=False, default=""),
    Column("details", Document),
    Column("notes", Text),
    # Digest of this line and of the one before: none can be changed or taken out unnoticed.
    Column("chain", String(64), nullable=False),
    Index("ix_audit_subject", "subject"),
)

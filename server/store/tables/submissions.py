"""Submissions: the records as sent, their files, what rules and people said of them.

`county` stands in every key (decision D5) and never changes for a submission: it is the county
known at receipt, so that a copy of the tables can be split and replicated by county.

Tables of short rows have no row number of SQLite's beside their key: one page less to write for
each row, of some twenty for a submission.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from server.store.tables.base import (
    COUNTY,
    LONGEST_INSTANCE_ID,
    TOWNSHIP,
    VILLAGE,
    Document,
    UtcTime,
    metadata,
)

# One logical record: its present state and what lists are sorted and filtered by.
submission = Table(
    "submission",
    metadata,
    Column("county", String(COUNTY), nullable=False),
    Column("id", BigInteger, nullable=False),
    Column("project_id", Integer, nullable=False),
    Column("form_pk", Integer, nullable=False),
    Column("form_id", String(200), nullable=False),
    Column("instance_id", String(LONGEST_INSTANCE_ID), nullable=False),  # of the first version
    Column("current_id", BigInteger, nullable=False),
    Column("state", String(12), nullable=False),
    Column("is_held", Boolean, nullable=False, default=False),
    Column("review_state", String(12)),
    Column("unit_code", String(VILLAGE), nullable=False),  # '' while unknown
    Column("township", String(TOWNSHIP), nullable=False),  # '' while unknown
    Column("title", String(120), nullable=False),
    Column("group_no", String(40), nullable=False, default=""),
    Column("risk", Integer, nullable=False),
    Column("errors", Integer, nullable=False),
    Column("warnings", Integer, nullable=False),
    Column("infos", Integer, nullable=False),
    Column("unanswered", Integer, nullable=False),
    Column("submitter_id", Integer, nullable=False),
    Column("submitter_name", String(120), nullable=False),
    Column("device_id", String(120), nullable=False, default=""),
    Column("received_at", UtcTime, nullable=False),
    Column("updated_at", UtcTime),
    Column("deleted_at", UtcTime),
    Column("purged_at", UtcTime),  # its content went by law; only what it was known by is left
    Column("files_expected", Integer, nullable=False),
    Column("files_present", Integer, nullable=False),
    Column("edits", Integer, nullable=False, default=0),
    Column("is_training", Boolean, nullable=False, default=False),
    Column("is_sealed", Boolean, nullable=False, default=False),  # encrypted on the tablet
    Column("household_id", BigInteger),
    Column("urgent_at", UtcTime),  # when the clock of an urgent report began to run
    Column("row_version", Integer, nullable=False, default=1),
    PrimaryKeyConstraint("county", "id"),
    Index("ix_submission_queue", "township", "state", "risk", "received_at", "id"),
    Index("ix_submission_form", "form_pk", "received_at", "id"),
    # What villages have to mend: few rows, whoever asks for them (store/tasks.py).
    Index(
        "ix_submission_returned",
        "unit_code",
        "submitter_id",
        sqlite_where=text("state = 'returned'"),
        postgresql_where=text("state = 'returned'"),
    ),
    Index(
        "ix_submission_urgent",
        "unit_code",
        sqlite_where=text("urgent_at IS NOT NULL"),
        postgresql_where=text("urgent_at IS NOT NULL"),
    ),
    Index(
        "ix_submission_household",
        "household_id",
        sqlite_where=text("household_id IS NOT NULL"),
        postgresql_where=text("household_id IS NOT NULL"),
    ),
    sqlite_with_rowid=False,
)

# Every version of it, byte for byte.
submission_version = Table(
    "submission_version",
    metadata,
    Column("county", String(COUNTY), nullable=False),
    Column("id", BigInteger, nullable=False),
    Column("submission_id", BigInteger, nullable=False),
    Column("form_pk", Integer, nullable=False),
    Column("instance_id", String(LONGEST_INSTANCE_ID), nullable=False),
    Column("deprecated_id", String(LONGEST_INSTANCE_ID)),
    Column("instance_name", String(250), nullable=False, default=""),
    Column("version", String(200), nullable=False),  # as the device said
    Column("version_id", Integer),  # None while that version is unknown here
    Column("answers", LargeBinary),  # as one flat row (core/packed.py); read before the XML is
    Column("xml", LargeBinary, nullable=False),
    Column("sha256", String(64), nullable=False),  # of what was sent, also when it was purged
    Column("received_at", UtcTime, nullable=False),
    Column("submitter_id", Integer, nullable=False),
    Column("device_id", String(120), nullable=False, default=""),
    Column("user_agent", String(255), nullable=False, default=""),
    Column("source", String(12), nullable=False, default="tablet"),  # core.types.Source
    Column("start_at", UtcTime),
    Column("end_at", UtcTime),
    Column("lat", Float),
    Column("lon", Float),
    Column("accuracy_m", Float),
    Column("household_uuid", String(36), nullable=False, default=""),
    Column("geotag", Document, nullable=False),
    PrimaryKeyConstraint("county", "id"),
    # The county is that of the first arrival; a lock per instance id makes the look across
    # counties and the insert one step (store/submissions.py).
    UniqueConstraint("instance_id", "form_pk", "county"),
    Index("ix_submission_version_submission", "submission_id"),
    Index(
        "ix_submission_version_deprecated",
        "deprecated_id",
        sqlite_where=text("deprecated_id IS NOT NULL"),
        postgresql_where=text("deprecated_id IS NOT NULL"),
    ),
    Index("ix_submission_version_sender", "submitter_id", "start_at"),
    Index(
        "ix_submission_version_household",
        "household_uuid",
        sqlite_where=text("household_uuid <> ''"),
        postgresql_where=text("household_uuid <> ''"),
    ),
)

attachment = Table(
    "attachment",
    metadata,
    Column("county", String(COUNTY), nullable=False),
    Column("version_id", BigInteger, nullable=False),
    Column("name", String(255), nullable=False),
    Column("path", String(300), nullable=False, default=""),  # '' for files no answer names
    Column("is_expected", Boolean, nullable=False),
    Column("digest", String(64)),
    Column("md5", String(32)),
    Column("size", BigInteger),
    Column("mime", String(100)),
    Column("received_at", UtcTime),
    PrimaryKeyConstraint("county", "version_id", "name"),
    Index(
        "ix_attachment_digest",
        "digest",
        sqlite_where=text("digest IS NOT NULL"),
        postgresql_where=text("digest IS NOT NULL"),
    ),
    sqlite_with_rowid=False,
)

# What was read from a picture, once per content.
photo = Table(
    "photo",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("facts", Document, nullable=False),
    Column("phash", String(16)),
)

# Five slices of a perceptual hash: two hashes within 4 bits share at least one (pigeonhole).
photo_slice = Table(
    "photo_slice",
    metadata,
    Column("slice", Integer, nullable=False),
    Column("digest", String(64), nullable=False),
    PrimaryKeyConstraint("slice", "digest"),
    sqlite_with_rowid=False,
)

issue = Table(
    "issue",
    metadata,
    Column("county", String(COUNTY), nullable=False),
    Column("id", BigInteger, nullable=False),
    Column("submission_id", BigInteger, nullable=False),
    Column("version_id", BigInteger, nullable=False),
    Column("rule", String(8), nullable=False),
    Column("severity", String(1), nullable=False),
    Column("path", String(300), nullable=False),
    Column("values", Document, nullable=False),
    Column("state", String(10), nullable=False),  # open, true, waived, corrected
    Column("note", Text, nullable=False, default=""),
    Column("decided_by", Integer),
    Column("decided_name", String(120), nullable=False, default=""),
    Column("decided_at", UtcTime),
    PrimaryKeyConstraint("county", "id"),
    Index("ix_issue_version", "version_id"),
    sqlite_with_rowid=False,
)

review_action = Table(
    "review_action",
    metadata,
    Column("county", String(COUNTY), nullable=False),
    Column("id", BigInteger, nullable=False),
    Column("submission_id", BigInteger, nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("actor_id", Integer),
    Column("actor_name", String(120), nullable=False, default=""),
    Column("kind", String(12), nullable=False),
    Column("from_state", String(12), nullable=False),
    Column("to_state", String(12), nullable=False),
    Column("note", Text, nullable=False, default=""),
    Column("details", Document),
    Column("is_undone", Boolean, nullable=False, default=False),
    PrimaryKeyConstraint("county", "id"),
    Index("ix_review_action_submission", "submission_id"),
    Index("ix_review_action_actor", "actor_id", "at"),
    sqlite_with_rowid=False,
)

# What could not be filed: never lost, shown, repairable.
quarantine = Table(
    "quarantine",
    metadata,
    Column("id", BigInteger, primary_key=True),
    Column("received_at", UtcTime, nullable=False),
    Column("project_id", Integer),
    Column("form_id", String(200), nullable=False, default=""),
    Column("version", String(200), nullable=False, default=""),
    Column("instance_id", String(LONGEST_INSTANCE_ID), nullable=False, default=""),
    Column("rule", String(12), nullable=False),
    Column("reason", Text, nullable=False, default=""),
    Column("unit_code", String(VILLAGE), nullable=False, default=""),
    Column("body", LargeBinary, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("files", Document, nullable=False),
    Column("submitter_id", Integer),
    Column("submitter_name", String(120), nullable=False, default=""),
    Column("device_id", String(120), nullable=False, default=""),
    Column("handled_at", UtcTime),
    UniqueConstraint("rule", "sha256"),
)

job = Table(
    "job",
    metadata,
    Column("id", BigInteger, primary_key=True),
    Column("kind", String(24), nullable=False),
    Column("args", Document, nullable=False),
    Column("state", String(8), nullable=False),  # waiting, running, failed
    Column("attempts", Integer, nullable=False, default=0),
    Column("run_after", UtcTime, nullable=False),
    Column("reason", Text, nullable=False, default=""),
    Column("finished_at", UtcTime),
    Index("ix_job_state_run_after", "state", "run_after"),
    sqlite_with_rowid=False,
)

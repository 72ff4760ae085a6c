"""The offices' procedures: each decision as a row of its own, and what was frozen by one."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from server.store.tables.base import COUNTY, VILLAGE, Document, UtcTime, metadata

# One act on an application, a public list or a petition: never changed and never deleted, so that
# the state of each can be told from its acts.  Nothing of the last privacy class stands here.
procedure_act = Table(
    "procedure_act",
    metadata,
    Column("county", String(COUNTY), nullable=False),
    Column("id", BigInteger, nullable=False),
    Column("subject", String(12), nullable=False),  # application, list, petition, appraisal
    Column("record_id", BigInteger, nullable=False),  # of the subject's register
    Column("unit_code", String(VILLAGE), nullable=False),
    Column("act", String(16), nullable=False),
    Column("from_state", String(20), nullable=False),
    Column("to_state", String(20), nullable=False),
    Column("on_date", Date, nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("actor_id", Integer),
    Column("actor_name", String(120), nullable=False, default=""),
    Column("document", String(120), nullable=False, default=""),
    Column("note", Text, nullable=False, default=""),
    Column("details", Document, nullable=False),
    PrimaryKeyConstraint("county", "id"),
    Index("ix_procedure_act_record", "record_id"),
    Index("ix_procedure_act_unit", "subject", "unit_code", "on_date"),
)

# What an approved public list shows, as it is printed: the checksum on the paper is of these bytes.
list_print = Table(
    "list_print",
    metadata,
    Column("county", String(COUNTY), nullable=False),
    Column("id", BigInteger, nullable=False),
    Column("record_id", BigInteger, nullable=False),
    Column("list_no", String(60), nullable=False),
    Column("content", Document, nullable=False),
    Column("checksum", String(19), nullable=False),
    Column("at", UtcTime, nullable=False),
    PrimaryKeyConstraint("county", "id"),
    UniqueConstraint("county", "list_no"),
    Index("ix_list_print_record", "record_id"),
)

# The second entry of a record, made without seeing the first (domain.md 5.4).  `sealed` are its
# values; `differing` are paths only; `choices` say which entry a third person took for each.
second_entry = Table(
    "second_entry",
    metadata,
    Column("county", String(COUNTY), nullable=False),
    Column("id", BigInteger, nullable=False),
    Column("submission_id", BigInteger, nullable=False),
    Column("version_id", BigInteger, nullable=False),
    Column("unit_code", String(VILLAGE), nullable=False),
    Column("first_id", Integer, nullable=False),
    Column("first_name", String(120), nullable=False, default=""),
    Column("second_id", Integer, nullable=False),
    Column("second_name", String(120), nullable=False, default=""),
    Column("at", UtcTime, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("compared", Integer, nullable=False),
    Column("differing", Document, nullable=False),
    Column("state", String(8), nullable=False),  # passed, differs, settled
    Column("choices", Document),
    Column("arbiter_id", Integer),
    Column("arbiter_name", String(120), nullable=False, default=""),
    Column("settled_at", UtcTime),
    Column("reason", Text, nullable=False, default=""),
    PrimaryKeyConstraint("county", "id"),
    Index("ix_second_entry_submission", "submission_id"),
    Index("ix_second_entry_unit", "unit_code", "state"),
)

"""What rules go by and what became of them: limits, days off, hit rates, issues of records."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Float,
    Index,
    Integer,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
)

from server.store.tables.base import COUNTY, VILLAGE, Document, UtcTime, metadata

# Never changed and never deleted: of the rows of one name that hold on a day, the newest is in
# force.  An empty value puts the wider area's, or the default, in force again.
limit_value = Table(
    "limit_value",
    metadata,
    Column("id", BigInteger, primary_key=True),
    Column("unit_code", String(VILLAGE), nullable=False),  # a county, or the city for all of them
    Column("name", String(40), nullable=False),  # a field of core.limits.Limits
    Column("value", String(40), nullable=False),
    Column("valid_from", Date, nullable=False),
    Column("valid_to", Date),  # the last day, inclusive
    Column("note", Text, nullable=False, default=""),
    Column("at", UtcTime, nullable=False),
    Column("actor_id", Integer),
    Column("actor_name", String(120), nullable=False, default=""),
    Index("ix_limit_value_name", "name", "unit_code"),
)

# Days off that fall on weekdays, and weekend days that are worked, as announced each year.
holiday = Table(
    "holiday",
    metadata,
    Column("day", Date, primary_key=True),
    Column("is_worked", Boolean, nullable=False),
    Column("name", String(40), nullable=False, default=""),
    Column("at", UtcTime, nullable=False),
    Column("actor_id", Integer),
)

# What reviewers found issues of a rule to be, counted with their decision.
rule_outcome = Table(
    "rule_outcome",
    metadata,
    Column("rule", String(8), nullable=False),
    Column("county", String(COUNTY), nullable=False),
    Column("confirmed", Integer, nullable=False),
    Column("explained", Integer, nullable=False),
    PrimaryKeyConstraint("rule", "county"),
    sqlite_with_rowid=False,
)

# What the newest version of each disaster report and damage assessment says of its event: reports
# are compared with each other before anybody has accepted them.
event_filing = Table(
    "event_filing",
    metadata,
    Column("county", String(COUNTY), nullable=False),
    Column("submission_id", BigInteger, nullable=False),
    Column("form_id", String(20), nullable=False),
    Column("event_id", String(60), nullable=False),
    Column("village", String(VILLAGE), nullable=False),
    Column("step", String(8), nullable=False, default=""),  # stage of a report, round of a check
    Column("seq", Integer),
    Column("cutoff", UtcTime),
    Column("household_uuid", String(36), nullable=False, default=""),
    Column("head_digest", String(64)),
    Column("lat", Float),
    Column("lon", Float),
    Column("figures", Document),
    PrimaryKeyConstraint("county", "submission_id"),
    Index("ix_event_filing_event", "event_id", "village"),
    sqlite_with_rowid=False,
)

# What rules say of a record of a register, as it stands now.
record_issue = Table(
    "record_issue",
    metadata,
    Column("county", String(COUNTY), nullable=False),
    Column("id", BigInteger, nullable=False),
    Column("register", String(40), nullable=False),
    Column("record_id", BigInteger, nullable=False),
    Column("unit_code", String(VILLAGE), nullable=False),
    Column("rule", String(8), nullable=False),
    Column("severity", String(1), nullable=False),
    Column("path", String(300), nullable=False),
    Column("values", Document, nullable=False),
    Column("found_at", UtcTime, nullable=False),
    PrimaryKeyConstraint("county", "id"),
    Index("ix_record_issue_record", "record_id"),
    Index("ix_record_issue_unit", "unit_code", "rule"),
    sqlite_with_rowid=False,
)

"""One table for each register, made from its description, and the history of all of them.

A row is a period: a record (`record_id`) is in force by it from `valid_from` to `valid_to`, both
days counted.  A change in life opens a new period; a correction rewrites one, and what stood there
before is kept in `edit_history` (domain.md 5.8).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

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

from server.core.registers import REGISTERS
from server.core.registers.fields import FieldType
from server.core.registers.register import UNIT, VALID_FROM, VALID_TO
from server.store.tables.base import COUNTY, TOWNSHIP, VILLAGE, Document, UtcTime, metadata

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sqlalchemy.types import TypeEngine

    from server.core.registers.fields import RegisterField
    from server.core.registers.register import Register

DIGEST = 64
POINT_PARTS = ("lat", "lon", "alt_m", "accuracy_m")
DIGITS = 14
"""Of an amount, its places behind the point counted."""

HH_NO = "hh_no"
"""The column that names a household; what is known of one is looked up by it."""

OWN = {UNIT.name: "unit_code", VALID_FROM.name: "valid_from", VALID_TO.name: "valid_to"}
"""Columns of every register's table that stand for a declared column."""


def _type(field: RegisterField) -> TypeEngine[Any]:
    match field.type:
        case FieldType.WHOLE | FieldType.YEAR:
            kind: TypeEngine[Any] = Integer()
        case FieldType.DECIMAL:
            kind = Numeric(DIGITS, field.places)
        case FieldType.DATE:
            kind = Date()
        case FieldType.MOMENT:
            kind = UtcTime()
        case FieldType.YES_NO:
            kind = Boolean()
        case FieldType.NOTE:
            kind = Text()
        case FieldType.MONTH:
            kind = String(7)
        case _:
            kind = String(field.longest)
    return kind


def _columns(field: RegisterField) -> Iterator[Column[Any]]:
    if field.is_sealed:
        yield Column(field.name, LargeBinary)
        if field.find:
            yield Column(digest_name(field), String(DIGEST), index=True)
    elif field.type is FieldType.POINT:
        for part in POINT_PARTS:
            yield Column(f"{field.name}_{part}", Float)
    else:
        yield Column(field.name, _type(field), nullable=not field.required)


def digest_name(field: RegisterField) -> str:
    """The column by which a sealed value can be found."""
    return f"{field.name}_digest"


def main_name(field: RegisterField) -> str:
    """The column that tells whether there is a value, and that is compared and sorted by."""
    if field.type is FieldType.POINT and not field.is_sealed:
        return f"{field.name}_lat"
    return OWN.get(field.name, field.name)


def _key_names(register: Register) -> list[str]:
    fields = [register.by_name[name] for name in register.key]
    return [digest_name(each) if each.is_sealed else main_name(each) for each in fields]


def _table(register: Register) -> Table:
    name = register.name
    own = [column for field in register.fields for column in _columns(field)]
    return Table(
        name,
        metadata,
        Column("county", String(COUNTY), nullable=False),
        Column("id", BigInteger, nullable=False),
        Column("record_id", BigInteger, nullable=False),
        Column("unit_code", String(VILLAGE), nullable=False),
        Column("township", String(TOWNSHIP), nullable=False),  # '' for what belongs to a county
        *own,
        Column("valid_from", Date, nullable=False),
        Column("valid_to", Date),
        Column("is_last", Boolean, nullable=False),  # the newest period of the record
        Column("source_submission_id", BigInteger),
        Column("created_at", UtcTime, nullable=False),
        Column("created_by", Integer),
        Column("updated_at", UtcTime, nullable=False),
        Column("row_version", Integer, nullable=False),
        PrimaryKeyConstraint("county", "id"),
        UniqueConstraint("county", "record_id", "valid_from"),
        Index(f"ix_{name}_unit", "unit_code", "record_id"),
        Index(f"ix_{name}_record", "record_id"),
        Index(
            f"ix_{name}_submission",
            "source_submission_id",
            sqlite_where=text("source_submission_id IS NOT NULL"),
            postgresql_where=text("source_submission_id IS NOT NULL"),
        ),
        *([Index(f"ix_{name}_key", *_key_names(register))] if register.key else []),
        *([Index(f"ix_{name}_household", HH_NO)] if HH_NO in register.by_name else []),
    )


TABLES: Mapping[str, Table] = {register.name: _table(register) for register in REGISTERS}

# One act on one record: what it wrote, column by column, as [before, after].  Sealed columns stay
# sealed here.
edit_history = Table(
    "edit_history",
    metadata,
    Column("county", String(COUNTY), nullable=False),
    Column("id", BigInteger, nullable=False),
    Column("register", String(40), nullable=False),
    Column("record_id", BigInteger, nullable=False),
    Column("period_id", BigInteger, nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("actor_id", Integer),
    Column("actor_name", String(120), nullable=False, default=""),
    Column("kind", String(10), nullable=False),  # created, corrected, changed, ended, removed …
    Column("reason", String(16), nullable=False, default=""),
    Column("note", Text, nullable=False, default=""),
    Column("submission_id", BigInteger),
    Column("changes", Document, nullable=False),
    Column("is_undone", Boolean, nullable=False, default=False),
    PrimaryKeyConstraint("county", "id"),
    Index("ix_edit_history_record", "record_id"),
    Index(
        "ix_edit_history_submission",
        "submission_id",
        sqlite_where=text("submission_id IS NOT NULL"),
        postgresql_where=text("submission_id IS NOT NULL"),
    ),
)

# The last running number of a series (petitions of a township in a year).
register_number = Table(
    "register_number",
    metadata,
    Column("series", String(60), primary_key=True),
    Column("last", Integer, nullable=False),
)

# A spreadsheet that was checked and waits to be loaded; sealed, since it may hold anything.
register_draft = Table(
    "register_draft",
    metadata,
    Column("id", BigInteger, primary_key=True),
    Column("register", String(40), nullable=False),
    Column("actor_id", Integer, nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("name", String(255), nullable=False),
    Column("content", LargeBinary, nullable=False),
    Index("ix_register_draft_at", "at"),
)

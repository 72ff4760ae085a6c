"""What every table shares: one catalogue of tables, and times that are always aware UTC."""

from __future__ import annotations

import zlib
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import orjson
from sqlalchemy import DateTime, LargeBinary, MetaData, TypeDecorator

if TYPE_CHECKING:
    from sqlalchemy import Dialect

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

COUNTY = 6
TOWNSHIP = 9
VILLAGE = 12
UNKNOWN_COUNTY = "000000"
"""County of what could not be placed: a submission always has one, since it is in every key."""

LONGEST_INSTANCE_ID = 249


class UtcTime(TypeDecorator[datetime]):
    """An instant: aware in Python, timestamptz in PostgreSQL, sortable text in SQLite."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse naive times: they would silently mean another zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without zone must not reach the store")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give back aware UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if dialect.name == "sqlite" else value.astimezone(UTC)


class Document(TypeDecorator[Any]):
    """A JSON document kept as UTF-8 bytes: it is read whole, never searched inside."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: object, dialect: Dialect) -> bytes | None:
        """Write with orjson."""
        del dialect
        return None if value is None else orjson.dumps(value)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> object:
        """Read with orjson."""
        del dialect
        return None if value is None else orjson.loads(value)


PLAIN, SMALLER = b"j", b"z"
LONG = 2_000
"""Documents of more bytes are kept compressed."""


class Packed(Document):
    """A JSON document that may be long: compressed where that saves something."""

    cache_ok = True

    def process_bind_param(self, value: object, dialect: Dialect) -> bytes | None:
        """Write with orjson, behind a letter that says how."""
        del dialect
        if value is None:
            return None
        text = orjson.dumps(value)
        return PLAIN + text if len(text) < LONG else SMALLER + zlib.compress(text, 1)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> object:
        """Read with orjson."""
        del dialect
        if value is None:
            return None
        return orjson.loads(zlib.decompress(value[1:]) if value[:1] == SMALLER else value[1:])

"""Rows with their columns by name, for tables whose columns are only known at run time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection, Select

    Named = Mapping[str, Any]


def named_rows(conn: Connection, query: Select[Any]) -> list[Named]:
    """All rows of a query."""
    return [
        {str(name): value for name, value in row.items()} for row in conn.execute(query).mappings()
    ]

"""Following a merged household to the one that goes on for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from server.store import households

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from server.store.households import AnyRow


def in_force(conn: Connection, row: AnyRow | None) -> AnyRow | None:
    """The household that goes on for one that was merged, else itself.

    Tablets and papers may know the old id and number for years.
    """
    seen: set[int] = set()
    while row is not None and row.merged_into is not None and row.id not in seen:
        seen.add(row.id)
        row = households.by_id(conn, row.county, row.merged_into)
    return row

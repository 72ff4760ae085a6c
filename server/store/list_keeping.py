"""What a change of a register means for the lists that tablets carry."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from server.store import working_copy
from server.store.list_changes import SHOWN_WITH_HOUSEHOLDS, WATCHED, changed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy import Connection

    from server.core.registers.register import Register

ANYWHERE = ""


def register_changed(
    conn: Connection, register: Register, rows: Iterable[Mapping[str, Any]]
) -> None:
    """Note that records, as they were and as they are, changed what lists say."""
    if register.name not in WATCHED:
        return
    every = tuple(rows)
    changed(conn, [(register.name, row["unit_code"]) for row in every])
    if register.name in SHOWN_WITH_HOUSEHOLDS:
        keys = {(row["county"], row["hh_no"]) for row in every if row.get("hh_no")}
        working_copy.touched(conn, keys)


def register_undone(conn: Connection, register: Register) -> None:
    """Note that an act on a register was taken back, wherever."""
    if register.name in WATCHED:
        changed(conn, [(register.name, ANYWHERE)])

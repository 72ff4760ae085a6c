"""The history of registers: each act with what stood there before (domain.md 5.8)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, insert, select, update

from server.store import counters
from server.store.ids import new_id
from server.store.named import named_rows
from server.store.tables.registers import edit_history

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from server.core.registers.register import Register
    from server.store.named import Named


class Kind(StrEnum):
    """What can be done to a record."""

    CREATED = "created"
    CORRECTED = "corrected"
    CHANGED = "changed"
    ENDED = "ended"
    REMOVED = "removed"
    UNDONE = "undone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """Who does something, when and why; `submission_id` is the submission that brings it."""

    at: datetime
    actor_id: int | None
    actor_name: str = ""
    reason: str = ""
    note: str = ""
    submission_id: int | None = None

    def by(self) -> dict[str, Any]:
        """When and by whom, as the journal asks for it."""
        return {"at": self.at, "actor_id": self.actor_id, "actor_name": self.actor_name}

    def said(self) -> dict[str, object]:
        """The rest of it, as the journal keeps it."""
        return {"reason": self.reason, "note": self.note, "submission_id": self.submission_id}


@dataclass(frozen=True, slots=True)
class Subject:
    """What an act is done to: a period of a record."""

    register: Register
    county: str
    record_id: int
    period_id: int


def subject(register: Register, row: Named) -> Subject:
    """The period of a row."""
    return Subject(register, row["county"], row["record_id"], row["id"])


def note(conn: Connection, about: Subject, kind: Kind, act: Act, **changes: object) -> None:
    """Write one act into the history, in the transaction that does it."""
    note_all(conn, kind, act, [(about, changes)])


def note_all(
    conn: Connection, kind: Kind, act: Act, acts: Iterable[tuple[Subject, Mapping[str, object]]]
) -> None:
    """Write the same act on many records, each with what it changed."""
    conn.execute(
        insert(edit_history),
        [
            {
                "county": about.county,
                "id": new_id(),
                "register": about.register.name,
                "record_id": about.record_id,
                "period_id": about.period_id,
                "at": act.at,
                "actor_id": act.actor_id,
                "actor_name": act.actor_name,
                "kind": kind,
                "reason": act.reason,
                "note": act.note,
                "submission_id": act.submission_id,
                "changes": changes,
            }
            for about, changes in acts
        ],
    )


def acts_of(conn: Connection, county: str, record_id: int) -> Sequence[Named]:
    """What was done to a record, newest first."""
    return named_rows(
        conn,
        select(edit_history)
        .where(edit_history.c.county == county, edit_history.c.record_id == record_id)
        .order_by(edit_history.c.id.desc()),
    )


def brought_by(conn: Connection, county: str, submission_id: int) -> Sequence[Named]:
    """Acts of a submission that still count, newest first."""
    return named_rows(
        conn,
        select(edit_history)
        .where(
            edit_history.c.county == county,
            edit_history.c.submission_id == submission_id,
            edit_history.c.is_undone.is_(False),
            edit_history.c.kind != Kind.UNDONE,
        )
        .order_by(edit_history.c.id.desc()),
    )


def newest_act(conn: Connection, county: str, record_id: int) -> int | None:
    """The last act on a record that still counts."""
    return conn.execute(
        select(func.max(edit_history.c.id)).where(
            edit_history.c.county == county,
            edit_history.c.record_id == record_id,
            edit_history.c.is_undone.is_(False),
            edit_history.c.kind != Kind.UNDONE,
        )
    ).scalar()


def find_act(conn: Connection, county: str, act_id: int) -> Named | None:
    """One act of the history, or None."""
    rows = named_rows(
        conn,
        select(edit_history).where(edit_history.c.county == county, edit_history.c.id == act_id),
    )
    return rows[0] if rows else None


def mark_undone(conn: Connection, done: Named) -> None:
    """Note that an act was taken back."""
    conn.execute(
        update(edit_history)
        .where(edit_history.c.county == done["county"], edit_history.c.id == done["id"])
        .values(is_undone=True)
    )


def count(conn: Connection, register: Register, unit_code: str, n: int) -> None:
    """Count records of a unit, in the transaction that adds or removes them (decision D11)."""
    count_all(conn, register, {unit_code: n})


def count_all(conn: Connection, register: Register, by_unit: Mapping[str, int]) -> None:
    """Count records of many units."""
    kind = f"{counters.REGISTER}{register.name}"
    counters.count(conn, {(unit_code, kind): n for unit_code, n in by_unit.items()})


def moved(conn: Connection, register: Register, before: str, after: str) -> None:
    """Count a record where it belongs now."""
    if before != after:
        count(conn, register, before, -1)
        count(conn, register, after, 1)

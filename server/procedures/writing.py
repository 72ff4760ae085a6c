"""Writing a procedure's act: the register's record, its history and the act's own row together."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from server import ledger
from server.core.errors import ChangedMeanwhile
from server.store import procedures, register_acts
from server.store.procedures import Done
from server.store.register_history import Act

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from sqlalchemy import Connection

    from server.core.desk.people import Asker
    from server.core.registers.register import Register
    from server.secrets import Sealer
    from server.store.named import Named


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """One act: what it is, where it leads, and what is worth keeping of it."""

    subject: str
    act: str
    to_state: str
    on: date
    at: datetime
    label: str
    document: str = ""
    note: str = ""
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Pen:
    """Who writes which act, in one transaction."""

    conn: Connection
    who: Asker
    sealer: Sealer
    written: Written

    @property
    def history(self) -> Act:
        """The act as the register's history keeps it."""
        parts = (self.written.label, self.written.document, self.written.note)
        said = " ".join(part for part in parts if part)
        return Act(
            at=self.written.at, actor_id=self.who.id, actor_name=self.who.name, note=said[:500]
        )

    def change(self, register: Register, row: Named, values: Mapping[str, object]) -> None:
        """Put new values and the new state into a record, and write the act down."""
        state = {"state": self.written.to_state}
        columns = ledger.columns_of(register, {**values, **state}, self.sealer)
        register_acts.rewrite(self.conn, register, row, columns, self.history)
        self.note(row)

    def create(self, register: Register, values: Mapping[str, object]) -> int:
        """Write a new record with its running numbers, and nothing more; return its key."""
        every: dict[str, object] = {c.name: values.get(c.name) for c in register.columns}
        ledger.number_missing(self.conn, register, every)
        columns = ledger.columns_of(register, every, self.sealer)
        return register_acts.create(self.conn, register, columns, self.history)

    def begin(self, register: Register, values: Mapping[str, object]) -> int:
        """Write a new record and the act that made it; return its key."""
        key = self.create(register, values)
        unit = str(values["unit"])
        self.note({"county": unit[:6], "record_id": key, "unit_code": unit})
        return key

    def note(self, row: Named) -> None:
        """Write the act's own row."""
        done = self.written
        procedures.note(
            self.conn,
            row,
            Done(
                subject=done.subject,
                act=done.act,
                from_state=row.get("state") or "",
                to_state=done.to_state,
                on=done.on,
                at=done.at,
                actor_id=self.who.id,
                actor_name=self.who.name,
                document=done.document,
                note=done.note,
                details=done.details,
            ),
        )


def refuse_stale(row: Named, row_version: int | None) -> None:
    """Raise ChangedMeanwhile when somebody else has acted since the page was read."""
    if row_version is not None and row["row_version"] != row_version:
        raise ChangedMeanwhile

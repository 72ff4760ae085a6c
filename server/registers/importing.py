"""Loading a spreadsheet into a register: judged by cell first, then all of it or nothing.

A checked file waits sealed as a draft; loading it judges every row again, since the store may have
changed meanwhile.  With `only_good` the rows without errors are loaded and the others told.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from server import ledger
from server.core.errors import NotFound, RecordInvalid
from server.core.finding import Finding
from server.core.types import Severity
from server.registers.access import writable
from server.registers.editing import Why, act_of, whole
from server.registers.judging import judge_again
from server.registers.rows import RowJudge
from server.registers.sheets import read_table
from server.store import audit, register_acts, register_drafts
from server.store.register_keys import refuse_double

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from sqlalchemy import Connection

    from server.core.desk.people import Asker
    from server.core.registers.register import Register
    from server.registers.sheets import Table
    from server.services import Services

KEEP_FOR = timedelta(days=1)
MOST_FINDINGS = 500
"""More are not told at once: a file with so many is better mended first."""


@dataclass(frozen=True, slots=True)
class ImportCheck:
    """What a file holds; `draft` is the key to load it by, None when no row is good."""

    register: Register
    name: str
    rows: int
    good: int
    findings: tuple[Finding, ...]
    draft: str | None

    @property
    def is_clean(self) -> bool:
        """Whether every row can be loaded."""
        return self.good == self.rows > 0


@dataclass(frozen=True, slots=True)
class ImportDone:
    """How many records were written, and how many rows were left out."""

    loaded: int
    left_out: int


def check(
    services: Services, who: Asker, name: str, file_name: str, content: bytes, *, now: datetime
) -> ImportCheck:
    """Judge a file without writing anything but a draft of it.

    Raise TooLarge, SheetUnreadable, NotAllowed, NotFound.
    """
    register = writable(who, name)
    table = read_table(register, file_name, content)
    with services.store.read() as conn:
        rows = list(RowJudge(services, conn, who, register, table=table).rows())
    findings = [*_about_headings(table), *(each for row in rows for each in row.findings)]
    good = sum(row.is_good for row in rows)
    draft = _keep(services, who, register, (file_name, content), now=now) if good else None
    return ImportCheck(register, file_name, len(rows), good, tuple(findings[:MOST_FINDINGS]), draft)


def _about_headings(table: Table) -> Iterator[Finding]:
    for heading in table.unknown:
        yield Finding(
            f"列“{heading}”不属于这个台账，已略过",
            f"the column “{heading}” does not belong to this register and is passed over",
            Severity.INFO,
            sheet=table.sheet,
        )


def _keep(
    services: Services, who: Asker, register: Register, file: tuple[str, bytes], *, now: datetime
) -> str:
    name, content = file
    sealed = services.sealer.seal(base64.b85encode(content).decode())
    return services.store.write(
        lambda conn: register_drafts.keep(
            conn,
            register.name,
            who.id,
            (name[:255], sealed),
            now=now,
            older_than=now - KEEP_FOR,
        )
    )


def load(
    services: Services,
    who: Asker,
    name: str,
    draft: str,
    *,
    only_good: bool = False,
    now: datetime,
) -> ImportDone:
    """Write the rows of a checked file in one transaction.

    Raise RecordInvalid when a row has errors and `only_good` is not said, NotFound for a draft
    that is not the asker's or is gone.
    """
    register = writable(who, name)
    with services.store.read() as conn:
        kept = register_drafts.find(conn, register.name, who.id, draft)
    if kept is None:
        raise NotFound
    file_name, sealed = kept
    content = base64.b85decode(services.sealer.open(sealed))
    table = read_table(register, file_name, content)

    with services.store.read() as conn:
        rows = list(RowJudge(services, conn, who, register, table=table).rows())
    wrong = [each for row in rows for each in row.findings if each.severity is Severity.ERROR]
    good = [row.values for row in rows if row.is_good]
    if not good or (wrong and not only_good):
        raise RecordInvalid(wrong)
    done = ImportDone(len(good), len(rows) - len(good))

    def work(conn: Connection) -> ImportDone:
        columns = [_columns(services, conn, register, dict(values)) for values in good]
        keys = register_acts.create_all(
            conn, register, columns, act_of(who, Why(reason=None, note=file_name), now)
        )
        judge_again(services, conn, register, zip(keys, columns, strict=True), now=now)
        register_drafts.drop(conn, draft)
        audit.note(
            conn,
            "register.import",
            at=now,
            by=who.id,
            subject=register.name,
            details={"rows": done.loaded, "left_out": done.left_out},
        )
        return done

    return services.store.write(work)


def _columns(
    services: Services, conn: Connection, register: Register, values: dict[str, object]
) -> dict[str, object]:
    """Columns to write; raise RecordExists for what has come into the register meanwhile."""
    ledger.number_missing(conn, register, values)
    columns = ledger.columns_of(register, whole(register, values), services.sealer)
    refuse_double(conn, register, columns, record_id=None)
    return columns

"""Rows of a spreadsheet judged one by one: typed values, or what is wrong in which cell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from server import ledger
from server.core.finding import Finding
from server.core.registers.register import UNIT, Complaint
from server.core.types import Severity
from server.registers.editing import judged, whole
from server.registers.resolving import Resolver
from server.store.register_keys import double

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

    from server.core.desk.people import Asker
    from server.core.registers.register import Register, Values
    from server.registers.sheets import SheetRow, Table
    from server.services import Services


@dataclass(frozen=True, slots=True)
class JudgedRow:
    """One row with its typed values, and what is to be said about it."""

    values: dict[str, object]
    findings: tuple[Finding, ...]

    @property
    def is_good(self) -> bool:
        """Whether it can be written."""
        return all(each.severity is not Severity.ERROR for each in self.findings)


class RowJudge:
    """Judges the rows of one file against the register as it stands."""

    def __init__(
        self, services: Services, conn: Connection, who: Asker, register: Register, *, table: Table
    ) -> None:
        self._services = services
        self._conn = conn
        self._register = register
        self._table = table
        self._resolver = Resolver(services, conn, who, register)
        self._seen: dict[tuple[object, ...], int] = {}

    def rows(self) -> Iterator[JudgedRow]:
        """Every row of the file."""
        for row in self._table.rows:
            judgement = judged(self._resolver, self._register, row.cells, strict=False)
            complaints = [*judgement.complaints]
            if not judgement.errors:
                complaints += self._doubles(row, judgement.values)
            yield JudgedRow(
                judgement.values, tuple(self._finding(row, each) for each in complaints)
            )

    def _doubles(self, row: SheetRow, values: Values) -> Iterator[Complaint]:
        """A key that stands twice, in the file or in the store."""
        if not self._register.key or self._lacks_number(values):
            return
        columns = ledger.columns_of(
            self._register, whole(self._register, values), self._services.sealer
        )
        key = (*(values.get(name) for name in self._register.key), columns["valid_from"])
        first = self._seen.setdefault(key, row.number)
        name = next((each for each in self._register.key if each != UNIT.name), "")
        if first != row.number:
            yield Complaint(name, f"与第 {first} 行重复", f"the same as row {first}")
        elif double(self._conn, self._register, columns, record_id=None) is not None:
            yield Complaint(
                name,
                "台账中同一时期已有这条记录",
                "the register has this record at that time already",
            )

    def _lacks_number(self, values: Values) -> bool:
        """A running number that is still to be given cannot be double."""
        by_name = self._register.by_name
        return any(by_name[n].series and not values.get(n) for n in self._register.key)

    def _finding(self, row: SheetRow, complaint: Complaint) -> Finding:
        letter = self._table.letters.get(complaint.field, "")
        column = self._register.by_name.get(complaint.field)
        return Finding(
            complaint.zh,
            complaint.en,
            complaint.severity,
            code=complaint.field,
            sheet=self._table.sheet,
            row=row.number,
            column=column.zh if column else None,
            cell=f"{self._table.sheet}!{letter}{row.number}",
        )

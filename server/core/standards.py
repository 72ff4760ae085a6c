"""Standards of assistance by county and day, as the register keeps them (domain.md 2.4)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Standard:
    """One row: yuan a month for a kind, and a class where the kind has classes.

    For Dibao the row without a class is the income line, a row with one what that class is paid.
    """

    county: str
    kind: str
    amount: Decimal
    valid_from: date
    valid_to: date | None = None
    class_: str = ""
    document_no: str = ""

    def holds_on(self, day: date) -> bool:
        """Whether it is in force on `day`; both ends count."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True)
class Standards:
    """All rows that may be asked for."""

    rows: tuple[Standard, ...] = ()

    def __len__(self) -> int:
        return len(self.rows)

    def amount(self, county: str, kind: str, day: date, *, class_: str = "") -> Decimal | None:
        """The amount in force, or None where none was entered.

        Exactly one row is in force per county, kind, class and day; should two be, the one that
        began last.
        """
        wanted = (county, kind, class_)
        held = [
            row
            for row in self.rows
            if (row.county, row.kind, row.class_) == wanted and row.holds_on(day)
        ]
        return max(held, key=_start).amount if held else None


def _start(row: Standard) -> date:
    return row.valid_from


NO_STANDARDS = Standards()

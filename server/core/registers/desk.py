"""Registers as people read them: what there is, lists, one record with its history."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from server.core.registers.fields import RegisterField
    from server.core.registers.filters import Asked
    from server.core.registers.register import Complaint, Register
    from server.core.types import AdminUnit, Issue


@dataclass(frozen=True, slots=True)
class RegisterCard:
    """A register somebody may open, and how many records it holds in the area."""

    register: Register
    records: int
    may_write: bool


@dataclass(frozen=True, slots=True)
class RecordLine:
    """One line of a list; a value that is not for everybody is `Hidden`."""

    record_id: int
    values: Mapping[str, object]
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class RegisterPage:
    """A page of a register; `after` is the next page's cursor, None at the end."""

    register: Register
    columns: tuple[RegisterField, ...]
    lines: tuple[RecordLine, ...]
    asked: Asked
    total: int
    after: str | None
    may_write: bool
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RecordPeriod:
    """From one day to another (both counted) the record was like this."""

    id: int
    row_version: int
    valid_from: date
    valid_to: date | None
    values: Mapping[str, object]
    submission: int | None


@dataclass(frozen=True, slots=True)
class ValueChange:
    """One value an act changed, as it may be seen."""

    column: RegisterField
    old: object
    new: object


@dataclass(frozen=True, slots=True)
class RecordAct:
    """One line of a record's history; `kind` is created, corrected, changed and so on."""

    at: datetime
    who: str
    kind: str
    reason: str
    note: str
    submission: int | None
    changes: tuple[ValueChange, ...]
    is_undone: bool


@dataclass(frozen=True, slots=True)
class RecordFile:
    """Everything known of one record: periods and acts, newest first."""

    register: Register
    record_id: int
    place: tuple[AdminUnit, ...]
    periods: tuple[RecordPeriod, ...]
    acts: tuple[RecordAct, ...]
    may_write: bool
    may_reveal: bool
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    issues: tuple[Issue, ...] = ()


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of an edit: the record, and what is worth a second look."""

    record_id: int
    warnings: tuple[Complaint, ...] = ()

"""What happened in a household and what registers say of it, as pages show it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class LifeLine:
    """One act about a household; `kind` is of `core.lifeevent`, `details` names and numbers."""

    id: int
    kind: str
    on_date: date
    at: datetime
    who: str
    person_id: int | None
    submission: int | None
    note: str
    details: Mapping[str, object]
    undone_at: datetime | None = None
    undone_by: str = ""
    may_undo: bool = False


@dataclass(frozen=True, slots=True)
class RegisterLine:
    """A record of a register about a household or a person: its title and the days it holds."""

    register: str
    record_id: int
    zh: str
    en: str
    values: Mapping[str, object]
    since: date | None
    until: date | None
    is_own: bool = False

"""Forms, tablets, areas and quarantine as the office manages them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from server.core.types import AdminUnit


@dataclass(frozen=True, slots=True)
class FormVersionRow:
    """One published version of a form."""

    version: str
    published_at: datetime
    by: str
    submissions: int


@dataclass(frozen=True, slots=True)
class FormRow:
    """A form with its versions, newest first; `state` is open, closing or closed."""

    form_id: str
    title: Mapping[str, str]
    state: str
    fields: int
    attachments: tuple[str, ...]
    versions: tuple[FormVersionRow, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """What the compiler or a house rule says about a sheet, pointing at its cell.

    `severity` is E, W or I.  `sheet`, `row`, `column` (a letter) are empty when the finding is
    about the whole file; `cell` is the cell's text, `hint` what would mend it.
    """

    severity: str
    sheet: str
    row: int | None
    column: str
    cell: str
    sentence: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class SheetExcerpt:
    """Rows of a sheet around the first finding: (row number, cells) in the order of `columns`."""

    sheet: str
    columns: tuple[tuple[str, str], ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One difference to the published version: `kind` is added, changed or removed.

    `severity` is empty when old data are not touched; `effect` says what happens to them.
    """

    kind: str
    name: str
    label: str
    old: str
    new: str
    effect: str
    severity: str = ""


@dataclass(frozen=True, slots=True)
class FormCheck:
    """The outcome of checking one workbook.

    `draft` is the key to publish it by, None while there are errors.
    """

    file_name: str
    size: int
    seconds: float
    form_id: str
    title: str
    version: str
    published_version: str | None
    findings: tuple[Finding, ...]
    excerpts: tuple[SheetExcerpt, ...]
    changes: tuple[FieldChange, ...]
    unchanged: int
    draft: str | None


@dataclass(frozen=True, slots=True)
class Tablet:
    """An app user: a tablet's account and the villages it collects in."""

    id: int
    name: str
    units: tuple[AdminUnit, ...]
    created_at: datetime
    last_seen_at: datetime | None
    submissions: int
    is_revoked: bool
    is_training: bool = False


@dataclass(frozen=True, slots=True)
class TabletCode:
    """What the QR code of a tablet holds: the settings text Collect reads, and the plain URL."""

    tablet: Tablet
    settings: str
    url: str


@dataclass(frozen=True, slots=True)
class AreaRow:
    """One unit in the tree with its counters."""

    unit: AdminUnit
    children: int
    households: int
    persons: int
    collectors: int
    has_outline: bool


@dataclass(frozen=True, slots=True)
class AreaPage:
    """A unit, its path from the top, and its children."""

    path: tuple[AdminUnit, ...]
    own: AreaRow
    children: tuple[AreaRow, ...]


@dataclass(frozen=True, slots=True)
class Quarantined:
    """Something that could not be read or filed; `rule` is W-01, W-02, W-03 … or a decoding error.

    `reason` fills the rule's sentence; it holds no personal data.
    """

    id: int
    rule: str
    received_at: datetime
    sender: str
    form_id: str
    version: str
    instance_id: str
    size: int
    files: int
    reason: str = ""
    is_handled: bool = False


@dataclass(frozen=True, slots=True)
class QuarantineList:
    """A page of what lies in quarantine, newest first."""

    rows: tuple[Quarantined, ...]
    total: int
    after: str | None = None

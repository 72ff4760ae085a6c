"""Why a record is changed: reason codes of domain.md 5.8."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


class Reason(StrEnum):
    """Only a change in life opens a new period; the others say that what stands there is wrong."""

    ENTRY_ERROR = "entry_error"
    CHANGED = "changed"
    PAPERS = "papers"
    MERGED = "merged"
    OBJECTION = "objection"
    CHECKED = "checked"

    @property
    def opens_period(self) -> bool:
        """Whether what stood there before was right until then."""
        return self is Reason.CHANGED

    def label(self, language: str) -> str:
        """The reason in ``"zh"`` or ``"en"``."""
        return LABELS[self]["en" if language.startswith("en") else "zh"]


LABELS: Mapping[Reason, Mapping[str, str]] = {
    Reason.ENTRY_ERROR: {"zh": "录入错误", "en": "Entry error"},
    Reason.CHANGED: {"zh": "情况变化", "en": "Change in life"},
    Reason.PAPERS: {"zh": "证件更正", "en": "Papers corrected"},
    Reason.MERGED: {"zh": "合并", "en": "Merged"},
    Reason.OBJECTION: {"zh": "异议属实", "en": "Objection upheld"},
    Reason.CHECKED: {"zh": "数据核对", "en": "Data check"},
}

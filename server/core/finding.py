"""What is wrong with a file somebody brings (a form, a list, a map), and where."""

from __future__ import annotations

from dataclasses import dataclass

from server.core.types import Severity


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to correct or to know, in Chinese and English.

    `row` counts from 1 as spreadsheets show it and is None where no row is to blame; `column` is
    the header of the sheet; `cell` points at it the way Excel does (``survey!C16``).  Suggestions
    are empty when we have none.  `code` is a short constant for programs.
    """

    zh: str
    en: str
    severity: Severity = Severity.ERROR
    code: str = ""
    sheet: str | None = None
    row: int | None = None
    column: str | None = None
    cell: str | None = None
    suggestion_zh: str = ""
    suggestion_en: str = ""

    def line(self, language: str) -> str:
        """Place, sentence and suggestion in one line, in ``"zh"`` or ``"en"``.

        >>> Finding("缺少标签", "No label", cell="survey!C16").line("en")
        'survey!C16: No label'
        """
        if language.startswith("en"):
            return self._joined(": ", self.en, " ", self.suggestion_en)
        return self._joined(
            "：", self.zh, "，" if self.zh[-1:] not in "。？！" else "", self.suggestion_zh
        )

    def _joined(self, colon: str, sentence: str, gap: str, suggestion: str) -> str:
        place = self.cell or self.sheet
        return (
            (f"{place}{colon}" if place else "")
            + sentence
            + (gap + suggestion if suggestion else "")
        )

    def as_dict(self) -> dict[str, object]:
        """All fields with their names, for JSON."""
        return {name: getattr(self, name) for name in self.__slots__}

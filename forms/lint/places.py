"""Findings pinned to a cell of the workbook."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from forms.workbook import Row, Workbook
    from server.core.finding import Finding


def pinned(finding: Finding, book: Workbook, row: Row, column: str) -> Finding:
    """The finding with its place; `column` is a plain name or the text of a header."""
    sheet = book.sheet(row.sheet)
    header = column if column in row.cells else sheet.header(column)
    return replace(
        finding,
        sheet=sheet.name,
        row=row.number,
        column=header,
        cell=sheet.cell(row.number, header),
    )

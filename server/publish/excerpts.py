"""Rows of a workbook around what was found wrong, as a sheet shows them."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from server.core.desk.office import SheetExcerpt

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from openpyxl.worksheet.worksheet import Worksheet

    from server.core.finding import Finding

AROUND = 2
MOST_COLUMNS = 12
MOST_EXCERPTS = 3


def excerpts(content: bytes, findings: Sequence[Finding]) -> tuple[SheetExcerpt, ...]:
    """The surroundings of the first findings, one excerpt a sheet; none for what is no workbook.

    The compiler has bounded the file's size before this reads it.
    """
    places = {f.sheet: f.row for f in reversed(findings) if f.sheet and f.row}
    if not places:
        return ()
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError):
        return ()
    return tuple(
        _around(book[sheet], sheet, row)
        for sheet, row in list(places.items())[:MOST_EXCERPTS]
        if sheet in book.sheetnames
    )


def _around(sheet: Worksheet, name: str, row: int) -> SheetExcerpt:
    heads = next(_cells(sheet, 1, 1), (1, ()))[1]
    used = [n for n, head in enumerate(heads) if head][:MOST_COLUMNS]
    return SheetExcerpt(
        sheet=name,
        columns=tuple((get_column_letter(n + 1), heads[n]) for n in used),
        rows=tuple(
            (number, tuple(cells[n] if n < len(cells) else "" for n in used))
            for number, cells in _cells(sheet, max(row - AROUND, 2), row + AROUND)
        ),
    )


def _cells(sheet: Worksheet, first: int, last: int) -> Iterator[tuple[int, tuple[str, ...]]]:
    rows = sheet.iter_rows(min_row=first, max_row=last, values_only=True)
    for number, row in enumerate(rows, first):
        yield number, tuple("" if cell is None else str(cell) for cell in row)

"""A report as a workbook in the look of an office: title, unit, period, seal box, A4 landscape.

For a table of some hundred lines; lists without end are `exports.xlsx`.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.header_footer import HeaderFooterItem, _HeaderFooterPart
from openpyxl.worksheet.properties import PageSetupProperties

from exports.table import Kind
from exports.text import clean

if TYPE_CHECKING:
    from collections.abc import Sequence

    from openpyxl.worksheet.worksheet import Worksheet

    from exports.table import Table

FONT = "宋体"  # on every Chinese Windows, in WPS as in Excel
THIN = Side(style="thin")
BOX = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)
MIDDLE = Alignment(horizontal="center", vertical="center", wrap_text=True)
RIGHT = Alignment(horizontal="right", vertical="center")
LEFT = Alignment(horizontal="left", vertical="center")
HEAD_ROW = 3
FORMATS = {Kind.WHOLE: "#,##0", Kind.NUMBER: "#,##0.00"}
WIDTH, FIRST_WIDTH = 12, 22


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around the table: left and right over it, and the signatures under it."""

    left: str
    right: str
    signatures: Sequence[str]


def workbook(table: Table, rows: Sequence[Sequence[object]], frame: Frame) -> bytes:
    """The workbook; the last row is the total and stands out."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = clean(table.name)[:31]
    width = len(table.columns)
    _write_top(sheet, table, frame, width)
    for place, column in enumerate(table.columns, 1):
        cell = sheet.cell(HEAD_ROW, place, clean(column.title))
        cell.font, cell.border, cell.alignment = Font(FONT, 10, bold=True), BOX, MIDDLE
        letter = get_column_letter(place)
        sheet.column_dimensions[letter].width = FIRST_WIDTH if place == 1 else WIDTH
    for number, row in enumerate(rows, HEAD_ROW + 1):
        is_total = number == HEAD_ROW + len(rows)
        for place, (column, value) in enumerate(zip(table.columns, row, strict=True), 1):
            cell = sheet.cell(number, place, _plain(value))
            cell.font, cell.border = Font(FONT, 10, bold=is_total), BOX
            cell.alignment = RIGHT if column.kind in FORMATS else LEFT
            cell.number_format = FORMATS.get(column.kind, "@")
    _write_bottom(sheet, table, frame, HEAD_ROW + len(rows) + 1, width)
    _set_page(sheet, width)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _plain(value: object) -> str | int | float | None:
    match value:
        case None | int() | float():
            return value
        case Decimal():
            return float(value)
        case _:
            return clean(str(value))


def _write_top(sheet: Worksheet, table: Table, frame: Frame, width: int) -> None:
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=width)
    title = sheet.cell(1, 1, clean(table.title))
    title.font, title.alignment = Font(FONT, 18, bold=True), MIDDLE
    sheet.row_dimensions[1].height = 36
    half = max(1, width // 2)
    sheet.merge_cells(start_row=2, start_column=1, end_row=2, end_column=half)
    sheet.cell(2, 1, clean(frame.left)).font = Font(FONT, 11)
    if width > half:
        sheet.merge_cells(start_row=2, start_column=half + 1, end_row=2, end_column=width)
        right = sheet.cell(2, half + 1, clean(frame.right))
        right.font, right.alignment = Font(FONT, 11), RIGHT
    sheet.row_dimensions[HEAD_ROW].height = 32


def _write_bottom(sheet: Worksheet, table: Table, frame: Frame, row: int, width: int) -> None:
    for note in table.notes:
        sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=width)
        sheet.cell(row, 1, clean(note)).font = Font(FONT, 9)
        row += 1
    sheet.merge_cells(start_row=row + 1, start_column=1, end_row=row + 1, end_column=width)
    signed = sheet.cell(row + 1, 1, "　　　　　　".join(map(clean, frame.signatures)))
    signed.font = Font(FONT, 11)
    sheet.row_dimensions[row + 1].height = 30


def _set_page(sheet: Worksheet, width: int) -> None:
    sheet.freeze_panes = f"B{HEAD_ROW + 1}"
    sheet.page_setup.orientation = "landscape" if width > 6 else "portrait"  # noqa: PLR2004  # columns on A4
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = f"1:{HEAD_ROW}"
    sheet.oddFooter = HeaderFooterItem(center=_HeaderFooterPart("第 &P 页，共 &N 页"))
    sheet.print_options.horizontalCentered = True

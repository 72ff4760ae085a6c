"""XLSX written row by row: memory does not grow, and it costs a tenth of what libraries take.

Texts stand inline, so that no table of strings has to be kept.  Excel and WPS hold 1,048,576 rows
in a sheet: more go on in a further one.  ECMA-376 part 1, 18.3.
"""

from __future__ import annotations

import re
import zipfile
from datetime import date, datetime
from decimal import Decimal
from math import isfinite
from typing import IO, TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from exports.table import Kind
from exports.text import CHINA, clean, unique

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from exports.table import Column, Table

MOST_ROWS = 1_048_576
LONGEST = 32_767
"""Characters of one cell; Excel calls a file with more of them broken."""

SAFE_WHOLE = 10**15
"""Excel keeps fifteen digits: longer numbers are written as text."""

EPOCH = date(1899, 12, 30)
DAY_S = 86_400

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
MEDIA = "application/vnd.openxmlformats-officedocument.spreadsheetml"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

PLAIN, BOLD, DAY, MOMENT, TITLE, NOTE = range(6)
"""Styles of cells, in the order of `_styles`."""

WIDTH: dict[Kind, int] = {
    Kind.TEXT: 18,
    Kind.WHOLE: 12,
    Kind.NUMBER: 14,
    Kind.YES_NO: 8,
    Kind.DAY: 12,
    Kind.MOMENT: 18,
    Kind.POINT: 24,
}


def write(path: Path, table: Table, rows: Iterable[Sequence[object]]) -> int:
    """Write a workbook: the data, then a sheet that says where it comes from; count of rows."""
    count = 0
    left = iter(rows)
    titles: list[str] = []
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as book:
        while True:
            titles.append(_sheet_title(table.title, len(titles) + 1))
            written, is_done = _write_sheet(book, len(titles), table, left)
            count += written
            if is_done:
                break
        titles.append("说明 About")
        _write_about(book, len(titles), table)
        _write_frame(book, titles)
    return count


def _sheet_title(title: str, number: int) -> str:
    """A name Excel allows: at most 31 characters, none of seven."""
    allowed = re.sub(r"[\[\]:*?/\\']", " ", clean(title)).strip()[:26] or "data"
    return allowed if number == 1 else f"{allowed} {number}"


def _write_sheet(
    book: zipfile.ZipFile, number: int, table: Table, rows: Iterator[Sequence[object]]
) -> tuple[int, bool]:
    """One sheet of data; how many rows it took, and whether none are left."""
    columns = [letters(index) for index in range(len(table.columns))]
    count = 0
    with book.open(f"xl/worksheets/sheet{number}.xml", "w", force_zip64=True) as sheet:
        _open_sheet(sheet, table.columns)
        for row in rows:
            count += 1
            line = count + 1
            cells = [_cell(f"{at}{line}", value) for at, value in zip(columns, row, strict=True)]
            sheet.write(f'<row r="{line}">{"".join(cells)}</row>'.encode())
            if line == MOST_ROWS:
                break
        last = f"{letters(len(table.columns) - 1)}{count + 1}"
        sheet.write(f'</sheetData><autoFilter ref="A1:{last}"/></worksheet>'.encode())
    return count, count + 1 < MOST_ROWS


def _open_sheet(sheet: IO[bytes], columns: tuple[Column, ...]) -> None:
    widths = "".join(
        f'<col min="{n}" max="{n}" width="{WIDTH[column.kind]}" customWidth="1"/>'
        for n, column in enumerate(columns, 1)
    )
    heads = "".join(
        text_cell(index, 1, head, BOLD) for index, head in enumerate(unique(columns, titles=True))
    )
    sheet.write(
        f'{HEAD}<worksheet xmlns="{MAIN}"><sheetViews><sheetView workbookViewId="0">'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
        f"</sheetView></sheetViews><cols>{widths}</cols>"
        f'<sheetData><row r="1">{heads}</row>'.encode()
    )


def _cell(at: str, value: object) -> str:
    """The cell as XML; nothing for an absent value."""
    match value:
        case None | "":
            cell = ""
        case bool():
            cell = f'<c r="{at}" t="b"><v>{int(value)}</v></c>'
        case int() if abs(value) < SAFE_WHOLE:
            cell = f'<c r="{at}"><v>{value}</v></c>'
        case Decimal() if value.is_finite():
            cell = f'<c r="{at}"><v>{value:f}</v></c>'
        case float() if isfinite(value):
            cell = f'<c r="{at}"><v>{value!r}</v></c>'
        case datetime():
            cell = f'<c r="{at}" s="{MOMENT}"><v>{serial(value):.8f}</v></c>'
        case date() if value > EPOCH:
            cell = f'<c r="{at}" s="{DAY}"><v>{(value - EPOCH).days}</v></c>'
        case _:
            cell = _text(at, str(value), PLAIN)
    return cell


def serial(moment: datetime) -> float:
    """Days since 1899-12-30 of a moment on China's clock, as Excel counts."""
    there = moment.astimezone(CHINA)
    seconds = there.hour * 3600 + there.minute * 60 + there.second
    return (there.date() - EPOCH).days + seconds / DAY_S


def text_cell(index: int, line: int, text: str, style: int = PLAIN) -> str:
    """A cell of text in column `index`, counted from 0."""
    return _text(f"{letters(index)}{line}", text, style)


def _text(at: str, text: str, style: int) -> str:
    body = escape(clean(text)[:LONGEST])
    kept = ' xml:space="preserve"' if body != body.strip() or "\n" in body else ""
    mark = f' s="{style}"' if style else ""
    return f'<c r="{at}" t="inlineStr"{mark}><is><t{kept}>{body}</t></is></c>'


def letters(index: int) -> str:
    """The letters of a column, counted from 0.

    >>> letters(0), letters(25), letters(26), letters(701), letters(702)
    ('A', 'Z', 'AA', 'ZZ', 'AAA')
    """
    found = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        found = chr(65 + rest) + found
    return found


def _write_about(book: zipfile.ZipFile, number: int, table: Table) -> None:
    """Who took it out, when and what for; and what the columns are called in programs."""
    lines = [(table.title,), *((note,) for note in table.notes), ()]
    lines += [(column.title, column.name, column.kind.value) for column in table.columns]
    body = "".join(
        f'<row r="{n}">'
        + "".join(text_cell(i, n, text, TITLE if n == 1 else NOTE) for i, text in enumerate(cells))
        + "</row>"
        for n, cells in enumerate(lines, 1)
    )
    book.writestr(
        f"xl/worksheets/sheet{number}.xml",
        f'{HEAD}<worksheet xmlns="{MAIN}"><cols><col min="1" max="3" width="40" customWidth="1"/>'
        f"</cols><sheetData>{body}</sheetData></worksheet>",
    )


def _write_frame(book: zipfile.ZipFile, titles: Sequence[str]) -> None:
    """The parts every workbook has, written when the number of sheets is known."""
    numbers = range(1, len(titles) + 1)
    sheets = "".join(
        f'<sheet name={quoteattr(title)} sheetId="{n}" r:id="rId{n}"/>'
        for n, title in zip(numbers, titles, strict=True)
    )
    book.writestr(
        "xl/workbook.xml",
        f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{sheets}</sheets></workbook>',
    )
    links = "".join(
        f'<Relationship Id="rId{n}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in numbers
    )
    links += f'<Relationship Id="rIdS" Type="{OFFICE}/styles" Target="styles.xml"/>'
    book.writestr(
        "xl/_rels/workbook.xml.rels",
        f'{HEAD}<Relationships xmlns="{RELATIONS}">{links}</Relationships>',
    )
    book.writestr("xl/styles.xml", _styles())
    book.writestr(
        "_rels/.rels",
        f'{HEAD}<Relationships xmlns="{RELATIONS}"><Relationship Id="rId1" '
        f'Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    )
    parts = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{MEDIA}.worksheet+xml"/>'
        for n in numbers
    )
    book.writestr(
        "[Content_Types].xml",
        f'{HEAD}<Types xmlns="{TYPES}"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{MEDIA}.sheet.main+xml"/>{parts}'
        f'<Override PartName="/xl/styles.xml" ContentType="{MEDIA}.styles+xml"/></Types>',
    )


def _styles() -> str:
    fonts = '<font><sz val="11"/><name val="宋体"/></font>'
    fonts += '<font><b/><sz val="11"/><name val="宋体"/></font>'
    fonts += '<font><b/><sz val="16"/><name val="宋体"/></font>'
    fills = '<fill><patternFill patternType="none"/></fill>'
    fills += '<fill><patternFill patternType="gray125"/></fill>'
    fills += '<fill><patternFill patternType="solid"><fgColor rgb="FFE7EFF8"/></patternFill></fill>'
    edges = "<border><left/><right/><top/><bottom/><diagonal/></border>"
    wrapped = '<alignment vertical="top" wrapText="1"/>'
    cells = [
        '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>',
        (
            '<xf numFmtId="0" fontId="1" fillId="2" borderId="0" xfId="0" applyFont="1" '
            f'applyFill="1" applyAlignment="1">{wrapped}</xf>'
        ),
        '<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>',
        '<xf numFmtId="165" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>',
        '<xf numFmtId="0" fontId="2" fillId="0" borderId="0" xfId="0" applyFont="1"/>',
        '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>',
    ]
    return (
        f'{HEAD}<styleSheet xmlns="{MAIN}"><numFmts count="2">'
        '<numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/>'
        '<numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd\\ hh:mm"/></numFmts>'
        f'<fonts count="3">{fonts}</fonts><fills count="3">{fills}</fills>'
        f'<borders count="1">{edges}</borders><cellStyleXfs count="1">{cells[0]}</cellStyleXfs>'
        f'<cellXfs count="{len(cells)}">{"".join(cells)}</cellXfs>'
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
        "</styleSheet>"
    )

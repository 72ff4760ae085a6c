"""Spreadsheets of a register: the template people fill in, and reading what comes back.

A template has the columns in Chinese and English, drop-down lists, an example, a sheet with the
choices and one that explains every column.  A file may also be any table whose first rows name the
columns, as Excel or CSV.
"""

from __future__ import annotations

import csv
import io
import zipfile
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.datavalidation import DataValidation

from server.core.errors import SheetUnreadable, TooLarge
from server.core.registers.examples import example_of
from server.core.registers.explaining import explained
from server.core.registers.fields import FieldType

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from openpyxl.worksheet.worksheet import Worksheet

    from server.core.registers.fields import RegisterField
    from server.core.registers.register import Register

MAX_BYTES = 8_000_000
MAX_UNPACKED = 200_000_000
MAX_TAGS = 1_500_000
"""Of all parts together: a table of 5,000 rows has a third of that, and a million take seconds."""

MAX_ROWS = 5_000
"""Rows of one file: they are loaded in one transaction, which others wait for."""

CHUNK_BYTES = 1_000_000
HEADER_WITHIN = 10
"""Rows at the top of a file among which the header is looked for."""

DATA, LISTS, NOTES = "数据 Data", "选项 Choices", "说明 Notes"
HEAD = PatternFill("solid", fgColor="E7EFF8")
PALE = PatternFill("solid", fgColor="F5F5F5")
GREY = "808080"
WIDTH = 18


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One filled row: `number` as Excel shows it, cells by column name."""

    number: int
    cells: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Table:
    """What was read: the sheet, the letter of each column, the rows.

    `unknown` are headings that name no column of the register.
    """

    sheet: str
    letters: Mapping[str, str]
    rows: tuple[SheetRow, ...]
    unknown: tuple[str, ...] = ()


def template(register: Register) -> bytes:
    """An empty workbook for one register, as XLSX."""
    book = Workbook()
    book.remove(book.worksheets[0])
    data, lists, notes = (book.create_sheet(title) for title in (DATA, LISTS, NOTES))
    _write_data(data, register)
    _write_lists(lists, data, register)
    _write_notes(notes, register)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def heading(column: RegisterField, language: str) -> str:
    """What stands over a column: its name, its unit, a star where it must be filled in."""
    unit = f"（{column.unit.zh}）" if column.unit and language == "zh" else ""
    unit = f" ({column.unit.en})" if column.unit and language == "en" else unit
    return f"{column.label(language)}{unit}{'*' if column.required else ''}"


def _write_data(sheet: Worksheet, register: Register) -> None:
    sample = example_of(register)
    for number, column in enumerate(register.columns, 1):
        zh = sheet.cell(1, number, heading(column, "zh"))
        en = sheet.cell(2, number, heading(column, "en"))
        zh.font, en.font = Font(bold=True), Font(color=GREY, size=9)
        zh.fill = en.fill = HEAD
        zh.alignment = en.alignment = Alignment(wrap_text=True, vertical="top")
        zh.comment = Comment(f"{explained(column, 'zh')}\n{explained(column, 'en')}", "minzheng")
        example = sheet.cell(3, number, sample[column.name])
        example.font, example.fill = Font(italic=True, color=GREY), PALE
        letter = get_column_letter(number)
        sheet.column_dimensions[letter].width = WIDTH
        if column.type in TEXT_CELLS:  # Excel would make a number of it and lose digits
            sheet.column_dimensions[letter].number_format = "@"
            for row in range(3, 40):
                sheet.cell(row, number).number_format = "@"
    sheet.freeze_panes = "A3"


TEXT_CELLS = frozenset(
    {
        FieldType.ID_NUMBER,
        FieldType.ACCOUNT,
        FieldType.PHONE,
        FieldType.HOUSEHOLD,
        FieldType.PERSON,
        FieldType.PLACE,
        FieldType.NUMBER,
        FieldType.MONTH,
    }
)


def _write_lists(sheet: Worksheet, data: Worksheet, register: Register) -> None:
    """One pair of columns a list, and a drop-down in the data sheet that offers it."""
    at = 1
    for number, column in enumerate(register.columns, 1):
        words = _words(column)
        if not words:
            continue
        sheet.cell(1, at, column.zh).font = Font(bold=True)
        sheet.cell(1, at + 1, column.en).font = Font(color=GREY)
        for row, (zh, en) in enumerate(words, 2):
            sheet.cell(row, at, zh)
            sheet.cell(row, at + 1, en)
        if column.type is not FieldType.CHOICES:
            letter, home = get_column_letter(at), get_column_letter(number)
            offered = DataValidation(
                type="list",
                formula1=f"'{LISTS}'!${letter}$2:${letter}${len(words) + 1}",
                allow_blank=True,
                showErrorMessage=False,  # codes and English labels are taken as well
            )
            offered.add(f"{home}3:{home}{MAX_ROWS + 3}")
            data.add_data_validation(offered)
        at += 3


def _words(column: RegisterField) -> list[tuple[str, str]]:
    if column.type is FieldType.YES_NO:
        return [("是", "yes"), ("否", "no")]
    return [(choice.zh, choice.en) for choice in column.choices]


def _write_notes(sheet: Worksheet, register: Register) -> None:
    sheet.append(["列", "Column", "填写要求", "What to write"])
    for column in register.columns:
        sheet.append([column.zh, column.en, explained(column, "zh"), explained(column, "en")])
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for letter, width in zip("ABCD", (20, 26, 60, 60), strict=True):
        sheet.column_dimensions[letter].width = width


def read_table(register: Register, name: str, content: bytes) -> Table:
    """The rows of a workbook or CSV; the template's example is passed over.

    Raise TooLarge, SheetUnreadable when it is no table or names no column of the register.
    """
    if len(content) > MAX_BYTES:
        raise TooLarge(limit_mb=MAX_BYTES // 1_000_000)
    if name.lower().endswith(".xls"):
        raise _unreadable("请另存为 .xlsx 或 CSV", "save it as .xlsx or CSV")
    is_workbook = content[:2] == b"PK"
    sheet, lines = _workbook(content) if is_workbook else (DATA, _csv(content))
    return _table(register, sheet, lines)


def _unreadable(zh: str, en: str) -> SheetUnreadable:
    return SheetUnreadable(reason_zh=zh, reason_en=en)


def _workbook(content: bytes) -> tuple[str, Iterator[Sequence[object]]]:
    """The first sheet's cells; formulas give the value Excel kept for them."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            _bound(packed)
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    except (InvalidFileException, OSError, *DAMAGED) as error:
        raise _unreadable("不是 Excel 工作簿", "it is no Excel workbook") from error
    sheet = book[DATA] if DATA in book.sheetnames else book.worksheets[0]
    sheet.reset_dimensions()
    return sheet.title, _cells(sheet)


def _bound(packed: zipfile.ZipFile) -> None:
    """Raise TooLarge or SheetUnreadable for what would keep the server busy for minutes."""
    if sum(each.file_size for each in packed.infolist()) > MAX_UNPACKED:
        raise TooLarge(limit_mb=MAX_UNPACKED // 1_000_000)
    tags = 0
    for each in packed.infolist():
        with packed.open(each) as part:
            while chunk := part.read(CHUNK_BYTES):
                tags += chunk.count(b"<")
        if tags > MAX_TAGS:
            raise _unreadable(
                "表格过大，请只保留要导入的行和列",
                "it is too large; keep only what is to be loaded",
            )


DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    SyntaxError,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    OverflowError,
)
"""What the reader lets through on a sheet that is cut short or says what cannot be."""


def _cells(sheet: Worksheet) -> Iterator[Sequence[object]]:
    """The sheet's rows as they are read, which shows only now whether they can be."""
    try:
        yield from sheet.iter_rows(values_only=True)
    except DAMAGED as error:
        raise _unreadable(
            "工作簿已损坏，请用 Excel 打开后另存为新文件",
            "the workbook is damaged; open it in Excel and save it as a new file",
        ) from error


def _csv(content: bytes) -> Iterator[Sequence[object]]:
    """Excel of the office PCs saves GB18030 unless told otherwise."""
    if b"\0" in content:
        raise _unreadable("不是文本文件", "it is no text file")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return _csv_lines(text)
    raise _unreadable(
        "文字编码既不是 UTF-8 也不是 GB18030", "the text is neither UTF-8 nor GB18030"
    )


def _csv_lines(text: str) -> Iterator[Sequence[object]]:
    try:
        yield from csv.reader(io.StringIO(text, newline=""))
    except csv.Error as error:
        raise _unreadable("不是有效的 CSV", "it is no CSV") from error


def _table(register: Register, sheet: str, lines: Iterable[Sequence[object]]) -> Table:
    names = _heading_names(register)
    sample = {name: str(text) for name, text in example_of(register).items() if text != ""}
    header: dict[int, str] = {}
    unknown: tuple[str, ...] = ()
    rows: list[SheetRow] = []
    for number, cells in enumerate(lines, 1):
        headings = {at: names[_bare(cell)] for at, cell in enumerate(cells) if _bare(cell) in names}
        if not rows and len(headings) >= max(2, len(header)) and number <= HEADER_WITHIN:
            header = header or headings
            unknown = unknown or _unknown(cells, headings)
            continue
        if not header:
            _give_up_after(number)
            continue
        row = {header[at]: cell for at, cell in enumerate(cells) if at in header and _bare(cell)}
        if row and {name: str(cell) for name, cell in row.items()} != sample:
            rows.append(SheetRow(number, row))
        if len(rows) > MAX_ROWS:
            raise _unreadable(
                f"超过 {MAX_ROWS} 行，请分成几个文件", f"more than {MAX_ROWS} rows; split the file"
            )
    if not header:
        _give_up_after(HEADER_WITHIN)
    letters = {name: get_column_letter(at + 1) for at, name in header.items()}
    return Table(sheet, letters, tuple(rows), unknown)


def _give_up_after(number: int) -> None:
    if number >= HEADER_WITHIN:
        raise _unreadable(
            "开头几行里没有列名，请用模板", "the first rows name no columns; use the template"
        )


def _unknown(cells: Sequence[object], known: Mapping[int, str]) -> tuple[str, ...]:
    return tuple(str(cell) for at, cell in enumerate(cells) if at not in known and _bare(cell))


def _heading_names(register: Register) -> dict[str, str]:
    """Every way a column may be headed: both languages, with and without unit, its own name."""
    found: dict[str, str] = {}
    for column in register.columns:
        for language in ("zh", "en"):
            found[_bare(heading(column, language))] = column.name
            found[_bare(column.label(language))] = column.name
        found[column.name] = column.name
    return found


def _bare(cell: object) -> str:
    """A cell's text without blanks, stars and line ends, in lower case."""
    return "" if cell is None else "".join(str(cell).split()).replace("*", "").lower()

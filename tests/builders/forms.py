"""Forms for tests: the bundled ones, compiled once, and small ones written as Markdown tables."""

import io
import re
from functools import cache

import openpyxl

from forms.catalogue import bundled
from forms.compile import compile_xlsform
from forms.workbook import read_workbook

TYPES = ["text", "integer", "decimal", "date", "note", "calculate", "image", "geopoint", "audit"]


@cache
def compiled(form_id):
    """A bundled form; one compilation takes about a second."""
    form = next(form for form in bundled() if form.form_id == form_id)
    return compile_xlsform(form.workbook.read_bytes(), f"{form_id}.xlsx")


def schema_of(form_id):
    """The fields of a bundled form."""
    return compiled(form_id).schema


def tables(text):
    """Sheets of a Markdown form: name -> rows of cells, the first row being the header."""
    sheets = {}
    rows = []
    for line in text.strip().splitlines():
        first, *cells = (cell.strip() for cell in re.split(r"(?<!\\)\|", line.strip()[1:-1]))
        if first:
            rows = sheets.setdefault(first, [])
        elif any(cells):
            rows.append(cells)
    return sheets


def book(text):
    """The same as a workbook that has been read, without running pyxform."""
    sheets = {}
    for name, (header, *rows) in tables(text).items():
        filled = [
            {head: cell for head, cell in zip(header, row, strict=False) if cell} for row in rows
        ]
        columns = {head: number for number, head in enumerate(header, start=1)}
        sheets[name] = {"headers": header, "columns": columns, "rows": filled}
    return read_workbook({"sheets": sheets, "types": TYPES})


def xlsx(text):
    """Bytes of a real workbook with these tables."""
    made = openpyxl.Workbook()
    made.remove(made["Sheet"])
    for name, rows in tables(text).items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append([cell or None for cell in row])
    content = io.BytesIO()
    made.save(content)
    return content.getvalue()

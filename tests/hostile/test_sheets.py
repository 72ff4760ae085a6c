"""Spreadsheets for the registers: bombs, endless rows and columns, broken archives, odd texts."""

from __future__ import annotations

import io
import re
import zipfile

import pytest
from openpyxl import Workbook

from server.core.registers import BY_NAME
from server.registers.sheets import template
from tests.builders.people import id_number
from tests.builders.registers import staff
from tests.hostile.test_workbooks import LAUGHS

NS = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
INLINE = re.compile(rb't="inlineStr"><is>.*?</is>')


def sound():
    """A table with one good row, as bytes of a workbook."""
    register = BY_NAME["staff"]
    row = staff(name="工号一", id_number=id_number(running=310))
    book = Workbook()
    book.active.append([column.zh for column in register.columns])
    book.active.append([row.get(column.name, "") for column in register.columns])
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def changed(ending, change, *, of=None):
    """The same, or the book `of`, with one file of its archive changed."""
    content = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(of or sound())) as old,
        zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            entry = old.read(name)
            new.writestr(name, change(entry) if name.endswith(ending) else entry)
    return content.getvalue()


def listed(texts):
    """The same with its texts in a list apart, as Excel writes them: each cell names the first."""
    part = (
        b'<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-'
        b'officedocument.spreadsheetml.sharedStrings+xml"/></Types>'
    )
    book = changed("sheet1.xml", lambda sheet: INLINE.sub(b't="s"><v>0</v>', sheet))
    book = changed("Types].xml", lambda types: types.replace(b"</Types>", part), of=book)
    content = io.BytesIO(book)
    with zipfile.ZipFile(content, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/sharedStrings.xml", texts)
    return content.getvalue()


def strings(number):
    """A workbook of so many shared strings."""
    return listed(f"<sst {NS}>".encode() + b"<si><t>ab</t></si>" * number + b"</sst>")


def cells(rows, columns, *, step=1):
    """A sheet of so many rows, each with a cell in the last column."""
    letters = "XFD" if columns > 702 else "Z"
    made = b"".join(
        b'<row r="%d"><c r="%s%d"><v>1</v></c></row>' % (n, letters.encode(), n)
        for n in range(step, rows * step + 1, step)
    )
    return changed(
        "sheet1.xml",
        lambda _: f"<worksheet {NS}><sheetData>".encode() + made + b"</sheetData></worksheet>",
    )


REFUSED = {
    "nothing": (lambda: b"", "a.xlsx"),
    "a signature": (lambda: b"PK\x03\x04", "a.xlsx"),
    "an old workbook": (lambda: b"\xd0\xcf\x11\xe0" + bytes(3_000), "a.xls"),
    "a picture": (lambda: b"\x89PNG\r\n\x1a\n" + bytes(3_000), "a.csv"),
    "300 MB of a sheet": (lambda: changed("sheet1.xml", lambda _: b" " * 300_000_000), "a.xlsx"),
    "two million strings": (lambda: strings(2_000_000), "a.xlsx"),
    "a billion laughs": (lambda: changed("sheet1.xml", lambda _: LAUGHS), "a.xlsx"),
    "laughing strings": (lambda: listed(LAUGHS), "a.xlsx"),
    "half a sheet": (lambda: changed("sheet1.xml", lambda sheet: sheet[:400]), "a.xlsx"),
    "a sheet of words": (lambda: changed("sheet1.xml", lambda _: b"hello"), "a.xlsx"),
    "strings that are not there": (lambda: listed(f"<sst {NS}/>".encode()), "a.xlsx"),
    "a row at the end": (lambda: cells(1, 1, step=1_048_576), "a.xlsx"),
    "a million rows": (lambda: cells(300_000, 1), "a.xlsx"),
    "rows to the last column": (lambda: cells(20_000, 16_384), "a.xlsx"),
    "a line of four million cells": (lambda: b"ab," * 2_600_000, "a.csv"),
    "two million lines": (lambda: b"ab,c\n" * 1_500_000, "a.csv"),
    "a quote without end": (lambda: b'"' + b"x" * 5_000_000, "a.csv"),
    "a cell of 5 MB": (lambda: b"x" * 5_000_000 + b",b\n", "a.csv"),
    "nulls": (lambda: b"a\0b,c\n", "a.csv"),
    "no known text": (lambda: b"\xff\xff\xff,a\n", "a.csv"),
}


def sent(browser, content, name):
    """What the page says about the file."""
    parts = {"csrf": browser.proof().encode(), f'sheet"; filename="{name}': content}
    body = b"".join(
        b'--zz\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n' % (key.encode(), value)
        for key, value in parts.items()
    )
    kind = {"Content-Type": "multipart/form-data; boundary=zz"}
    return browser.go("POST", "/registers/staff/import", body + b"--zz--\r\n", kind)


@pytest.mark.parametrize(("made", "name"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_table_is_refused_at_once(site, reviewer, made, name):
    content, before = made(), site.filed()
    with site.watched():
        answer = sent(reviewer, content, name)
    assert answer.status in {200, 303, 400, 413}
    assert b"import/load" not in answer.content
    assert site.filed() == before


def test_a_good_table_may_be_loaded(reviewer):
    assert b"import/load" in sent(reviewer, sound(), "a.xlsx").content


def test_the_largest_table_is_taken(reviewer):
    """Five thousand rows with every column filled are more than a page's other forms may hold."""
    register = BY_NAME["staff"]
    book = Workbook(write_only=True)
    sheet = book.create_sheet("a")
    sheet.append([column.zh for column in register.columns])
    for number in range(5_000):
        row = staff(name=f"某{number}", note="示" * 100)
        sheet.append([row.get(column.name, "x" * 60) for column in register.columns])
    content = io.BytesIO()
    book.save(content)
    assert sent(reviewer, content.getvalue(), "a.xlsx").status == 200


def test_a_template_holds_nothing_that_runs():
    names = zipfile.ZipFile(io.BytesIO(template(BY_NAME["staff"]))).namelist()
    assert not [name for name in names if "vba" in name.lower() or "external" in name.lower()]

"""Workbooks that are none, that unpack without end, or that only their designer can mend."""

from __future__ import annotations

import io
import json
import zipfile

import pytest

from tests.builders.forms import xlsx
from tests.builders.office import ADMIN

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
XLS = "application/vnd.ms-excel"
SETTINGS = """
| settings |
| | form_id | form_title | version |
| | hostile | 小 | 1 |
"""
SOUND = (
    """
| survey |
| | type | name | label::中文 (zh) | label::English (en) |
| | text | a | 甲 | A |
"""
    + SETTINGS
)
BROKEN = (
    """
| survey |
| | type | name | label::中文 (zh) | label::English (en) | relevant |
| | text | a | 甲 | A | ${nope} = 1 |
| | selct_one x | b | 乙 | B | |
"""
    + SETTINGS
)
FORMULAS = (
    """
| survey |
| | type | name | label::中文 (zh) | label::English (en) |
| | text | a | =HYPERLINK("http://127.0.0.1:9/","甲") | =1+1 |
"""
    + SETTINGS
)
LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "lollollol">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 20) for n in range(9))
    + b']><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    b"<sheetData><row><c><v>&j;</v></c></row></sheetData></worksheet>"
)


def packed(**entries):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, entry in entries.items():
            archive.writestr(name.replace("__", "/"), entry)
    return content.getvalue()


def changed(ending, change):
    """A sound workbook in which one file of its archive is another."""
    content = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(xlsx(SOUND))) as sound,
        zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        for name in sound.namelist():
            entry = sound.read(name)
            archive.writestr(name, change(entry) if name.endswith(ending) else entry)
    return content.getvalue()


def far_cell(sheet):
    return sheet.replace(
        b"<sheetData>",
        b'<sheetData><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
    )


NO_FORM = {
    "nothing but a signature": (lambda: b"PK\x03\x04", XLSX),
    "words": (lambda: b"hello", XLSX),
    "an empty archive": (packed, XLSX),
    "another archive": (lambda: packed(a="a"), XLSX),
    "an archive of 300 MB": (lambda: packed(xl__worksheets__sheet1=b"0" * 300_000_000), XLSX),
    "an archive of 10,000 files": (
        lambda: packed(**{f"a{n}": b"" for n in range(10_000)}),
        XLSX,
    ),
    "a billion laughs": (lambda: changed("sheet1.xml", lambda _: LAUGHS), XLSX),
    "a page elsewhere": (
        lambda: changed(
            "workbook.xml",
            lambda _: (
                b'<!DOCTYPE d [<!ENTITY a SYSTEM "http://127.0.0.1:9/">]><workbook>&a;</workbook>'
            ),
        ),
        XLSX,
    ),
    "a cell at the end of the sheet": (lambda: changed("sheet1.xml", far_cell), XLSX),
    "a broken sheet": (lambda: changed("sheet1.xml", lambda sheet: sheet[:300]), XLSX),
    "formulas for texts": (lambda: xlsx(FORMULAS), XLSX),
    "an old workbook of garbage": (lambda: b"\xd0\xcf\x11\xe0" + bytes(3_000), XLS),
    "an XForm in four million tags": (lambda: b"<a>" + b"<b/>" * 4_000_000, "application/xml"),
    "an XForm that laughs": (lambda: LAUGHS, "application/xml"),
}


def publish(site, content, kind=XLSX):
    return site.api(
        ADMIN, "POST", "projects/1/forms?publish=true&ignoreWarnings=true", content, kind
    )


@pytest.mark.parametrize(("made", "kind"), NO_FORM.values(), ids=NO_FORM)
def test_what_is_no_form_is_refused_and_leaves_nothing(site, made, kind):
    content, before = made(), site.filed()
    with site.watched():
        answer = publish(site, content, kind)
    assert answer.status in {400, 413}
    assert json.loads(answer.content)["message"]
    assert site.filed() == before


def test_a_workbook_over_the_limit_is_refused_with_the_limit(site):
    with site.watched():
        answer = publish(site, b"PK\x03\x04" + b"x" * 21_000_000)
    assert (answer.status, b"20 MB" in answer.content) == (413, True)


def test_a_broken_form_is_told_by_cell_with_what_to_write_instead(site):
    """OR-213: the program gets the finding as data, with the cell and the word meant."""
    answer = publish(site, xlsx(BROKEN))
    findings = json.loads(answer.content)["details"]["findings"]
    by_cell = {each["cell"]: each for each in findings}
    assert (answer.status, by_cell.keys()) == (400, {"survey!A3", "survey!E2"})
    assert "select_one" in by_cell["survey!A3"]["suggestion_en"]
    assert "nope" in by_cell["survey!E2"]["en"]


@pytest.mark.parametrize(
    "name", ["../../../etc/passwd.xlsx", "C:\\a.xlsx", "a%0d%0aX: b.xlsx", "x" * 400 + ".xlsx"]
)
def test_the_browser_names_no_file_on_the_server(site, admin, name):
    before = site.filed()[1]
    answer = admin.go("POST", "/forms/check", *multipart(admin, xlsx(BROKEN), name))
    assert answer.status == 200
    assert "survey!A3" in answer.content.decode()
    assert site.filed()[1] == before


def test_a_page_takes_no_workbook_over_the_limit(site, admin):
    with site.watched():
        answer = admin.go("POST", "/forms/check", *multipart(admin, b"x" * 30_000_000, "a.xlsx"))
    assert (answer.status, "25 MB" in answer.content.decode()) == (413, True)


def multipart(browser, content, name):
    """Body and headers of the form that checks a workbook."""
    fields = {"csrf": browser.proof().encode(), 'workbook"; filename="' + name: content}
    parts = b"".join(
        b'--zz\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n' % (key.encode(), value)
        for key, value in fields.items()
    )
    return parts + b"--zz--\r\n", {"Content-Type": "multipart/form-data; boundary=zz"}

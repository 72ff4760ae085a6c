"""A template comes back as it went out, and every fault is said by its cell."""

import csv
import io
from datetime import date, datetime

import pytest
from openpyxl import Workbook, load_workbook

from server.core.errors import (
    NotAllowed,
    NotFound,
    RecordExists,
    RecordInvalid,
    SheetUnreadable,
    TooLarge,
)
from server.core.registers import BY_NAME, REGISTERS
from server.core.registers.examples import example_of
from server.core.types import Severity
from server.registers import editing, importing, listing, records
from server.registers.schemas import examined
from server.registers.sheets import MAX_BYTES, MAX_ROWS, heading, read_table, template
from tests.builders import registers as built
from tests.builders.areas import DABA, SANHE
from tests.builders.office import NOW, everything_in

every = pytest.mark.parametrize("register", REGISTERS, ids=lambda register: register.name)
INSTITUTION = BY_NAME["institution"]


def filled(register, *rows):
    """The register's template with these rows below the example."""
    book = load_workbook(io.BytesIO(template(register)))
    sheet = book.worksheets[0]
    for number, row in enumerate(rows, 4):
        for at, column in enumerate(register.columns, 1):
            if row.get(column.name):
                sheet.cell(number, at, row[column.name])
    return saved(book)


def saved(book):
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def table(*rows, encoding="utf-8-sig"):
    """A CSV of some rows."""
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode(encoding)


@every
def test_an_untouched_template_holds_no_row(register):
    assert read_table(register, "t.xlsx", template(register)).rows == ()


@every
def test_a_row_like_the_example_comes_back_as_it_was_typed(register):
    sample = {name: cell for name, cell in example_of(register).items() if cell != ""}
    key = next(c.name for c in register.columns if c.name in sample and c.name != "unit")
    other = dict(sample) | {"unit": "620421102202" if register.levels[-1] == "village" else "x"}
    (row,) = read_table(register, "t.xlsx", filled(register, other)).rows
    assert row.number == 4
    assert row.cells[key] == sample[key]
    assert examined(register, {**row.cells, "unit": sample["unit"]}).errors == ()


@every
def test_every_closed_list_is_offered_in_the_sheet(register):
    book = load_workbook(io.BytesIO(template(register)))
    data, lists = book.worksheets[0], book.worksheets[1]
    words = {cell.value for row in lists.iter_rows() for cell in row}
    for column in register.columns:
        assert {choice.zh for choice in column.choices} <= words
        assert {choice.en for choice in column.choices} <= words
    headings = {cell.value for cell in data[1]} | {cell.value for cell in data[2]}
    assert {heading(c, lang) for c in register.columns for lang in ("zh", "en")} == headings


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_a_table_of_ones_own_is_read_by_its_headings_in_any_order(encoding):
    content = table(
        ["机构名称", "备注", "所属区划", "床位（张）"],
        ["三合幸福院", "好", SANHE, "20"],
        ["", "", "", ""],
        encoding=encoding,
    )
    read = read_table(INSTITUTION, "own.csv", content)
    assert [row.cells for row in read.rows] == [{"name": "三合幸福院", "unit": SANHE, "beds": "20"}]
    assert read.unknown == ("备注",)
    assert read.letters["beds"] == "D"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        pytest.param("a.xlsx", b"PK\x03\x04 broken", id="broken workbook"),
        pytest.param("a.xls", b"\xd0\xcf\x11\xe0", id="old Excel"),
        pytest.param("a.csv", b"a\0b", id="no text"),
        pytest.param("a.csv", b"\xff\xfe\xfa", id="no encoding"),
        pytest.param("a.csv", table(["x", "y"], ["1", "2"]), id="no headings"),
        pytest.param("a.csv", b"", id="nothing"),
        pytest.param("a.xlsx", saved(Workbook()), id="an empty workbook"),
    ],
)
def test_what_is_no_table_of_the_register_is_refused_with_a_reason(name, content):
    with pytest.raises(SheetUnreadable):
        read_table(INSTITUTION, name, content)


def test_a_file_too_large_is_refused():
    with pytest.raises(TooLarge):
        read_table(INSTITUTION, "a.csv", b" " * (MAX_BYTES + 1))
    rows = [[f"院{n}", SANHE] for n in range(MAX_ROWS + 1)]
    with pytest.raises(SheetUnreadable):
        read_table(INSTITUTION, "a.csv", table(["机构名称", "所属区划"], *rows))


GOOD = built.institution(name="甲院")
WRONG = built.institution(name="乙院", beds="二十", kind="饭店")


def check(office, who, *rows):
    return importing.check(
        office, who, "institution", "院.xlsx", filled(INSTITUTION, *rows), now=NOW
    )


def held(office, who):
    asked = listing.asked_for(INSTITUTION, who, now=NOW)
    return {
        line.values["name"]
        for line in listing.page(office, who, "institution", asked, now=NOW).lines
    }


def test_a_check_says_what_is_wrong_by_cell_and_writes_nothing(office, clerk):
    checked = check(office, clerk, GOOD, WRONG)
    assert (checked.rows, checked.good) == (2, 1)
    assert {finding.cell for finding in checked.findings} == {"数据 Data!G5", "数据 Data!C5"}
    assert all(finding.zh and finding.en for finding in checked.findings)
    assert held(office, clerk) == set()


def test_nothing_is_half_imported_unless_asked(office, clerk):
    draft = check(office, clerk, GOOD, WRONG).draft
    with pytest.raises(RecordInvalid):
        importing.load(office, clerk, "institution", draft, now=NOW)
    assert held(office, clerk) == set()
    done = importing.load(office, clerk, "institution", draft, only_good=True, now=NOW)
    assert (done.loaded, done.left_out) == (1, 1)
    assert held(office, clerk) == {"甲院"}


def test_what_is_imported_has_its_history_and_is_counted(office, clerk):
    draft = check(office, clerk, GOOD, built.institution(name="丙院", unit=DABA)).draft
    importing.load(office, clerk, "institution", draft, now=NOW)
    asked = listing.asked_for(INSTITUTION, clerk, now=NOW)
    first = listing.page(office, clerk, "institution", asked, now=NOW).lines[0]
    (act,) = records.record(office, clerk, "institution", first.record_id).acts
    assert (act.kind, act.note) == ("created", "院.xlsx")
    assert [card.records for card in listing.cards(office, clerk) if card.records] == [2]


def test_a_draft_is_loaded_once_and_by_nobody_else(office, clerk, stranger):
    draft = check(office, clerk, GOOD).draft
    with pytest.raises(NotFound):
        importing.load(office, stranger, "institution", draft, now=NOW)
    importing.load(office, clerk, "institution", draft, now=NOW)
    for key in (draft, "x", "0"):
        with pytest.raises(NotFound):
            importing.load(office, clerk, "institution", key, now=NOW)


def test_a_row_that_stands_twice_is_said_whether_in_the_file_or_in_the_register(office, clerk):
    editing.create(office, clerk, "institution", built.institution(name="丁院"), now=NOW)
    checked = check(office, clerk, GOOD, GOOD, built.institution(name="丁院"))
    assert [(f.row, f.severity) for f in checked.findings] == [
        (5, Severity.ERROR),
        (6, Severity.ERROR),
    ]
    assert "4" in checked.findings[0].zh


def test_what_came_into_the_register_meanwhile_stops_the_load(office, clerk):
    draft = check(office, clerk, GOOD).draft
    editing.create(office, clerk, "institution", GOOD, now=NOW)
    with pytest.raises((RecordExists, RecordInvalid)):
        importing.load(office, clerk, "institution", draft, now=NOW)


def test_a_warning_is_told_and_does_not_stop_the_row(office, clerk):
    checked = check(office, clerk, built.institution(residents="25"))
    assert [finding.severity for finding in checked.findings] == [Severity.WARNING]
    assert checked.is_clean


def test_a_file_that_waits_lies_sealed(office, clerk):
    row = built.staff()
    content = filled(BY_NAME["staff"], row)
    checked = importing.check(office, clerk, "staff", "人.xlsx", content, now=NOW)
    assert checked.is_clean
    assert row["id_number"] not in everything_in(office, "register_draft")


def test_who_may_not_write_may_not_import(office, clerk):
    with pytest.raises(NotAllowed):
        importing.check(office, clerk, "benefit_standard", "a.csv", b"", now=NOW)


DATES = (
    "2026-01-31",
    "2026/1/31",
    "2026.01.31",
    "2026年1月31日",
    "20260131",
    "２０２６－０１－３１",
    date(2026, 1, 31),
    datetime(2026, 1, 31),  # noqa: DTZ001 — as a workbook holds it
)


@pytest.mark.parametrize("day", DATES, ids=str)
def test_a_day_is_read_however_people_write_it(office, clerk, day):
    checked = check(office, clerk, built.institution(valid_from=day, beds="２０"))
    assert checked.good == 1, checked.findings
    importing.load(office, clerk, "institution", checked.draft, now=NOW)
    asked = listing.asked_for(INSTITUTION, clerk, on="all", now=NOW)
    (line,) = listing.page(office, clerk, "institution", asked, now=NOW).lines
    assert (line.valid_from, line.values["beds"]) == (date(2026, 1, 31), 20)


def test_wrong_columns_mixed_units_and_doubles_are_told_by_cell_and_nothing_is_written(
    office, clerk
):
    head = ["机构名称", "所属区划", "类别", "床位", "入住人数", "生效日期", "星座"]
    kind = "互助老人幸福院"
    rows = (
        ["甲院", SANHE, kind, "20张", "12", "2026-01-01", "白羊"],
        ["乙院", SANHE, kind, "20", "12人", "2026-13-01", ""],
        ["丙院", "兰州市", kind, "20", "12", "2026-01-01", ""],
        ["丁院", SANHE, kind, "20", "12", "2026-01-01", ""],
        ["丁院", SANHE, kind, "20", "12", "2026-01-01", ""],
    )
    content = table(head, *rows)
    checked = importing.check(office, clerk, "institution", "院.csv", content, now=NOW)
    errors = {f.cell for f in checked.findings if f.severity is Severity.ERROR}
    assert {"数据 Data!F3", "数据 Data!B4"} <= errors
    assert any("星座" in finding.zh for finding in checked.findings)
    assert checked.rows == 5
    assert checked.good < 4
    assert held(office, clerk) == set()

"""A report given out never changes; what changed later is a difference and can be reissued."""

import io
from datetime import date

import openpyxl
import pytest

from exports import official
from server.core.errors import NotFound
from server.reports import freezing, sheets
from tests.builders.areas import DONGWAN, JINGYUAN
from tests.builders.office import NOW
from tests.reports.test_summed import benefit

DAY = date(2026, 11, 20)


def freeze(office, who, **more):
    return freezing.freeze(office, who, "R-02", JINGYUAN, day=DAY, note="", now=NOW, **more)


def test_numbers_count_up_and_a_later_correction_is_a_difference(office, county):
    benefit(office, 1, "2025-01-01")
    first = freeze(office, county)
    assert first.number == "BY-620421-R02-20261130-01"
    assert freezing.compared(office, county, first.number, now=NOW).changed == frozenset()
    benefit(office, 2, "2025-01-01")
    found = freezing.compared(office, county, first.number, now=NOW)
    assert found.frozen.report.total["end"] == 1
    assert found.now.total["end"] == 2
    assert {("", "end"), (DONGWAN, "end"), ("", "monthly")} <= found.changed
    again = freeze(office, county, replaces=first.number)
    assert (again.number[-2:], again.replaces) == ("02", first.number)
    assert again.fingerprint != first.fingerprint
    assert freezing.one(office, county, first.number) == first
    assert [each.number for each in freezing.listed(office, county)] == [again.number, first.number]


def test_the_same_figures_have_the_same_fingerprint(office, county):
    benefit(office, 1, "2025-01-01")
    assert freeze(office, county).fingerprint == freeze(office, county).fingerprint


def test_reports_of_others_are_not_there(office, county, stranger):
    number = freeze(office, county).number
    for ask in (
        lambda: freezing.one(office, stranger, number),
        lambda: freezing.compared(office, stranger, number, now=NOW),
        lambda: freeze(office, stranger),
        lambda: freeze(office, county, replaces="BY-620421-R02-20261130-77"),
    ):
        with pytest.raises(NotFound):
            ask()
    assert freezing.listed(office, stranger) == ()


def test_the_workbook_looks_like_an_office_made_it(office, county):
    benefit(office, 1, "2025-01-01")
    frozen = freeze(office, county)
    report = frozen.report
    content = official.workbook(
        sheets.sheet(report, "zh"),
        list(sheets.rows(report, "zh")),
        sheets.frame(report, "zh", number=frozen.number),
    )
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    cells = [c for row in sheet.iter_rows(values_only=True) for c in row if c is not None]
    assert "城乡低保月报" in sheet["A1"].value
    assert sheet["A2"].value == "填报单位：靖远县　　报表期：2026年11月"
    assert any(frozen.number in str(cell) for cell in cells)
    assert any("（盖章）" in str(cell) for cell in cells)
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.print_title_rows == "$1:$3"
    total = next(row for row in sheet.iter_rows(min_row=4) if row[0].value == "合计")
    assert total[0].font.b
    assert total[6].value == 1
